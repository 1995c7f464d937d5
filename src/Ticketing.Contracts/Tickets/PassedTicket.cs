using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Tickets;

/// <summary>A ticket that was passed on at least once.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.passed-ticket")]
public sealed record PassedTicket
{
    [Id(0)]
    public int Place { get; init; }

    /// <summary>Whose it is now. Null: it is with who booked again.</summary>
    [Id(1)]
    public string? Holder { get; init; }

    /// <summary>Who passed it on, and may ask for it again. Null: a guest, or staff took it.</summary>
    [Id(2)]
    public string? From { get; init; }

    /// <summary>How often it was passed on. It only grows.</summary>
    [Id(3)]
    public int Times { get; init; }

    [Id(4)]
    public DateTimeOffset At { get; init; }
}
