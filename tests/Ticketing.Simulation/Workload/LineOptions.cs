using Ticketing.Waitlists;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Who waits for a sold-out event, drawn by the seed. In most runs nobody does.</summary>
public sealed record LineOptions
{
    public int Waiters { get; init; }

    /// <summary>How often one of them comes.</summary>
    public int Visits { get; init; }

    /// <summary>How often one who does not wait asks for places.</summary>
    public int Snatches { get; init; }

    /// <summary>The longest pause between two visits.</summary>
    public TimeSpan Think { get; init; }

    /// <summary>How long one of them looks for an offer before it leaves, or is never heard of again.</summary>
    public TimeSpan Patience { get; init; }

    public WaitlistRules Rules { get; init; } = WaitlistRules.Default;

    public static LineOptions Draw(Chance chance) => new()
    {
        Waiters = chance.Hits(0.4) ? chance.Between(3, 6) : 0,
        Visits = chance.Between(2, 5),
        Snatches = chance.Of([0, 30]),
        Think = TimeSpan.FromSeconds(chance.Of([5, 30, 90])),
        Patience = TimeSpan.FromSeconds(chance.Of([120, 400])),
        Rules = new WaitlistRules(
            TimeSpan.FromSeconds(chance.Of([30, 60])), chance.Between(0, 3), TimeSpan.FromSeconds(chance.Of([0, 60, 120]))),
    };
}
