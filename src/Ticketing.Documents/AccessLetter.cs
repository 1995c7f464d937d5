using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ticketing.Mail;
using Ticketing.Organizations;
using Ticketing.Texts;

namespace Ticketing.Documents;

/// <summary>The letter that tells an owner who of their organization's staff lost access: what it was, when, and by whom.</summary>
internal static class AccessLetter
{
    public static MailLetter Of(LostAccess lost, string organization, TextBook texts, string address)
    {
        var who = lost.Member.Email ?? lost.Member.Subject;
        var what = lost.Role == StaffRoles.None ? "Removed" : "Changed";
        var subject = texts.Say($"Access.{what}.Title", who, organization);
        string[] facts =
        [
            texts.Say("Access.Who", who),
            texts.Say($"Access.{what}", organization, texts[$"Role.{lost.Member.Role}"], lost.Role == StaffRoles.None ? null : texts[$"Role.{lost.Role}"]),
            texts.Say("Access.When", texts.InUtc(lost.At)),
            .. lost.By is { } by ? new[] { texts.Say("Access.By", by) } : [],
        ];
        string[] rest = [texts["Access.Otherwise"], texts.Say("Access.Why", organization)];
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"access-lost.{lost.OrganizationId:N}.{lost.Number}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)).AsSpan(..4))}"),
            To = address,
            Subject = subject,
            Text = string.Join("\r\n", [subject, "", .. facts, "", .. rest, ""]),
            Html = $"{TicketLetter.Head(subject, texts)}<h1>{WebUtility.HtmlEncode(subject)}</h1>"
                + string.Concat(facts.Concat(rest).Select(static line => $"<p>{WebUtility.HtmlEncode(line)}</p>")) + "</body></html>",
        };
    }
}
