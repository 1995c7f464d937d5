using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Ticketing.Tests.Harness.LongWaitsFirst", "Ticketing.Tests")]

namespace Ticketing.Tests.Harness;

/// <summary>
/// Tests of processes and clusters wait more than they compute. They begin first, beside others: at the end they would have the machine to themselves and leave
/// it idle.
/// </summary>
public sealed class LongWaitsFirst : ITestCollectionOrderer
{
    private static readonly string[] Waiting = [".Cluster.", ".Processes.", ".Simulation.", ".Storage.", ".Moving.", ".SignIn."];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(static tests => !Array.Exists(Waiting, waiting => tests.DisplayName.Contains(waiting, StringComparison.Ordinal)));
}
