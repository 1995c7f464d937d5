using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Events;

/// <summary>
/// Who sees which events. Drafts, and what an event earns, are for staff: for everybody else they are not there. In Guest
/// mode everybody runs events, so everybody sees them.
/// </summary>
public sealed class EventAccess(AuthOptions options, IEventCatalog catalog)
{
    public bool SeesAll(Caller caller) => caller.IsStaff || options.Mode == AuthMode.Guest;

    /// <summary>Also in Guest mode an organization's events are run by its staff alone.</summary>
    public bool SeesAllOf(Caller caller, EventView view) => caller.IsStaff || (options.Mode == AuthMode.Guest && view.OrganizationId is null);

    public bool MaySee(Caller caller, EventView view) => view.Status != EventStatus.Draft || SeesAllOf(caller, view);

    /// <summary>Whether lists have it for who asks, unless those that are put away are asked for.</summary>
    public bool MayFind(Caller caller, EventView view) =>
        view.ArchivedAt is null && (SeesAllOf(caller, view) || view is { Status: not EventStatus.Draft, Visibility: EventVisibility.Listed });

    /// <summary>The event as this process last saw it. Null: there is none, or none for this caller.</summary>
    public async ValueTask<CatalogEntry?> FindAsync(Caller caller, EventId id) =>
        await catalog.FindAsync(id) is { } entry && MaySee(caller, entry.View) ? entry : null;
}
