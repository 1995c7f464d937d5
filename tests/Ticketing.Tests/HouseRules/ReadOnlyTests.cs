using Orleans;
using Orleans.Concurrency;
using Ticketing.Bookings;

namespace Ticketing.Tests.HouseRules;

/// <summary>
/// No call of a grain is <c>[ReadOnly]</c>: such calls pass a writer that waits, so readers that overlap starve it. What reads
/// and takes its time is <c>[AlwaysInterleave]</c>, and waits for nobody either way.
/// </summary>
public sealed class ReadOnlyTests
{
    [Fact]
    public void No_call_passes_a_writer_that_waits()
    {
        var calls = typeof(IBookingGrain).Assembly.GetTypes()
            .Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))
            .SelectMany(static type => type.GetMethods())
            .ToArray();
        Assert.NotEmpty(calls);
        Assert.Empty(calls.Where(static call => call.IsDefined(typeof(ReadOnlyAttribute), inherit: false)).Select(static call => $"{call.DeclaringType!.Name}.{call.Name}"));
    }
}
