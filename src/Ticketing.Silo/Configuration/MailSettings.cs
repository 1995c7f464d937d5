using System.Net;
using System.Net.Mail;
using Ticketing.Mail;
using Ticketing.Texts;

namespace Ticketing.Configuration;

/// <summary>The settings of mail, read and checked once at start.</summary>
internal static class MailSettings
{
    public static MailOptions From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var defaults = new MailOptions();
        var from = reader.Text("Mail:From", "");
        var language = reader.Text("Mail:Language", defaults.Language.Tag());
        var options = new MailOptions
        {
            Host = reader.Text("Mail:Host", "") is { Length: > 0 } host ? host : null,
            Port = (int)reader.Number("Mail:Port", defaults.Port, 1, 65_535),
            StartTls = reader.Flag("Mail:StartTls", defaults.StartTls),
            User = reader.Text("Mail:User", "") is { Length: > 0 } user ? user : null,

            // A mounted file often ends with a line end, which is no part of the secret.
            Password = reader.Text("Mail:Password", "").TrimEnd('\r', '\n') is { Length: > 0 } password ? password : null,
            From = MailAddress.TryCreate(from, out var address) && Mailbox.IsOne(address.Address) ? address : defaults.From,
            Language = Languages.TryFind(language, out var known) ? known : defaults.Language,
            Folder = reader.Text("Mail:Folder", defaults.Folder),
            Timeout = reader.Duration("Mail:Timeout", defaults.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
            Attempts = (int)reader.Number("Mail:Attempts", defaults.Attempts, 1, 10),
        };
        reader.Check(from.Length == 0 || (address is not null && Mailbox.IsOne(address.Address)), $"Mail:From must be an address such as Tickets <tickets@example.org>, not '{from}'.");
        reader.Check(Languages.TryFind(language, out _), $"Mail:Language must be one of {string.Join(", ", Languages.All.Select(static one => one.Tag()))}, not '{language}'.");
        reader.Check(options.Host is null || from.Length > 0, "Mail:Host needs Mail:From: servers take letters from addresses that they know.");
        reader.Check(options.Host is not null || options.User is null, "Mail:User is set, but Mail:Host is not.");
        reader.Check(options.User is null == options.Password is null, "Mail:User and Mail:Password must be set together.");
        reader.Check(
            options.User is null || options.StartTls || IsThisMachine(options.Host),
            "Mail:Password would be readable on its way: set Mail:StartTls to true, or send through a server on this machine.");
        return reader.Errors.Count == 0 ? options : throw new SettingsException(reader.Errors);
    }

    private static bool IsThisMachine(string? host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
