using System.Text;
using System.Text.RegularExpressions;
using Ticketing.Mail;

namespace Ticketing.Tests.Mail;

/// <summary>Letters to send, and how they look when they have come.</summary>
internal static partial class Letters
{
    public static MailLetter One { get; } = new()
    {
        Id = "tickets.1.1",
        To = "ann@example.org",
        ToName = "Ann Example",
        Subject = "Your ticket: Concert",
        Text = "Žižkov\r\n.a line that begins with a dot\r\n",
        Html = "<p>Žižkov</p>",
        Attachments = [new MailAttachment("tickets.pdf", "application/pdf", new byte[] { 1, 2, 3 })],
    };

    /// <summary>Header lines, unfolded, to the first blank line.</summary>
    public static IReadOnlyList<string> Headers(string content) =>
        content[..content.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n");

    public static string Header(string content, string name) =>
        Headers(content).Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    /// <summary>The part of a media type, decoded.</summary>
    public static byte[] Part(string content, string mediaType)
    {
        var start = content.IndexOf("content-type: " + mediaType, StringComparison.OrdinalIgnoreCase);
        Assert.True(start >= 0, $"There is no part {mediaType}.");
        var body = content.IndexOf("\r\n\r\n", start, StringComparison.Ordinal) + 4;
        return Convert.FromBase64String(content[body..content.IndexOf("\r\n--", body, StringComparison.Ordinal)].Replace("\r\n", "", StringComparison.Ordinal));
    }

    public static string Text(string content, string mediaType) => Encoding.UTF8.GetString(Part(content, mediaType));

    /// <summary>A header's encoded words (RFC 2047), decoded.</summary>
    public static string Words(string header) => Encoded().Replace(
        Between().Replace(header, "?==?"), static word => Encoding.UTF8.GetString(word.Groups[1].Value.Equals("B", StringComparison.OrdinalIgnoreCase)
            ? Convert.FromBase64String(word.Groups[2].Value)
            : Quoted(word.Groups[2].Value)));

    private static byte[] Quoted(string text) => Encoding.Latin1.GetBytes(Hex().Replace(text.Replace('_', ' '), static hex => $"{(char)Convert.ToByte(hex.Groups[1].Value, 16)}"));

    [GeneratedRegex(@"=\?utf-8\?([BQ])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex Between();

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Hex();
}
