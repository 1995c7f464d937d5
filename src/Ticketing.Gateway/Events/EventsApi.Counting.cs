using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>What is left, what is sold, seat by seat.</summary>
public sealed partial class EventsApi
{
    private async Task<Results<Ok<EventStatusResponse>, Problem>> StatusAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var entry = await access.FindAsync(request.Caller, id);
        if ((entry is null && !request.Caller.IsStaff) || await Grain(id).Counts() is not { } counts)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (entry is { Quotas.Count: > 0 })
        {
            // The version does not tell what is left of them: that is left to the answer's bytes.
            return TypedResults.Ok(EventStatusResponse.Of(counts, await TypesLeftAsync(entry, access.SeesAllOf(request.Caller, entry.View))));
        }

        request.TagWeakly(counts.Version);
        return TypedResults.Ok(EventStatusResponse.Of(counts));
    }

    /// <summary>Of types that need a code only staff are told.</summary>
    private async Task<IReadOnlyList<TicketTypeStatus>?> TypesLeftAsync(CatalogEntry entry, bool seesAll)
    {
        var left = await catalog.LeftAsync(entry);
        TicketTypeStatus[] types =
        [
            .. entry.View.Sections.Where(static plan => plan.HasTypes).SelectMany(static plan => plan.Types)
                .Where(type => type.Quota is not null && (seesAll || !type.NeedsCode))
                .DistinctBy(static type => type.TypeId, StringComparer.Ordinal)
                .Select(type => new TicketTypeStatus { Id = type.TypeId, Quota = type.Quota!.Value, Left = left[type.TypeId] }),
        ];
        return types.Length > 0 ? types : null;
    }

    private async Task<Results<Ok<EventStatsResponse>, Problem>> StatsAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id)
            && await access.FindAsync(request.Caller, id) is { } entry && access.SeesAllOf(request.Caller, entry.View) && await Grain(id).Counts() is { } counts
            ? TypedResults.Ok(EventStatsResponse.Of(counts, entry.View.Currency))
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Results<Ok<EventSalesResponse>, Problem>> SalesAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry || !access.SeesAllOf(request.Caller, entry.View))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var sales = await grains.GetGrain<ISalesGrain>(GrainKeys.Event(id.Key)).Get(entry.View.Details?.TimeZone);
        return TypedResults.Ok(EventSalesResponse.Of(sales, entry.View));
    }

    private async Task<Results<Ok<SeatResponse>, Problem>> SeatAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var name = request.Route("seat_id");
        return entry.Seats.TryLocate(name, out var block, out var seat, out var section)
            && StatusOf(await SeatsOf(id, block), seat) is not SeatStatus.Removed and var status
            ? TypedResults.Ok(new SeatResponse { SeatId = name, Section = section.SectionId, Status = status })
            : Problems.From(RefusalCode.SeatNotFound);
    }

    /// <summary>A page is one block: at most 1,024 seats. The cursor is the next block.</summary>
    private async Task<Results<Ok<Page<SeatResponse>>, Problem>> SeatsAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var wanted = request.Query("section");
        if (wanted is not null && !entry.View.Sections.Any(plan => plan.SectionId == wanted))
        {
            return Problems.From(RefusalCode.SectionNotFound);
        }

        (SectionPlan Section, int Block)[] blocks =
        [
            .. entry.View.Sections
                .Where(plan => plan.Kind == SectionKind.Seated && (wanted is null || plan.SectionId == wanted))
                .SelectMany(plan => plan.Blocks.Select(block => (plan, block))),
        ];
        var at = 0;
        if (request.Query("cursor") is { Length: > 0 } cursor
            && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out at) || at >= blocks.Length))
        {
            return Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]);
        }

        return TypedResults.Ok(new Page<SeatResponse>(
            blocks.Length == 0 ? [] : SeatsIn(blocks[at].Section, blocks[at].Block, await SeatsOf(id, blocks[at].Block)),
            at + 1 < blocks.Length ? (at + 1).ToString(CultureInfo.InvariantCulture) : null));
    }

    private static List<SeatResponse> SeatsIn(SectionPlan section, int block, SeatStates states)
    {
        var (seats, at) = (new List<SeatResponse>(), 0);
        foreach (var row in SeatNames.RowsOf(section, block))
        {
            foreach (var label in SeatLabels.AllOf(row))
            {
                if (StatusOf(states, at++) is not SeatStatus.Removed and var status)
                {
                    seats.Add(new SeatResponse
                    {
                        SeatId = SeatNames.Of(section.SectionId, row.Label, label),
                        Section = section.SectionId,
                        Status = status,
                    });
                }
            }
        }

        return seats;
    }

    private Task<SeatStates> SeatsOf(EventId id, int block) =>
        grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, block)).Seats();

    private static SeatStatus StatusOf(SeatStates states, int seat) => seat < states.Seats.Length ? states.Seats[seat] : SeatStatus.Available;
}
