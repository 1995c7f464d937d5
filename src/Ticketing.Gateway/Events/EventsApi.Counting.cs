using System.Globalization;
using System.Text.Json;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>What is left, what is sold, seat by seat.</summary>
public sealed partial class EventsApi
{
    private async Task<Answer> StatusAsync(Request request)
    {
        if (!TryEventId(request, out var id) || await Grain(id).Counts() is not { } counts)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        return Answer.Of(200, counts, WriteStatus);
    }

    internal static void WriteStatus(Utf8JsonWriter json, EventCounts counts)
    {
        long total = 0, held = 0, sold = 0;
        foreach (var section in counts.Sections)
        {
            total += section.Capacity;
            held += section.Sum.Held;
            sold += section.Sum.Sold;
        }

        json.WriteNumber("total"u8, total);
        json.WriteNumber("available"u8, total - held - sold);
        json.WriteNumber("held"u8, held);
        json.WriteNumber("booked"u8, sold);
        json.WriteTime("as_of"u8, counts.AsOf);
        json.WriteStartArray("sections"u8);
        foreach (var section in counts.Sections)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, section.SectionId);
            json.WriteNumber("total"u8, section.Capacity);
            json.WriteNumber("available"u8, section.Available);
            json.WriteNumber("held"u8, section.Sum.Held);
            json.WriteNumber("booked"u8, section.Sum.Sold);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task<Answer> StatsAsync(Request request)
    {
        if (!TryEventId(request, out var id) || await catalog.FindAsync(id) is not { } entry || await Grain(id).Counts() is not { } counts)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        return Answer.Of(200, (counts, entry.View.Currency), static (json, shown) =>
        {
            var (counts, currency) = shown;
            var sum = default(BlockCounts);
            long total = 0;
            foreach (var section in counts.Sections)
            {
                sum += section.Sum;
                total += section.Capacity;
            }

            json.WriteNumber("sold"u8, sum.Sold);
            json.WriteNumber("held"u8, sum.Held);
            json.WriteNumber("available"u8, total - sum.Sold - sum.Held);
            json.WriteAmount("revenue"u8, sum.RevenueMinor, currency);
            json.WriteString("currency"u8, currency);
            json.WriteNumber("holds_placed"u8, sum.Placed);
            json.WriteNumber("holds_expired"u8, sum.Expired);
            json.WriteNumber("holds_released"u8, sum.Released);
            json.WriteNumber("holds_confirmed"u8, sum.Confirmed);
            json.WriteNumber("conversion"u8, Share(sum.Confirmed, sum.Placed));
            json.WriteStartArray("sections"u8);
            foreach (var section in counts.Sections)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, section.SectionId);
                json.WriteNumber("sold"u8, section.Sum.Sold);
                json.WriteNumber("held"u8, section.Sum.Held);
                json.WriteNumber("available"u8, section.Available);
                json.WriteAmount("revenue"u8, section.Sum.RevenueMinor, currency);
                json.WriteNumber("sell_through"u8, Share(section.Sum.Sold, section.Capacity));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private async Task<Answer> SeatAsync(Request request)
    {
        if (!TryEventId(request, out var id) || await catalog.FindAsync(id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var name = request.Route("seat_id");
        if (!entry.Seats.TryLocate(name, out var block, out var seat, out var section))
        {
            return Problems.From(RefusalCode.SeatNotFound);
        }

        var states = await SeatsOf(id, block);
        var status = seat < states.Seats.Length ? states.Seats[seat] : SeatStatus.Available;
        return Answer.Of(200, (name, section.SectionId, status), static (json, shown) =>
        {
            json.WriteString("seat_id"u8, shown.name);
            json.WriteString("section"u8, shown.SectionId);
            json.WriteString("status"u8, Json.Snake(shown.status));
        });
    }

    /// <summary>A page is one block: at most 1,024 seats. The cursor is the next block.</summary>
    private async Task<Answer> SeatsAsync(Request request)
    {
        if (!TryEventId(request, out var id) || await catalog.FindAsync(id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var wanted = request.Query("section");
        var sections = entry.View.Sections
            .Where(plan => plan.Kind == SectionKind.Seated && (wanted is null || plan.SectionId == wanted))
            .ToArray();
        if (wanted is not null && sections.Length == 0)
        {
            return Problems.From(RefusalCode.SectionNotFound);
        }

        (SectionPlan Section, int Block)[] blocks =
            [.. sections.SelectMany(plan => Enumerable.Range(plan.FirstBlock, plan.BlockCount).Select(block => (plan, block)))];
        var at = 0;
        if (request.Query("cursor") is { Length: > 0 } cursor
            && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out at) || at >= blocks.Length))
        {
            return Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]);
        }

        var states = blocks.Length == 0 ? new SeatStates([]) : await SeatsOf(id, blocks[at].Block);
        return Answer.Of(200, (blocks, at, states), static (json, shown) =>
        {
            json.WriteStartArray("items"u8);
            if (shown.blocks.Length > 0)
            {
                var (section, block) = shown.blocks[shown.at];
                var seat = 0;
                foreach (var row in SeatNames.RowsOf(section, block))
                {
                    for (var number = 1; number <= row.Seats; number++, seat++)
                    {
                        json.WriteStartObject();
                        json.WriteString("seat_id"u8, SeatNames.Of(section.SectionId, row.Label, number));
                        json.WriteString("section"u8, section.SectionId);
                        json.WriteString("status"u8, Json.Snake(seat < shown.states.Seats.Length ? shown.states.Seats[seat] : SeatStatus.Available));
                        json.WriteEndObject();
                    }
                }
            }

            json.WriteEndArray();
            if (shown.at + 1 < shown.blocks.Length)
            {
                json.WriteString("next_cursor"u8, (shown.at + 1).ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteNull("next_cursor"u8);
            }
        });
    }

    private Task<SeatStates> SeatsOf(EventId id, int block) =>
        grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, block)).Seats();

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);
}
