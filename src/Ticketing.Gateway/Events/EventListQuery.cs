using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Money;

namespace Ticketing.Events;

/// <summary>Reads which events are wanted of the list. Its cursors belong to these filters and this order.</summary>
internal sealed class EventListQuery
{
    public static readonly QueryParameter[] Parameters =
    [
        new("q", "Only events in whose name, organizer, venue or address each of these words begins one, in capitals and with accents or not."),
        new("status", "Only events that are this now.") { Values = [.. Enum.GetValues<EventStatus>().Select(Json.Snake)] },
        new("from", "Only events that start then or later.") { Format = "date-time" },
        new("to", "Only events that start before then.") { Format = "date-time" },
        new("organization_id", "Only events of this organization; its staff see its drafts too.") { Format = "uuid" },
        new("venue_id", "Only events at this venue.") { Format = "uuid" },
        new("venue", "Only events whose venue is called this."),
        new("organizer", "Only events that this organizer gives."),
        new("currency", "Only events whose prices are in this currency (ISO 4217)."),
        new("archived", "For staff: those that are archived, instead of those that are not.") { Values = ["true", "false"] },
        new("sort", "What they are ordered by. Events without a start come last.") { Values = [.. Orders.Keys] },
        .. Listing.Parameters,
    ];

    private const int LongestText = 200;

    private EventListQuery(EventQuery query, string asked) => (Query, Asked) = (query, asked);

    public EventQuery Query { get; }

    /// <summary>Whose events are wanted. Null: anybody's.</summary>
    public static Guid? OrganizationIn(Request request) => Guid.TryParseExact(request.Query("organization_id"), "D", out var id) ? id : null;

    /// <summary>Null: the organization is named as one, or none is.</summary>
    public static Problem? WhyNotOrganization(Request request) => request.Query("organization_id") is not null && OrganizationIn(request) is null
        ? Problems.Invalid([new FieldError("organization_id", "organization_id must be a UUID.")])
        : null;

    /// <summary>All that it was asked for, in one text. Empty: for all events in the order in which they were created.</summary>
    private string Asked { get; }

    public bool IsPlain => Asked.Length == 0;

    private static Dictionary<string, (EventOrder Order, bool IsDescending)> Orders => new()
    {
        ["created_at"] = (EventOrder.Created, false),
        ["-created_at"] = (EventOrder.Created, true),
        ["starts_at"] = (EventOrder.Start, false),
        ["-starts_at"] = (EventOrder.Start, true),
        ["name"] = (EventOrder.Name, false),
        ["-name"] = (EventOrder.Name, true),
    };

    public static (EventListQuery? Query, Problem? Problem) Read(Request request, bool seesAll)
    {
        List<FieldError> errors = [];
        var sort = request.Query("sort") is { Length: > 0 } text ? text : "created_at";
        if (!Orders.TryGetValue(sort, out var order))
        {
            errors.Add(new FieldError("sort", $"sort must be one of {string.Join(", ", Orders.Keys)}."));
        }

        var query = new EventQuery
        {
            IsForStaff = seesAll,
            Text = Text(request, "q", errors),
            Status = BookingQuery.ReadStatus<EventStatus>(request, "status", errors),
            From = Http.Query.Time(request, "from", errors),
            To = Http.Query.Time(request, "to", errors),
            OrganizationId = Http.Query.Id(request, "organization_id", "an organization's id", errors, static text => Guid.TryParseExact(text, "D", out var id) ? id : (Guid?)null),
            VenueId = Http.Query.Id(request, "venue_id", "a venue's id", errors, static text => Guid.TryParse(text, out var id) ? id : (Guid?)null),
            Venue = Text(request, "venue", errors),
            Organizer = Text(request, "organizer", errors),
            Currency = request.Query("currency") is { Length: > 0 } currency ? currency : null,
            IsArchived = Archived(request, errors),
            Order = order.Order,
            IsDescending = order.IsDescending,
        };
        if (query.Currency is { } code && !Currency.TryFind(code, out _))
        {
            errors.Add(new FieldError("currency", "currency must be an ISO 4217 code in capitals, such as USD."));
        }

        if (query.From >= query.To)
        {
            errors.Add(new FieldError("to", "to must be later than from."));
        }

        return errors.Count > 0 ? (null, Problems.Invalid(errors)) : (new EventListQuery(query, AskedOf(request, sort)), null);
    }

    /// <summary>How many are wanted, and behind which place.</summary>
    public (int Limit, EventPlace? After, Problem? Problem) Part(Request request)
    {
        var (limit, problem) = Listing.ReadLimit(request);
        if (problem is not null || request.Query("cursor") is not { Length: > 0 } cursor)
        {
            return (limit, null, problem);
        }

        return TryDecode(cursor) is { } after
            ? (limit, after, null)
            : (0, null, Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer with the same filters and the same sort. Leave it out to begin again.")]));
    }

    public string? Encode(EventPlace? next) => next is { } place
        ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}.{place.Position}.{place.Key}")))
        : null;

    private string Mark => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Asked)).AsSpan(0, 6));

    private EventPlace? TryDecode(string cursor) =>
        cursor.Length <= 4_096 && Base64Url.IsValid(cursor)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('.', 3) is [var mark, var position, var key]
        && mark == Mark && int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new EventPlace(key, at)
            : null;

    private static string AskedOf(Request request, string sort)
    {
        var asked = string.Join('\n', Parameters
            .Where(static parameter => parameter.Name is not ("limit" or "cursor" or "sort"))
            .Select(parameter => (parameter.Name, Value: request.Query(parameter.Name)))
            .Where(static pair => pair.Value is { Length: > 0 })
            .Select(static pair => $"{pair.Name}={pair.Value}"));
        return asked.Length == 0 && sort == "created_at" ? "" : $"{sort}\n{asked}";
    }

    private static bool Archived(Request request, List<FieldError> errors)
    {
        var text = request.Query("archived");
        if (text is not (null or "" or "true" or "false"))
        {
            errors.Add(new FieldError("archived", "archived must be true or false."));
        }

        return text == "true";
    }

    /// <summary>A text with a word; null where there is none.</summary>
    private static string? Text(Request request, string name, List<FieldError> errors)
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.Length > LongestText || !text.Any(char.IsLetterOrDigit))
        {
            errors.Add(new FieldError(name, $"{name} must have a letter or a digit, and at most {LongestText} characters."));
        }

        return text;
    }
}
