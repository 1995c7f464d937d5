using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Tickets;

namespace Ticketing.Security;

/// <summary>What a request is about: an event, or an organization itself.</summary>
public readonly record struct StaffScope(EventId? Event, Guid? Organization)
{
    public static StaffScope None => default;

    public static StaffScope Of(EventId id) => new(id, null);

    /// <summary>Null: no event was named.</summary>
    public static StaffScope? OfEvent(Guid? named) => named is { } value ? EventId.TryFrom(value, out var id) ? Of(id) : None : null;

    /// <summary>Null: no hold was named.</summary>
    public static StaffScope? OfHold(Guid? named) => named is { } value ? HoldId.TryFrom(value, out var id) ? Of(id.Event) : None : null;

    /// <summary>None: it is no code of a ticket.</summary>
    public static StaffScope OfTicket(string code) => TicketCodeAddress.TryRead(code, out var ticket) ? Of(ticket.Event) : None;

    public static StaffScope Of(Guid? organization) => new(null, organization);
}

/// <summary>Who of an organization may do something with what is the organization's. For what is another's they get the same answer as for what is not there.</summary>
/// <param name="Roles">Who may.</param>
/// <param name="Scope">What it is about, by the path, the query and the body (null: there is none).</param>
/// <param name="Missing">What others are told.</param>
public sealed record StaffRule(StaffRoles Roles, Func<Request, object?, StaffScope> Scope, RefusalCode Missing)
{
    /// <summary>Whose it is, where no id tells. Null: the scope does.</summary>
    public Func<Request, ValueTask<Guid?>>? OwnerAsync { get; private init; }

    /// <summary>Of what has its organization written down.</summary>
    public static StaffRule Of(StaffRoles roles, Func<Request, ValueTask<Guid?>> owner, RefusalCode missing) =>
        new(roles, static (_, _) => StaffScope.None, missing) { OwnerAsync = owner };

    /// <summary>Of the organization that a list is narrowed down to.</summary>
    public static StaffRule OfOrganizationInQuery(StaffRoles roles) => new(
        roles, static (request, _) => StaffScope.Of(EventListQuery.OrganizationIn(request)), RefusalCode.OrganizationNotFound);

    /// <summary>Of the event that the path names.</summary>
    public static StaffRule OfEvent(StaffRoles roles) => new(
        roles, static (request, _) => EventId.TryParse(request.Route("id"), out var id) ? StaffScope.Of(id) : StaffScope.None, RefusalCode.EventNotFound);

    public static StaffRule OfHold(StaffRoles roles) => new(
        roles, static (request, _) => HoldId.TryParse(request.Route("id"), out var id) ? StaffScope.Of(id.Event) : StaffScope.None, RefusalCode.HoldNotFound);

    public static StaffRule OfBooking(StaffRoles roles) => new(
        roles, static (request, _) => BookingId.TryParse(request.Route("id"), out var id) ? StaffScope.Of(id.Hold.Event) : StaffScope.None, RefusalCode.BookingNotFound);

    public static StaffRule OfTicket(StaffRoles roles) => new(
        roles, static (request, _) => TicketId.TryParse(request.Route("id"), out var id) ? StaffScope.Of(id.Event) : StaffScope.None, RefusalCode.TicketNotFound);

    /// <summary>Of the event that a list is narrowed down to.</summary>
    public static StaffRule OfEventInQuery(StaffRoles roles) => new(
        roles, static (request, _) => EventId.TryParse(request.Query("event_id"), out var id) ? StaffScope.Of(id) : StaffScope.None, RefusalCode.EventNotFound);

    /// <summary>Of what the body names.</summary>
    public static StaffRule OfBody<TBody>(StaffRoles roles, Func<TBody, StaffScope> scope, RefusalCode missing = RefusalCode.EventNotFound) => new(
        roles, (_, body) => body is TBody given ? scope(given) : StaffScope.None, missing);
}

/// <summary>
/// Staff of organizations: who is some is known by their token's subject, and what they may by what they ask for. Nobody is staff of an
/// organization anywhere but where a route has a <see cref="StaffRule"/>.
/// </summary>
public sealed class StaffGate(AuthOptions options, StaffDirectory directory, IEventCatalog events, Outages outages)
{
    /// <summary>The caller, with what they are in which organization where the route asks that.</summary>
    public ValueTask<Caller> KnownAsync(Rules rules, Caller caller)
    {
        if (rules.Staff is null || caller.IsStaff)
        {
            return ValueTask.FromResult(caller);
        }

        var found = directory.OfAsync(caller.Subject!);
        return found.IsCompletedSuccessfully ? ValueTask.FromResult(With(caller, found.Result)) : WaitAsync(found, rules, caller);
    }

    /// <summary>Null: the handler may run; the request's caller acts as one of the staff of whose thing it is.</summary>
    public ValueTask<Problem?> WhyNotAsync(Rules rules, Request request, IList<object?> arguments) =>
        rules.Staff is not { } staff || request.Caller.IsStaff || (request.Caller.Memberships.IsEmpty && rules.Access != Access.Operator)
            ? default
            : WhyNotAsync(rules, staff, request, arguments.FirstOrDefault(static argument => argument is not (null or Request)));

    private async ValueTask<Problem?> WhyNotAsync(Rules rules, StaffRule staff, Request request, object? body)
    {
        var caller = request.Caller;
        var scope = staff.Scope(request, body);
        var organization = scope.Event is { } id ? (await events.FindAsync(id))?.View.OrganizationId
            : staff.OwnerAsync is { } find ? await find(request)
            : scope.Organization;
        if (organization is { } owner && caller.In(owner, staff.Roles) is { } member)
        {
            request.Caller = member;
            return null;
        }

        // In Guest mode everybody runs events: those that are nobody's. A program acts for its organization, and may elsewhere what everybody sees.
        var isAllowed = AccessRules.Decide(rules.Access, options, caller) == AccessVerdict.Allowed
            && !(rules.Access == Access.Operator && organization is not null)
            && (caller.Key is null || rules.Access == Access.Public);
        return isAllowed ? null
            : scope == StaffScope.None && staff.OwnerAsync is null ? Refusals.NotAllowed("Name an event of your organization, or the organization.")
            : organization is { } theirs && caller.In(theirs, StaffRoles.Anybody) is not null ? Refusals.NotAllowed($"This needs one of the roles {NamesOf(staff.Roles)} in the organization.")
            : Problems.From(staff.Missing);
    }

    internal static string NamesOf(StaffRoles roles) =>
        string.Join(", ", Enum.GetValues<StaffRole>().Where(role => (roles & (StaffRoles)role) != 0).Select(Json.Snake));

    private async ValueTask<Caller> WaitAsync(ValueTask<ImmutableArray<Membership>> found, Rules rules, Caller caller)
    {
        try
        {
            return With(caller, await found);
        }
        catch (Exception e) when (outages.Is(e) && AccessRules.Decide(rules.Access, options, caller) == AccessVerdict.Allowed)
        {
            // What everybody may does not wait for who works where.
            return caller;
        }
    }

    private static Caller With(Caller caller, ImmutableArray<Membership> memberships) =>
        memberships.IsEmpty ? caller : caller with { Memberships = memberships };
}
