using Ticketing.Tickets;

namespace Ticketing.Configuration;

/// <summary>The settings of tickets, read and checked once at start.</summary>
internal static class TicketSettings
{
    private const string PemStart = "-----BEGIN ";
    private static readonly TimeSpan LongestMargin = TimeSpan.FromDays(366);
    private static readonly TimeSpan LongestSkew = TimeSpan.FromHours(1);

    public static TicketOptions From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var defaults = new TicketOptions();
        var signing = reader.Text("Tickets:SigningKey", "") is { Length: > 0 } text ? Key(reader, "Tickets:SigningKey", text) : null;
        reader.Check(signing is null or { CanSign: true }, "Tickets:SigningKey is a public key; nothing can be signed with it.");
        var options = new TicketOptions
        {
            SigningKey = signing,
            PreviousKeys = [.. reader.List("Tickets:PreviousKeys").Select(previous => Key(reader, "Tickets:PreviousKeys", previous)).OfType<TicketKey>()],
            ValidBefore = reader.Duration("Tickets:ValidBefore", defaults.ValidBefore, TimeSpan.Zero, LongestMargin),
            ValidAfter = reader.Duration("Tickets:ValidAfter", defaults.ValidAfter, TimeSpan.Zero, LongestMargin),
            ClockSkew = reader.Duration("Tickets:ClockSkew", defaults.ClockSkew, TimeSpan.Zero, LongestSkew),
            UploadWithin = reader.Duration("Tickets:UploadWithin", defaults.UploadWithin, TimeSpan.FromMinutes(1), LongestMargin),
            PagesUrl = Pages(reader),
        };
        return reader.Errors.Count == 0 ? options : throw new SettingsException(reader.Errors);
    }

    /// <summary>Links in letters open bookings, so nobody may read them on their way.</summary>
    private static string? Pages(SettingsReader reader)
    {
        if (reader.Text("Pages:Url", "") is not { Length: > 0 } text)
        {
            return null;
        }

        var isRight = Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
        reader.Check(isRight, "Pages:Url must be the address of the service's pages, such as https://tickets.example.org, without a path; http is for this machine alone.");
        return isRight ? url!.GetLeftPart(UriPartial.Authority) : null;
    }

    /// <summary>What the value says is never repeated: it may be a secret that was put under the wrong name.</summary>
    private static TicketKey? Key(SettingsReader reader, string name, string text)
    {
        try
        {
            return TicketKey.FromPem(text.TrimStart().StartsWith(PemStart, StringComparison.Ordinal) ? text : File.ReadAllText(text.Trim()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            reader.Errors.Add($"{name} must be a key in PEM, or a file with one that can be read.");
        }
        catch (ArgumentException e)
        {
            reader.Errors.Add($"{name} must be a key in PEM for ECDSA on P-256, without a password: {e.Message.Split(" (Parameter", 2)[0]}");
        }

        return null;
    }
}
