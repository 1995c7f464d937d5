using System.Text.Json;

namespace Ticketing.Feeds;

/// <summary>What erasing a customer does to events that are kept: the same events, with a pseudonym in the customer's place.</summary>
public static class FeedErasure
{
    private static readonly string[] Members = ["user_id", "from_user_id", "to_user_id"];

    /// <summary>True: some of them named the customer.</summary>
    public static bool Rename(List<FeedEvent> events, string customer, string pseudonym)
    {
        var isNamed = false;
        foreach (var member in Members)
        {
            var (named, renamed) = (Member(member, customer), Member(member, pseudonym));
            for (var i = 0; i < events.Count; i++)
            {
                if (events[i].Data.Contains(named, StringComparison.Ordinal))
                {
                    events[i] = events[i] with { Data = events[i].Data.Replace(named, renamed, StringComparison.Ordinal) };
                    isNamed = true;
                }
            }
        }

        return isNamed;
    }

    /// <summary>As <see cref="FeedData"/> writes it. Within a text the quotes would be escaped, so nothing else is met.</summary>
    private static string Member(string member, string customer) => $"\"{member}\":\"{JsonEncodedText.Encode(customer)}\"";
}
