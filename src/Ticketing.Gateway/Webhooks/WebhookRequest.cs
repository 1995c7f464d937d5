using System.Buffers;
using System.Net;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Webhooks;

/// <summary>Reads what an admin wants of a subscription.</summary>
internal static class WebhookRequest
{
    private const int MaxTypes = 50;

    private static readonly SearchValues<char> TypeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    public static WebhookSpec Read(RequestBody body, bool allowPrivate) => new()
    {
        Url = Url(body, allowPrivate),
        Types = [.. Types(body)],
        EventId = Event(body),
        Description = body.Text("description", 500),
        IsEnabled = body.Flag("enabled") ?? true,
    };

    /// <summary>What a name is resolved to is looked at when it is called; an address that is given as one is looked at here, too.</summary>
    private static string Url(RequestBody body, bool allowPrivate)
    {
        var text = body.Text("url", 2_000, required: true);
        if (text is null)
        {
            return "";
        }

        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Host.Length: > 0, Fragment: "", UserInfo: "" } && url.Scheme is "https" or "http";
        if (!isUrl || (!allowPrivate && url!.Scheme != "https"))
        {
            body.Wrong<string>("url", allowPrivate ? "must be an http or https URL without user and fragment." : "must be an https URL without user and fragment.");
        }
        else if (!allowPrivate && IPAddress.TryParse(url!.Host.Trim('[', ']'), out var address) && !PublicAddresses.Include(address))
        {
            body.Wrong<string>("url", "must not be in a private network.");
        }

        return text;
    }

    private static IReadOnlyList<string> Types(RequestBody body)
    {
        var types = body.Texts("types", MaxTypes) ?? [];
        foreach (var type in types)
        {
            var name = type.EndsWith(".*", StringComparison.Ordinal) ? type.AsSpan()[..^2] : type;
            if (name.IsEmpty || name.Length > 100 || name.ContainsAnyExcept(TypeLetters))
            {
                body.Wrong<string>("types", "must be types such as booking.confirmed, or booking.* for all that begin so.");
                break;
            }
        }

        return types;
    }

    private static EventId? Event(RequestBody body)
    {
        if (body.Uuid("event_id") is not { } value)
        {
            return null;
        }

        if (!EventId.TryFrom(value, out var id))
        {
            body.Wrong<string>("event_id", "must be the id of an event.");
        }

        return id;
    }
}
