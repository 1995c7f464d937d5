using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Who wants what, drawn by the seed. Weights are relative to each other.</summary>
public sealed record WorkloadOptions
{
    public int Customers { get; init; }

    /// <summary>Operations of one customer.</summary>
    public int Operations { get; init; }

    /// <summary>The longest pause of a customer between two operations.</summary>
    public TimeSpan Think { get; init; }

    /// <summary>Places of one pool.</summary>
    public int PoolSize { get; init; }

    public TimeSpan Ttl { get; init; }

    public double WantsPlaces { get; init; }

    public double WantsBestSeats { get; init; }

    public double WantsNamedSeats { get; init; }

    public double WantsHouseSeat { get; init; }

    public double Looks { get; init; }

    /// <summary>The share of holds that come with an idempotency key.</summary>
    public double UsesKey { get; init; }

    public double Books { get; init; }

    public double BooksLate { get; init; }

    /// <summary>Opens a booking that is paid later.</summary>
    public double PaysLater { get; init; }

    public double Releases { get; init; }

    public double Abandons { get; init; }

    /// <summary>The share of customers who give up when an answer is lost, instead of asking again.</summary>
    public double GivesUp { get; init; }

    /// <summary>How often the organizer pauses and resumes a sale.</summary>
    public int Pauses { get; init; }

    /// <summary>How often the organizer changes prices, times and places.</summary>
    public int Changes { get; init; }

    /// <summary>Somebody follows what happens to bookings.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>Who follows wants to know what becomes of holds, too.</summary>
    public bool FollowsHolds { get; init; }

    /// <summary>Some pay their bookings by the bank.</summary>
    public bool PaysByBank { get; init; }

    /// <summary>Who books says where to be written to.</summary>
    public bool GivesAddress { get; init; }

    /// <summary>The share of those with a booking who exchange it for other places.</summary>
    public double Exchanges { get; init; }

    /// <summary>The share of those with a booking who pass tickets on.</summary>
    public double Transfers { get; init; }

    /// <summary>How often staff keep places from sale.</summary>
    public int Withholdings { get; init; }

    /// <summary>How often staff add places, or take some away.</summary>
    public int CapacityChanges { get; init; }

    /// <summary>The share of those with a booking of several tickets who give some back, where they do that instead of exchanging it.</summary>
    public double Returns { get; init; }

    public static WorkloadOptions Draw(Chance chance) => new()
    {
        Customers = chance.Between(2, 8),
        Operations = chance.Between(3, 8),
        Think = TimeSpan.FromSeconds(chance.Of([1, 5, 30, 90])),
        PoolSize = chance.Of([2, 3, 4, 8]),
        Ttl = TimeSpan.FromSeconds(chance.Of([20, 60, 120])),
        WantsPlaces = chance.NextDouble(),
        WantsBestSeats = chance.NextDouble(),
        WantsNamedSeats = chance.NextDouble(),
        WantsHouseSeat = 0.3 * chance.NextDouble(),
        Looks = 0.4 * chance.NextDouble(),
        UsesKey = chance.Of([0.0, 0.3, 0.7]),
        Books = 0.5 + chance.NextDouble(),
        BooksLate = 0.3 * chance.NextDouble(),
        Releases = 0.5 * chance.NextDouble(),
        Abandons = 0.5 * chance.NextDouble(),
        GivesUp = 0.4 * chance.NextDouble(),
        Pauses = chance.Of([0, 0, 1, 3]),
        PaysLater = 0.7 * chance.NextDouble(),
        IsFollowed = chance.Hits(0.7),
        PaysByBank = chance.Hits(0.6),
        GivesAddress = chance.Hits(0.5),
        Exchanges = chance.Of([0.0, 0.5, 0.9]),
        FollowsHolds = chance.Hits(0.3),
        Transfers = chance.Of([0.0, 0.5, 0.9]),
        Changes = chance.Of([0, 0, 2, 5]),
        Withholdings = chance.Of([0, 0, 2, 4]),
        CapacityChanges = chance.Of([0, 0, 3, 6]),
        Returns = chance.Of([0.0, 0.6, 0.9]),
    };
}
