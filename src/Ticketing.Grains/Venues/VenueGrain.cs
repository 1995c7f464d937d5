using Orleans;
using Orleans.Runtime;
using Ticketing.Directories;
using Ticketing.Events;

namespace Ticketing.Venues;

/// <summary>A venue.</summary>
[GrainType("ticketing.venue")]
public sealed class VenueGrain : SparseGrain, IVenueGrain
{
    private readonly Durable<VenueState> _venue;
    private readonly TimeProvider _time;

    public VenueGrain([PersistentState("venue")] IPersistentState<VenueState> state, TimeProvider time)
    {
        _venue = new Durable<VenueState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _venue.IsNothing;

    public async Task<VenueView?> Create(CreateVenue command)
    {
        if (_venue.Value.Version == 0)
        {
            _venue.Replace(new VenueState
            {
                Request = command.Request,
                Version = 1,
                Name = command.Name,
                Sections = command.Sections,
                OrganizationId = command.OrganizationId,
                PlanId = command.PlanId,
                CreatedAt = _time.GetUtcNow(),
            });
            await _venue.Changed();
        }

        if (_venue.Value.Request != command.Request)
        {
            return null;
        }

        if (!_venue.Value.Listed)
        {
            await GrainFactory.GetGrain<IDirectoryGrain>(VenueDirectories.Of(_venue.Value.OrganizationId)).Add(Id);
            _venue.Value.Listed = true;
            await _venue.Changed();
        }

        return View();
    }

    public Task<VenueView?> Get() => Task.FromResult(_venue.Value.Version == 0 ? null : View());

    private Guid Id => Guid.ParseExact(this.GetPrimaryKeyString(), "N");

    private VenueView View() => new()
    {
        VenueId = Id,
        Name = _venue.Value.Name,
        Capacity = _venue.Value.Sections.Sum(section => section.Kind == SectionKind.General
            ? section.Capacity
            : section.Rows.Sum(row => row.Seats)),
        Sections = _venue.Value.Sections,
        CreatedAt = _venue.Value.CreatedAt,
        Version = _venue.Value.Version,
        OrganizationId = _venue.Value.OrganizationId,
        PlanId = _venue.Value.PlanId,
    };
}
