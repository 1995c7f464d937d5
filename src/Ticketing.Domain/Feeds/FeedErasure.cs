using System.Text.Json;

namespace Ticketing.Feeds;

/// <summary>What erasing a customer does to events that are kept: the same events, with a pseudonym in the customer's place.</summary>
public static class FeedErasure
{
    /// <summary>True: some of them named the customer.</summary>
    public static bool Rename(List<FeedEvent> events, string customer, string pseudonym)
    {
        var (named, renamed) = (Member(customer), Member(pseudonym));
        var isNamed = false;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Data.Contains(named, StringComparison.Ordinal))
            {
                events[i] = events[i] with { Data = events[i].Data.Replace(named, renamed, StringComparison.Ordinal) };
                isNamed = true;
            }
        }

        return isNamed;
    }

    /// <summary>As <see cref="FeedData"/> writes it. Within a text the quotes would be escaped, so nothing else is met.</summary>
    private static string Member(string customer) => $"\"user_id\":\"{JsonEncodedText.Encode(customer)}\"";
}
