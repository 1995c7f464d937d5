using Orleans;

namespace Ticketing.Waitlists;

/// <summary>The entry after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-answer")]
public sealed record WaitlistAnswer(
    [property: Id(0)] WaitlistView? Entry,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static WaitlistAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}
