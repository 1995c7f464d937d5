using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Places that are wanted: <see cref="Quantity"/> of a section, or the named seats.</summary>
public record HoldItem
{
    public int Quantity { get; init; }

    /// <summary>Null: any that has room; or seats are named.</summary>
    public string? Section { get; init; }

    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>What the places are to be sold as. Empty: the first type that is on sale.</summary>
    public ImmutableArray<TypeWish> Types { get; init; } = [];
}

/// <summary>What a client wants held, all or nothing: places of one section, or the named seats, or several <see cref="Items"/>.</summary>
public sealed record HoldRequest : HoldItem
{
    public required EventId Event { get; init; }

    /// <summary>Places of several sections, each section once. Empty: the request itself says which places.</summary>
    public ImmutableArray<HoldItem> Items { get; init; } = [];

    /// <summary>A discount or access code, as it was written. Null: none.</summary>
    public string? Code { get; init; }

    /// <summary>How many places that is.</summary>
    public int Places => Items.IsEmpty ? PlacesOf(this) : Items.Sum(PlacesOf);

    public string? Customer { get; init; }

    /// <summary>What a guest is called by their mail address: the customer, but only where places or orders are counted per customer. Null: none was given.</summary>
    public string? Guest { get; init; }

    /// <summary>The member that says who the customer is, for whoever left it out.</summary>
    public string CustomerMember { get; init; } = "customer_id";

    /// <summary>Drafts are not there for who asks.</summary>
    public bool HidesDrafts { get; init; }

    /// <summary>Drafts of organizations are not there for who asks, whatever they see of the platform's.</summary>
    public bool HidesOwnedDrafts { get; init; }

    /// <summary>How long the hold lasts. Null: as the event says.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>What is derived from an idempotency key. Null: there was none.</summary>
    public KeySecrets? Secrets { get; init; }

    /// <summary>The booking that is to have the places for as many that it has. Null: a hold for everything else.</summary>
    public BookingId? ExchangeFor { get; init; }

    /// <summary>What that booking has, which it is to give back. Null: no ticket types.</summary>
    public PriceBreakdown? GivesBack { get; init; }

    /// <summary>The event is not there for who asks.</summary>
    public bool Hides(EventView view) => view.Status == EventStatus.Draft && (HidesDrafts || (HidesOwnedDrafts && view.OrganizationId is not null));

    private static int PlacesOf(HoldItem item) => item.Seats.IsEmpty ? item.Quantity : item.Seats.Length;
}

/// <summary>Places that are to be sold as one ticket type: so many, or the named seats.</summary>
public sealed record TypeWish(string TypeId, int Quantity, ImmutableArray<string> Seats);

/// <summary>What an idempotency key stands for: the same key gives the same identifiers again.</summary>
/// <param name="Nonce">Names what is created.</param>
/// <param name="Token">The payment token.</param>
/// <param name="Fingerprint">Tells one body from another.</param>
public sealed record KeySecrets(UInt128 Nonce, string Token, ulong Fingerprint)
{
    /// <summary>
    /// For what is tried after so many others were refused, wherever that is: a repeat hears each refusal again, goes on, and so meets what
    /// was placed. The first is named by the plain nonce. No name meets another key's, since nonces are random.
    /// </summary>
    public KeySecrets After(int refused) => this with { Nonce = unchecked(Nonce + (uint)refused) };
}

/// <summary>The hold and its payment token, or the refusal.</summary>
public sealed record PlacedHold(HoldAnswer Answer, string? Token)
{
    public static PlacedHold Refused(Refusal refusal) => new(new HoldAnswer(null, refusal), null);
}
