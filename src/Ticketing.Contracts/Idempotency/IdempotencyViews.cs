using Orleans;

namespace Ticketing.Idempotency;

/// <summary>What is known of an idempotency key; the first answer where there is one.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.key-answer")]
public sealed record KeyAnswer(
    [property: Id(0)] KeyState State,
    [property: Id(1)] StoredAnswer? Answer = null);

/// <summary>Where a keyed request is.</summary>
public enum KeyState
{
    /// <summary>Never seen: go on.</summary>
    Fresh = 0,

    /// <summary>The first request with this key has not been answered yet.</summary>
    Running = 1,

    /// <summary>Answered: give the same answer.</summary>
    Answered = 2,

    /// <summary>The key was used for another body.</summary>
    Mismatch = 3,
}

/// <summary>An HTTP answer as it was first given.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.stored-answer")]
public sealed record StoredAnswer
{
    [Id(0)]
    public int Status { get; init; }

    [Id(1)]
    public string ContentType { get; init; } = "";

    [Id(2)]
    public byte[] Body { get; init; } = [];

    [Id(3)]
    public string? Location { get; init; }

    [Id(4)]
    public string? ETag { get; init; }
}
