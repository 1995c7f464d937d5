using System.Net;
using Ticketing.Feeds;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Webhooks;

/// <summary>Reads what an admin wants of a subscription.</summary>
internal static class WebhookRequest
{
    private const int MaxTypes = 50;

    private static readonly string KnownTypes =
        $"must be one of {string.Join(", ", FeedTypes.All)}; or the first part of one and {FeedTypes.Any}, as in booking{FeedTypes.Any}. Without types it is all but those of holds.";

    /// <param name="body">The request's body.</param>
    /// <param name="allowPrivate">Webhooks:AllowPrivateNetworks.</param>
    /// <param name="present">What the subscription wants so far: a type that no build knows any more may stay.</param>
    public static WebhookSpec Read(RequestBody body, bool allowPrivate, WebhookSpec? present = null) => new()
    {
        Url = Url(body, allowPrivate),
        Types = [.. Types(body, present)],
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
            body.Wrong<string>("url", allowPrivate ? "must be an http or https URL without user and fragment." : "must be an https URL without user and fragment; http is called where the setting Webhooks:AllowPrivateNetworks is true.");
        }
        else if (!allowPrivate && IPAddress.TryParse(url!.Host.Trim('[', ']'), out var address) && !PublicAddresses.Include(address))
        {
            body.Wrong<string>("url", "must not be in a private network, unless the setting Webhooks:AllowPrivateNetworks is true.");
        }

        return text;
    }

    private static IReadOnlyList<string> Types(RequestBody body, WebhookSpec? present)
    {
        var types = body.Texts("types", MaxTypes, least: 0) ?? [];
        for (var i = 0; i < types.Count; i++)
        {
            if (!FeedTypes.Know(types[i]) && present?.Types.Contains(types[i]) != true)
            {
                body.Wrong<string>($"types[{i}]", KnownTypes);
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
