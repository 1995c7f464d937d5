using Orleans;

namespace Ticketing.Withholdings;

/// <summary>
/// Places that staff keep from sale, from when they were taken out until the last was given back. Keyed by
/// <see cref="Identifiers.GrainKeys.Withholding"/>; places that were taken away for good, by <see cref="Identifiers.GrainKeys.Removal"/>.
/// </summary>
[Alias("ticketing.withholding")]
public interface IWithholdingGrain : IGrainWithStringKey
{
    /// <summary>Takes all places out of sale, or none. Again: the same answer.</summary>
    [Alias("place")]
    Task<WithholdingAnswer> Place(Withhold command);

    /// <summary>Gives places back. When it answers, they are free.</summary>
    [Alias("release")]
    Task<WithholdingAnswer> Release(ReleaseWithheld command);

    /// <summary>Null: there is none.</summary>
    [Alias("get")]
    Task<WithholdingView?> Get();

    /// <summary>Brings a removal to an end that was cut off: what was taken away, or null, and then nothing is and nothing will be.</summary>
    [Alias("settle")]
    Task<WithholdingView?> Settle();
}
