using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>Whose a thing is, and in whose name a caller acts.</summary>
public sealed class Ownership(AuthOptions options)
{
    /// <summary>Before the names that guests give themselves in Strict mode, so that they are never a customer's.</summary>
    public const string GuestPrefix = Tickets.TicketHolder.GuestPrefix;

    /// <summary>The customer that a caller acts for, given the name in the request.</summary>
    public (string? Customer, Answer? Problem) CustomerFor(Caller caller, string? named, string field)
    {
        if (caller.IsGuest)
        {
            return (named is null || options.Mode == AuthMode.Guest ? named : GuestPrefix + named, null);
        }

        if (named is null || named == caller.Subject || caller.IsStaff)
        {
            return (named ?? caller.Subject, null);
        }

        return (null, Refusals.NotAllowed($"{field} must be left out, or be your own."));
    }

    /// <summary>Whether the caller may know of a thing of <paramref name="owner"/>. Null: it is nobody's, its id is the key to it.</summary>
    public bool MaySee(Caller caller, string? owner) =>
        owner is null
        || caller.IsStaff
        || (caller.IsGuest
            ? options.Mode == AuthMode.Guest || owner.StartsWith(GuestPrefix, StringComparison.Ordinal)
            : caller.Subject == owner);

    /// <summary>Whether the caller may know where the owner can be written to: in Guest mode, too, a known customer's address is theirs.</summary>
    public bool MayWriteTo(Caller caller, string? owner) => owner is null || caller.IsStaff || caller.Subject == owner;
}
