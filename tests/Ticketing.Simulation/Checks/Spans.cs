namespace Ticketing.Simulation;

/// <summary>
/// When a hold has its places: surely, and possibly. An operation takes effect at some moment between its question and its
/// answer; one without an answer at any moment after its question, or never.
/// </summary>
public sealed class Spans(World world, TimeSpan grace)
{
    /// <summary>How late a call may still take effect whose client has given up: every wait and delay of the simulation, and some.</summary>
    public static readonly long Latest = TimeSpan.FromMinutes(4).Ticks;

    /// <summary>How long processes go by what they knew of an event before it got more places.</summary>
    public static readonly long UntilHeard = TimeSpan.FromSeconds(10).Ticks;

    /// <summary>How long an event that is active twice may answer as it was before that.</summary>
    public static readonly long UntilGone = TimeSpan.FromMinutes(3).Ticks;

    public static readonly TimeSpan LatestTime = TimeSpan.FromTicks(Latest);

    /// <summary>Whether something that was sent for the hold may take effect although it was refused, or a second time.</summary>
    public bool MayComeLate(HoldRecord hold) =>
        hold.WasInterrupted || world.CopiedCalls.Exists(copied => hold.Asked <= copied && copied <= Math.Min(hold.Refused, hold.Granted));

    /// <summary>The earliest moment at which its places may be another's.</summary>
    public long SurelyUntil(HoldRecord hold) => Math.Min(Math.Min(hold.ExchangeAsked, hold.ReturnAsked), UnlessExchanged(hold));

    private long UnlessExchanged(HoldRecord hold) =>
        hold.SwapOf is { } owner ? owner.CancelAsked
        : hold.IsPaid ? Math.Min(Math.Min(hold.CancelAsked, hold.IsBooked ? HoldRecord.Never : hold.MayBreak), world.Wall.FirstReached(hold.ExpiresAt))
        : hold.IsBooked ? hold.CancelAsked
        : Math.Min(Math.Min(hold.ReleaseAsked, hold.BookRefused == HoldRecord.Never ? HoldRecord.Never : hold.BookAsked), world.Wall.FirstReached(hold.ExpiresAt));

    /// <summary>The last moment at which its places may still be kept from others.</summary>
    public long PossiblyUntil(HoldRecord hold)
    {
        if (hold.SwapOf is not null || hold.ExchangeAsked != HoldRecord.Never)
        {
            // What is exchanged goes back a while after the answer, and so does what comes to nothing.
            return HoldRecord.Never;
        }

        if (hold.Refused != HoldRecord.Never)
        {
            // What it had it gave back before it was refused; what an attempt of it had whose answer was lost, lapses.
            return MayComeLate(hold) ? After(hold.Refused + Latest, hold.Event.Ttl) : hold.Refused;
        }

        if (hold.MayBeBooked)
        {
            return hold.Cancelled;
        }

        if (!hold.IsGranted)
        {
            return After(hold.GaveUp == HoldRecord.Never ? hold.Asked + Latest : hold.GaveUp + Latest, hold.Event.Ttl);
        }

        // While a booking is tried its places are pinned: they wait for the verdict.
        var lapsed = world.Wall.LastBefore(hold.LastsAtMost + grace);
        lapsed = hold.BookRefused == HoldRecord.Never ? lapsed : Math.Max(lapsed, hold.BookRefused);
        var ended = Math.Min(lapsed, hold.Released);
        return MayComeLate(hold) ? Math.Max(ended, After(hold.Granted, hold.Event.Ttl)) : ended;
    }

    private long After(long moment, TimeSpan ttl) => moment + ttl.Ticks + grace.Ticks;
}
