using System.Collections.Immutable;
using Orleans;

namespace Ticketing;

/// <summary>An expected "no": the reason, and the seats it speaks of where it names any. Never an exception.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.refusal")]
public sealed record Refusal(
    [property: Id(0)] RefusalCode Code,
    [property: Id(1)] string? Detail = null)
{
    /// <summary>For the serializer, so that what bytes lack is as its initializer says.</summary>
    public Refusal()
        : this(RefusalCode.None)
    {
    }

    [Id(2)]
    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>The member of the request that is to be mended, where there is one.</summary>
    [Id(3)]
    public string? Field { get; init; }

    /// <summary>Every member that is to be mended, for <see cref="RefusalCode.InvalidField"/>; <see cref="Field"/> is the first.</summary>
    [Id(4)]
    public ImmutableArray<FieldError> Errors { get; init; } = [];

    /// <summary>The section that was short, where several were asked for.</summary>
    [Id(5)]
    public string? Section { get; init; }

    /// <summary>Refuses a request for the members that are wrong with it; there is at least one.</summary>
    public static Refusal Invalid(IReadOnlyList<FieldError> errors) =>
        new(RefusalCode.InvalidField, errors[0].Message) { Field = errors[0].Field, Errors = [.. errors] };
}
