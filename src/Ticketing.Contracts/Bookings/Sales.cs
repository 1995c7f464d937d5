using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Bookings;

/// <summary>
/// How an event sold over time. A projection of the index of bookings that is kept nowhere: it is counted when somebody asks, and no
/// sale waits for it or knows of it. Keyed as the event.
/// </summary>
[Alias("ticketing.sales")]
public interface ISalesGrain : IGrainWithStringKey
{
    /// <summary>What is sold now, by when it was booked. It may be some seconds old.</summary>
    /// <param name="zone">By which clocks days begin. Null: UTC.</param>
    [Alias("get")]
    Task<SalesView> Get(string? zone);
}

/// <summary>What is sold, by when it was booked.</summary>
/// <param name="At">When it was counted.</param>
/// <param name="Step">How long a period is.</param>
/// <param name="Periods">Those in which something was booked, the first first.</param>
[GenerateSerializer, Immutable, Alias("ticketing.sales-view")]
public sealed record SalesView(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] SalesStep Step,
    [property: Id(2)] ImmutableArray<SalesPeriod> Periods);

/// <summary>What was booked in an hour or a day.</summary>
/// <param name="StartsAt">By the clocks at the venue.</param>
/// <param name="Bookings">How many bookings.</param>
/// <param name="Quantity">Their places.</param>
/// <param name="PlacesMinor">What they cost without fees, in minor units.</param>
[GenerateSerializer, Immutable, Alias("ticketing.sales-period")]
public readonly record struct SalesPeriod(
    [property: Id(0)] DateTimeOffset StartsAt,
    [property: Id(1)] int Bookings,
    [property: Id(2)] int Quantity,
    [property: Id(3)] long PlacesMinor);

/// <summary>How long a period of sales is.</summary>
public enum SalesStep
{
    /// <summary>All was booked within 48 hours.</summary>
    Hour = 0,
    Day = 1,
}
