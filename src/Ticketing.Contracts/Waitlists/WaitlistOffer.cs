using Ticketing.Events;

namespace Ticketing.Waitlists;

/// <summary>What a letter says to somebody whose turn has come.</summary>
/// <param name="Entry">Their place in the line.</param>
/// <param name="Event">What they wait for.</param>
/// <param name="Name">What they are called. Null: nobody knows.</param>
/// <param name="BookUrl">The page on which they book, with <see cref="EntryMark"/> for the entry. Null: there is none.</param>
/// <param name="Locale">What they read (BCP 47). Null: nobody knows.</param>
public sealed record WaitlistOffer(WaitlistEntry Entry, EventView Event, string? Name, string? BookUrl, string? Locale)
{
    /// <summary>Stands in the address of the shop's page for the entry's id.</summary>
    public const string EntryMark = "{entry_id}";
}
