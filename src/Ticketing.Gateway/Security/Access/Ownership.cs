using Ticketing.Holds;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>Whose a thing is, and in whose name a caller acts.</summary>
public sealed class Ownership(AuthOptions options)
{
    /// <summary>The header in which the token of a hold, or of its booking, is shown.</summary>
    public const string TokenHeader = "X-Payment-Token";

    /// <summary>The customer that a caller acts for, given the name in the request.</summary>
    public (string? Customer, Problem? Problem) CustomerFor(Caller caller, string? named, string field)
    {
        if (named is not null && ReservedNames.Has(named))
        {
            return (null, Problems.Invalid([new FieldError(field, $"{field} must be a customer's id: {named} stands for no customer.")]));
        }

        if (caller.IsGuest)
        {
            return (named is null || options.Mode == AuthMode.Guest ? named : ReservedNames.GuestPrefix + named, null);
        }

        if (named is null || named == caller.Subject || caller.IsStaff)
        {
            return (named ?? caller.Customer, null);
        }

        return (null, Refusals.NotAllowed($"{field} must be left out, or be your own."));
    }

    /// <summary>
    /// Whether the caller may know that a thing is there, and what it is. In Guest mode its id is enough for that, since nobody
    /// there is known; else as <see cref="IsOwn"/>.
    /// </summary>
    public bool MaySee(Request request, string? owner, ulong secretHash) =>
        IsOwn(request, owner, secretHash) || (options.Mode == AuthMode.Guest && (owner is null || request.Caller.IsGuest));

    /// <summary>
    /// Whether the caller may change a thing and see what is personal in it: its owner, whoever shows its token, and staff.
    /// Never its id alone: that of a booking is in the codes of its tickets.
    /// </summary>
    /// <param name="request">What is asked, by whom.</param>
    /// <param name="owner">Whose it is. Null: a guest's.</param>
    /// <param name="secretHash">The hash of its token. 0: it has none.</param>
    public static bool IsOwn(Request request, string? owner, ulong secretHash) =>
        request.Caller.IsStaff
        || (owner is not null && request.Caller.Subject == owner)
        || PaymentToken.IsOf(secretHash, request.Header(TokenHeader));

    /// <summary>They act for somebody else, so they say why.</summary>
    public static bool ActsForOther(Caller caller, string? owner) => caller.IsStaff && caller.Subject != owner;

    /// <summary>Who acts: the caller, or the guest whose token they show.</summary>
    public static string ActorOf(Caller caller, string? owner) => caller.Subject ?? owner ?? ReservedNames.Guest;
}
