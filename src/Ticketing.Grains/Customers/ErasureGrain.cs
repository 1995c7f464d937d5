using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Auditing;
using Ticketing.Bookings;
using Ticketing.Diagnostics;
using Ticketing.Directories;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Organizations;
using Ticketing.Security;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Customers;

/// <summary>
/// Goes through everything that knows a customer (<see cref="Steps"/>) and notes where it is. What was under way when it
/// began comes late into the customer's lists, so it looks again a while later before it says that it is done.
/// </summary>
[GrainType("ticketing.erasure")]
public sealed partial class ErasureGrain : Grain, IErasureGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    /// <summary>A booking that was cut off between its state and its customer's list is listed by its reminder, within two minutes.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(3);

    private readonly Durable<ErasureState> _job;
    private readonly TimeProvider _time;
    private readonly IIdSource _ids;
    private readonly ILogger<ErasureGrain> _log;
    private IGrainTimer? _timer;

    public ErasureGrain([PersistentState("job")] IPersistentState<ErasureState> state, TimeProvider time, IIdSource ids, ILogger<ErasureGrain> log)
    {
        _job = new Durable<ErasureState>(state, this);
        _time = time;
        _ids = ids;
        _log = log;
    }

    public Task<ErasureView?> Get() => Task.FromResult(_job.Value.StartedAt == default ? null : View());

    public async Task<ErasureView> Start(string by, string? why)
    {
        if (_job.Value.StartedAt == default || _job.Value.FinishedAt is not null)
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
            _job.Replace(new ErasureState { StartedAt = _time.GetUtcNow(), By = by, Why = why, Pseudonym = NewPseudonym() });
            await _job.Changed();
        }

        GoOnSoon();
        return View()!;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var job = _job.Value;
        if (job.StartedAt == default || job.FinishedAt is not null)
        {
            await this.EndReminder(ReminderName, _job, forget: job.StartedAt == default);
            return;
        }

        var isLast = _time.GetUtcNow() - job.StartedAt >= Late;
        if (isLast)
        {
            // Everything once more, in this turn, so that the lists that are cleared after it are those that it saw.
            (job.Step, job.Position) = (null, 0);
        }

        while (!await GoOn())
        {
        }

        if (isLast && await Close())
        {
            job.FinishedAt = _time.GetUtcNow();
            job.Pseudonym = null;
            await _job.Changed();
        }
    }

    private string Customer => this.GetPrimaryKeyString();

    private string Pseudonym => _job.Value.Pseudonym!;

    private string NewPseudonym()
    {
        Span<byte> bytes = stackalloc byte[16];
        _ids.Fill(bytes);
        return ReservedNames.ErasedPrefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>One part of the step under way. True: that was the last part of the last step.</summary>
    private async Task<bool> GoOn()
    {
        var job = _job.Value;
        var steps = Steps;
        var at = Math.Max(0, Array.FindIndex(steps, step => step.Name == job.Step));
        if (await steps[at].Go(job.Position) is { } next)
        {
            (job.Step, job.Position) = (steps[at].Name, next);
            await _job.Changed();
            return false;
        }

        var isThrough = at == steps.Length - 1;
        (job.Step, job.Position) = (isThrough ? null : steps[at + 1].Name, 0);
        await _job.Changed();
        return isThrough;
    }

    /// <summary>False: something came meanwhile, so it is not done.</summary>
    private async Task<bool> Close()
    {
        foreach (var step in Steps)
        {
            if (!await step.Close())
            {
                return false;
            }
        }

        return true;
    }

    private void GoOnSoon()
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(static (self, _) => self.OnTimer(), this, new GrainTimerCreationOptions(Soon, Soon) { KeepAlive = true });
    }

    private async Task OnTimer()
    {
        try
        {
            if (_job.Value.FinishedAt is not null || await GoOn())
            {
                _timer?.Dispose();
            }
        }
        catch (Exception e) when (!_job.IsOver)
        {
            // The reminder goes on.
            _timer?.Dispose();
            LogInterrupted(e);
        }
    }

    private ErasureView? View() => new()
    {
        StartedAt = _job.Value.StartedAt,
        FinishedAt = _job.Value.FinishedAt,
        By = _job.Value.By,
        Why = _job.Value.Why,
        Bookings = _job.Value.Bookings,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Erasing a customer's data was interrupted; it goes on within a minute")]
    private partial void LogInterrupted(Exception exception);

    // Who knows a customer.

    private const int AtOnce = 64;

    /// <summary>How long the customer's lists of bookings, of tickets and of entries on waitlists were when they were gone through.</summary>
    private int _bookings;
    private int _tickets;
    private int _entries;

    /// <summary>
    /// Every owner of personal data. A new one is added here (and to the export): what it does from a position on, which
    /// may be repeated, giving the next position or null at the end; and what it does at last, false when it found that
    /// more has come. Names are stored.
    /// </summary>
    private Step[] Steps =>
    [
        new("profile", EraseProfile, Closed),
        new("waitlist", EraseEntries, CloseEntries),
        new("bookings", EraseBookings, CloseBookings),
        new("tickets", EraseTickets, CloseTickets),
        new("staff", EraseStaff, Closed),
        new("told", position => GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Rename(position, Customer, Pseudonym), Closed),
        new("audit", position => GrainFactory.GetGrain<IAuditLogGrain>(IAuditLogGrain.All).Forget(position, Customer), Closed),
    ];

    private static Func<Task<bool>> Closed => static () => Task.FromResult(true);

    private IDirectoryGrain Entries => GrainFactory.GetGrain<IDirectoryGrain>(WaitlistDirectories.Of(Customer));

    private IDirectoryGrain Bookings => GrainFactory.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(Customer));

    private IDirectoryGrain Tickets => GrainFactory.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory(Customer));

    private async Task<int?> EraseProfile(int position)
    {
        await GrainFactory.GetGrain<ICustomerGrain>(Customer).Erase();
        return null;
    }

    private async Task<int?> EraseStaff(int position)
    {
        await GrainFactory.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All).ForgetAddress(Customer);
        return null;
    }

    private async Task<int?> EraseEntries(int position)
    {
        var page = await Entries.List(position, AtOnce);
        foreach (var id in page.Ids.Select(static id => new WaitlistEntryId(id)))
        {
            await GrainFactory.GetGrain<IWaitlistGrain>(GrainKeys.Event(id.Event.Key)).Erase(new EraseEntry(id, Customer, Pseudonym));
        }

        _entries = position + page.Ids.Length;
        return page.Next;
    }

    private Task<bool> CloseEntries() => Entries.Clear(_entries);

    private async Task<int?> EraseBookings(int position)
    {
        var page = await Bookings.List(position, AtOnce);
        var erased = await Task.WhenAll(page.Ids.Select(id => EraseBooking(new BookingId(id))));
        _job.Value.Bookings += erased.Count(static isErased => isErased);
        _bookings = position + page.Ids.Length;
        return page.Next;
    }

    private Task<bool> CloseBookings() => Bookings.Clear(_bookings);

    /// <summary>Bookings of others of which the customer was passed a ticket.</summary>
    private async Task<int?> EraseTickets(int position)
    {
        var page = await Tickets.List(position, AtOnce);
        await Task.WhenAll(page.Ids.Select(id => GrainFactory.GetGrain<IBookingGrain>(new BookingId(id).GrainKey()).Erase(new EraseBooking(Customer, Pseudonym))));
        _tickets = position + page.Ids.Length;
        return page.Next;
    }

    private Task<bool> CloseTickets() => Tickets.Clear(_tickets);

    /// <summary>The home before the booking, so that nothing which it says later brings the customer back.</summary>
    private async Task<bool> EraseBooking(BookingId id)
    {
        var home = GrainFactory.HomeOf(id.Hold);
        var booking = GrainFactory.GetGrain<IBookingGrain>(id.GrainKey());

        // One that takes its facts from its home has them by this, so that it is known to have had the name.
        var known = await booking.Get();
        await home.Rename(new RenameHolder(id.Hold, Customer, Pseudonym));
        if (known is { PlacesHold: { } places })
        {
            await GrainFactory.HomeOf(places).Rename(new RenameHolder(places, Customer, Pseudonym));
        }

        if (known is null && (await home.Get(id.Hold)).Hold is { Status: HoldStatus.Confirmed } confirmed)
        {
            // It is listed before it is written; its home is about to hand it over.
            await booking.Open(confirmed);
        }

        return await booking.Erase(new EraseBooking(Customer, Pseudonym));
    }

    private readonly record struct Step(string Name, Func<int, Task<int?>> Go, Func<Task<bool>> Close);
}
