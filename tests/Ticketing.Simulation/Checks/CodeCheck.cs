using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Identifiers;

namespace Ticketing.Simulation;

/// <summary>
/// I14: a code is never used for more orders than it may be, in all and by one customer; a use is spent for each booking that was confirmed
/// with it, and for no other; nobody is refused while it can't be used up; once quiet none is left reserved.
/// </summary>
public sealed class CodeCheck(World world, History history)
{
    private const string CodePrefix = "ticketing.code/";

    /// <summary>From a hold's end until its use is surely back: the grace, and the reminder of a hold that was pinned and never booked.</summary>
    private static readonly long UntilBack = TimeSpan.FromMinutes(3).Ticks;

    private readonly List<CodeState> _codes = [];
    private readonly Dictionary<(ulong EventKey, string Code), int> _booked = [];

    public static bool IsCode(string key) => key.StartsWith(CodePrefix, StringComparison.Ordinal);

    /// <summary>At each write.</summary>
    public void Written(string key, ReadOnlyMemory<byte> value)
    {
        if (IsCode(key) && !value.IsEmpty && StoredState.Read<CodeState>(value) is { Terms.Limit: { } limit } code)
        {
            var reserved = code.Uses.Count(static use => use.Status == CodeUseStatus.Reserved);
            world.Tell(() => $"   written {key}: {code.Used} used, {string.Join(", ", code.Uses.Select(static use => $"{use.HoldId} {use.Status}"))}");
            history.Require(code.Used + reserved <= limit, "I14", () => $"{key} is used {code.Used} times and reserved {reserved} times; it may be used {limit} times");
            history.Require(
                code.Uses.Select(static use => use.HoldId).Distinct().Count() == code.Uses.Count, "I14", () => $"{key} has two uses of one hold");
        }
    }

    public void Read(CodeState code) => _codes.Add(code);

    public void Read(BookingState booking)
    {
        if (booking is { ConfirmedAt: not null, Prices.Code: { } code })
        {
            var key = (booking.BookingId.Hold.EventKey, code);
            _booked[key] = _booked.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Once quiet, by what is stored.</summary>
    public void Quiet()
    {
        foreach (var code in _codes.Where(static code => code.Version > 0))
        {
            var reserved = CodeDecisions.Reserved(code, world.Wall.UtcNow.ToUnixTimeMilliseconds());
            var booked = _booked.GetValueOrDefault((code.EventId.Key, code.Spec.Code));
            history.Require(reserved == 0, "I14", () => $"code {code.Spec.Code} of {code.EventId} is still reserved {reserved} times: {string.Join(", ", code.Uses)}");
            history.Require(code.Used == booked, "I14", () => $"code {code.Spec.Code} of {code.EventId} is used {code.Used} times, and {booked} bookings were confirmed with it");
        }
    }

    /// <summary>By what clients were told.</summary>
    public void Told(Spans spans)
    {
        foreach (var group in history.Holds.Where(static hold => hold.Code is not null).GroupBy(static hold => hold.Code!))
        {
            HoldRecord[] holds = [.. group];
            CheckLimit(spans, holds, group.Key.Limit, $"code {group.Key.Text}");
            foreach (var customer in group.Key.CustomerLimit is null ? [] : holds.GroupBy(static hold => hold.Customer))
            {
                CheckLimit(spans, [.. customer], group.Key.CustomerLimit!.Value, $"code {group.Key.Text} of {customer.Key}");
            }

            foreach (var hold in holds)
            {
                CheckRefusal(spans, group.Key, holds, hold);
                history.Require(
                    !hold.IsGranted || hold.Key is not null || hold.Asked < group.Key.Ended, "I14", () => $"{hold} was granted with code {group.Key.Text}, which was ended before");
            }
        }
    }

    /// <summary>What is booked stays used, whatever becomes of the booking.</summary>
    private void CheckLimit(Spans spans, HoldRecord[] holds, int limit, string what)
    {
        foreach (var moment in holds.Where(static hold => hold.IsGranted).Select(static hold => hold.Granted))
        {
            var surely = holds.Count(hold => hold.Granted <= moment && (hold.IsBooked || moment < spans.SurelyUntil(hold)));
            history.Require(surely <= limit, "I14", () => $"{what} is used by {surely} orders at once; it may be used by {limit}");
        }
    }

    private void CheckRefusal(Spans spans, CodeRecord code, HoldRecord[] holds, HoldRecord refused)
    {
        if (refused.RefusalCode != "code_used_up" || world.WasSplit)
        {
            return;
        }

        bool MayHave(HoldRecord other) => (other != refused || spans.MayComeLate(refused)) && other.Asked <= refused.Refused
            && (other.MayBeBooked || spans.PossiblyUntil(other) is HoldRecord.Never || refused.Asked <= spans.PossiblyUntil(other) + UntilBack);
        int Most(HoldRecord[] of) => of.Where(MayHave).Sum(other => other.Attempts + (spans.MayComeLate(other) ? 1 : 0));
        history.Require(
            Most(holds) >= code.Limit || (code.CustomerLimit is { } own && Most([.. holds.Where(other => other.Customer == refused.Customer)]) >= own),
            "I14",
            () => $"{refused} was refused for code {code.Text}, and nobody can have used it up");
    }
}
