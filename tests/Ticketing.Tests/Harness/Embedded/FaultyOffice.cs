using Orleans.Embedded;

namespace Ticketing.Tests.Harness;

/// <summary>A box office whose store and silo the test can get at.</summary>
public sealed class FaultyOffice : BoxOffice
{
    private readonly Actors _actors;

    public FaultyOffice()
        : this(new ManualTimeProvider())
    {
    }

    private FaultyOffice(ManualTimeProvider time)
        : this(new Actors(time), time)
    {
    }

    private FaultyOffice(Actors actors, ManualTimeProvider time)
        : base(actors, time) => _actors = actors;

    public FaultyStore Store => _actors.Store;

    public EmbeddedSilo Silo => _actors.Silo;
}
