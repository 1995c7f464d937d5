using Orleans;

namespace Ticketing.Holds;

/// <summary>The hold after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.hold-answer")]
public sealed record HoldAnswer(
    [property: Id(0)] HoldView? Hold,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static HoldAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}
