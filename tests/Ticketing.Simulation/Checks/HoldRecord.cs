namespace Ticketing.Simulation;

/// <summary>
/// What a client knows of a hold that it asked for. Moments are the loop's, which never steps back;
/// <see cref="Never"/> is a moment that has not come.
/// </summary>
public sealed class HoldRecord
{
    public const long Never = long.MaxValue;

    public required EventRecord Event { get; init; }

    public required string Section { get; init; }

    /// <summary>All its places.</summary>
    public required int Quantity { get; init; }

    /// <summary>Those of its places that are in another section, of its first ticket type where it has some. Null: all are in one.</summary>
    public (string Section, int Places)? Also { get; init; }

    /// <summary>The seats that were asked for by name.</summary>
    public string[] Wanted { get; init; } = [];

    public string? Customer { get; init; }

    /// <summary>How many of its places are for children. Null: its event has no ticket types.</summary>
    public int? Children { get; init; }

    /// <summary>How many of its places are sold as the first ticket type of an event that has quotas: what is left of it, and its client did not choose.</summary>
    public int Early { get; set; }

    /// <summary>The code that it is asked for with. Null: none.</summary>
    public CodeRecord? Code { get; init; }

    /// <summary>It costs nothing.</summary>
    public bool IsFree => Code is { Percent: 100 };

    /// <summary>An idempotency key; null: none.</summary>
    public string? Key { get; init; }

    public required long Asked { get; init; }

    /// <summary>When the client learned that it has it.</summary>
    public long Granted { get; set; } = Never;

    /// <summary>When the client learned that it does not have it, for good.</summary>
    public long Refused { get; set; } = Never;

    public string RefusalCode { get; set; } = "";

    /// <summary>When the client gave up asking, without an answer.</summary>
    public long GaveUp { get; set; } = Never;

    /// <summary>How often it was asked for. Each attempt whose answer was lost or uncertain may have left claims, until they lapse.</summary>
    public int Attempts { get; set; } = 1;

    public bool WasInterrupted => Attempts > 1;

    /// <summary>How many of its places are in a section.</summary>
    public int PlacesIn(string section) => section == Also?.Section ? Also.Value.Places : section == Section ? Quantity - (Also?.Places ?? 0) : 0;

    public string? HoldId { get; set; }

    public string? Token { get; set; }

    /// <summary>What its client was first told that it costs.</summary>
    public string? Amount { get; set; }

    public string[] Seats { get; set; } = [];

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When a release of it was first asked for.</summary>
    public long ReleaseAsked { get; set; } = Never;

    public long Released { get; set; } = Never;

    /// <summary>When its booking was first asked for.</summary>
    public long BookAsked { get; set; } = Never;

    public long Booked { get; set; } = Never;

    /// <summary>When a booking of it was refused for good.</summary>
    public long BookRefused { get; set; } = Never;

    public string? BookingId { get; set; }

    /// <summary>When a confirmed booking of it was first asked to be cancelled or refunded.</summary>
    public long CancelAsked { get; set; } = Never;

    /// <summary>When the client learned that it is.</summary>
    public long Cancelled { get; set; } = Never;

    /// <summary>Until when it may last at most, where it was asked to be kept for longer.</summary>
    public DateTimeOffset MayLastUntil { get; set; }

    public DateTimeOffset LastsAtMost => ExpiresAt > MayLastUntil ? ExpiresAt : MayLastUntil;

    /// <summary>It is paid by the bank: late money may take the places once more after they were given up.</summary>
    public bool IsPaid { get; set; }

    /// <summary>When money was first offered for it that the bank promises and does not give: its booking is confirmed and cancelled again.</summary>
    public long MayBreak { get; set; } = Never;

    /// <summary>When its booking was first asked to be exchanged: from then on others may have its places.</summary>
    public long ExchangeAsked { get; set; } = Never;

    /// <summary>What its booking was asked to be exchanged for, in this order.</summary>
    public List<HoldRecord> Swaps { get; } = [];

    /// <summary>These are the places that the booking of that hold is to have instead of its own.</summary>
    public HoldRecord? SwapOf { get; init; }

    /// <summary>Its customer gives tickets of its booking back, instead of exchanging it or passing them on.</summary>
    public bool GivesBack { get; init; }

    /// <summary>Tickets that were asked to be given back, in this order.</summary>
    public List<ReturnRecord> Returns { get; } = [];

    /// <summary>When the first were: from then on others may have some of its places.</summary>
    public long ReturnAsked => Returns.Count == 0 ? Never : Returns[0].Asked;

    /// <summary>How many of its places it has at least, and at most, as long as it is booked.</summary>
    public int LeastLeft => Quantity - Returns.Where(static back => !back.WasRefused).Sum(static back => back.Numbers.Length);

    public int MostLeft => Quantity - Returns.Where(static back => back.IsDone).Sum(static back => back.Numbers.Length);

    public bool MayHave(int places) => places >= LeastLeft && places <= MostLeft;

    /// <summary>Its tickets, once somebody asked for them.</summary>
    public List<TicketRecord> Tickets { get; } = [];

    public bool IsCancelled => Cancelled != Never;

    public bool IsGranted => Granted != Never;

    public bool IsBooked => Booked != Never;

    /// <summary>It may be sold: a booking was asked for, and not refused.</summary>
    public bool MayBeBooked => BookAsked != Never && BookRefused == Never;

    public override string ToString() => $"hold {HoldId ?? "?"}, asked for at {TimeSpan.FromTicks(Asked):hh\\:mm\\:ss\\.fffffff}, of {Quantity} in {Section} ({string.Join(',', Seats)})";
}
