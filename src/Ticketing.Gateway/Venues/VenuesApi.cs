using System.Text.Json;
using Orleans;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Security;

namespace Ticketing.Venues;

/// <summary>Venues: named places with sections that events take over.</summary>
public sealed class VenuesApi(IGrainFactory grains, IIdSource ids)
{
    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/venues", "Create a venue", CreateAsync)
        {
            Access = Access.Operator,
            Keyed = true,
            BodyLimit = 8 << 20,
            BodyExample = """{"name":"Town hall","capacity":1000}""",
            AnswerExample = Example,
            Successes = [201],
        },
        new("GET", "/api/v1/venues", "List the venues", ListAsync) { Access = Access.Open, Query = Listing.Parameters, AnswerExample = """{"items":[],"next_cursor":null}""" },
        new("GET", "/api/v1/venues/{id}", "Look at a venue", GetAsync) { Access = Access.Open, AnswerExample = Example, Refusals = [RefusalCode.VenueNotFound] },
    ];

    private const string Example = """{"venue_id":"0042d34d-8040-8000-8000-000000000007","name":"Town hall","capacity":1000,"sections":[],"created_at":"2027-01-31T19:30:00.000Z"}""";

    /// <summary>The venue of that id; null when there is none.</summary>
    public Task<VenueView?> FindAsync(Guid id) => grains.GetGrain<IVenueGrain>(id.ToString("N")).Get();

    private async Task<Answer> CreateAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var name = body.Text("name", 200, required: true);
        var currency = Currency.TryFind("USD", out var dollar) ? dollar : throw new InvalidOperationException("USD is a currency.");
        var sections = SectionReader.Read(body, currency, "capacity", required: true);
        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        var nonce = request.Secrets?.Nonce ?? ids.Next();
        while (true)
        {
            var id = VenueId(nonce);
            var command = new CreateVenue { Request = nonce, Name = name!, Sections = sections };
            if (await grains.GetGrain<IVenueGrain>(id.ToString("N")).Create(command) is { } venue)
            {
                return Show(venue, 201) with { Location = $"/api/v1/venues/{id}" };
            }

            nonce = ids.Next();
        }
    }

    private async Task<Answer> GetAsync(Request request) =>
        Guid.TryParseExact(request.Route("id"), "D", out var id) && await FindAsync(id) is { } venue
            ? Show(venue, 200)
            : Problems.From(RefusalCode.VenueNotFound);

    private async Task<Answer> ListAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, "venues", request);
        if (page is null)
        {
            return problem!;
        }

        var venues = await Task.WhenAll(page.Ids.Select(FindAsync));
        return Listing.Show(page, venues.OfType<VenueView>(), Write);
    }

    /// <summary>A UUID of version 8 from 122 bits.</summary>
    private static Guid VenueId(UInt128 nonce)
    {
        var high = ((ulong)(nonce >> 64) & 0x3FFF_FFFF_FFFF_0FFFUL) | 0x8000UL;
        var low = ((ulong)nonce & 0x3FFF_FFFF_FFFF_FFFFUL) | 0x8000_0000_0000_0000UL;
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, new UInt128(high, low));
        return new Guid(bytes, bigEndian: true);
    }

    private static Answer Show(VenueView venue, int status) => Answer.Of(status, venue, Write);

    private static void Write(Utf8JsonWriter json, VenueView venue)
    {
        json.WriteString("venue_id"u8, venue.VenueId);
        json.WriteString("name"u8, venue.Name);
        json.WriteNumber("capacity"u8, venue.Capacity);
        json.WriteStartArray("sections"u8);
        foreach (var section in venue.Sections)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, section.SectionId);
            json.WriteString("name"u8, section.Name);
            json.WriteString("kind"u8, Json.Snake(section.Kind));
            json.WriteNumber("capacity"u8, section.Kind == SectionKind.General ? section.Capacity : section.Rows.Sum(row => row.Seats));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTime("created_at"u8, venue.CreatedAt);
    }
}
