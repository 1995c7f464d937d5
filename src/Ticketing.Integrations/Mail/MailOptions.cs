using System.Net.Mail;
using Ticketing.Texts;

namespace Ticketing.Mail;

/// <summary>How letters leave the service. Checked at start.</summary>
public sealed record MailOptions
{
    /// <summary>Mail:Host. The SMTP server. Default: none; letters are then kept in <see cref="Folder"/>.</summary>
    public string? Host { get; init; }

    /// <summary>Mail:Port. Default: 587, where servers take letters from programs.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Mail:StartTls. Whether the connection must be encrypted. Default: true.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>Mail:User. Default: none, nobody logs in.</summary>
    public string? User { get; init; }

    /// <summary>Mail:Password.</summary>
    public string? Password { get; init; }

    /// <summary>Mail:From. Who the letters are from, such as <c>Tickets &lt;tickets@example.org&gt;</c>.</summary>
    public MailAddress From { get; init; } = new("tickets@localhost");

    /// <summary>Mail:Language. Of letters, tickets and receipts for those who gave none, or one that there are no texts in. Default: en.</summary>
    public Language Language { get; init; }

    /// <summary>Mail:Folder. Where letters are put that are not sent. Default: mail.</summary>
    public string Folder { get; init; } = "mail";

    /// <summary>Mail:Timeout. How long one attempt may take. Default: 00:00:10.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Mail:Attempts. How often a letter is tried before it is given back. Default: 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The pause before the second attempt; about twice as long before each further one.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
