using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <content>
/// The index as the outbox of whoever makes out tickets: every booking has its row before it exists, so nothing more is
/// written for that. The reminder is durable before the first row is.
/// </content>
public sealed partial class BookingIndexGrain
{
    private const string ReminderName = "confirmed";
    private const int MostRows = 4 * IBookingIndexGrain.PageSize;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private Task? _reminder;
    private bool _told;

    /// <summary>Late bookings before this number are durable. Nobody is shown more.</summary>
    private long _durableLate;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durableLate = _index.Value.LateEnd;
        return Task.CompletedTask;
    }

    public async Task<ConfirmedSlice> Confirmed(long position, long late, int limit)
    {
        // Beyond the end: storage has lost something. What is told again does no harm.
        var end = _rows.DurableEnd;
        position = position > end ? Math.Max(0, end - IBookingIndexGrain.PageSize) : position;
        late = late > _durableLate ? _index.Value.LateStart : Math.Max(late, _index.Value.LateStart);
        if (limit > 0)
        {
            // Whoever asks for work has written down what became of that before; who only looks may be ahead of it.
            _index.Value.ForgetLate(late);
        }

        var found = ImmutableArray.CreateBuilder<BookingId>();
        found.AddRange(_index.Value.Late.Take((int)Math.Min(limit, _durableLate - late)));
        late += found.Count;
        DateTimeOffset? oldest = null;
        for (var last = Math.Min(position + MostRows, end); position < last && found.Count < limit;)
        {
            var rows = await _rows.Read(position);
            for (var i = 0; i < rows.Length && position < last && found.Count < limit; i++, position++)
            {
                if (rows[i].Status == BookingStatus.Confirmed)
                {
                    found.Add(rows[i].BookingId);
                }
            }
        }

        if (position < _rows.DurableEnd)
        {
            oldest = (await _rows.Read(position))[0].CreatedAt;
        }

        var behind = _rows.DurableEnd - position + _durableLate - late;
        _told &= behind > 0;
        return new ConfirmedSlice(found.ToImmutable(), position, late, behind, oldest);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(_time.GetUtcNow());
        return Finalizer.Wake();
    }

    private IFinalizerGrain Finalizer => GrainFactory.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);

    /// <summary>If it is not heard, the reminder tells it.</summary>
    private void TellOfNew()
    {
        if (!_told)
        {
            _told = true;
            _ = Finalizer.Wake();
        }
    }

    private Task Remind() => _reminder is null or { IsFaulted: true } ? _reminder = Register() : _reminder;

    private async Task Register()
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that looks after tickets could not be kept. Repeat the request.", e);
        }
    }
}
