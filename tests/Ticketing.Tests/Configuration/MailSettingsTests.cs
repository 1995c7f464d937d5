using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;

namespace Ticketing.Tests.Configuration;

/// <summary>Mail is off until a server is named; what does not fit together is said at start.</summary>
public sealed class MailSettingsTests
{
    [Fact]
    public void Without_settings_letters_are_kept_in_a_folder()
    {
        var options = MailSettings.From(Given());
        Assert.Equal((null, "mail", 587, true), (options.Host, options.Folder, options.Port, options.StartTls));
    }

    [Fact]
    public void A_server_is_given_with_its_account()
    {
        var options = MailSettings.From(Given(
            ("Mail:Host", "smtp.example.org"), ("Mail:From", "Tickets <tickets@example.org>"), ("Mail:User", "box"), ("Mail:Password", "secret\n"), ("Mail:Port", "2525"), ("Mail:Timeout", "00:00:05")));
        Assert.Equal(("smtp.example.org", "box", "secret", 2525, TimeSpan.FromSeconds(5)), (options.Host, options.User, options.Password, options.Port, options.Timeout));
        Assert.Equal(("Tickets", "tickets@example.org"), (options.From.DisplayName, options.From.Address));
    }

    [Theory]
    [InlineData("Mail:Host needs Mail:From: servers take letters from addresses that they know.", "Mail:Host=a.example")]
    [InlineData("Mail:From must be an address such as Tickets <tickets@example.org>, not 'nobody'.", "Mail:From=nobody")]
    [InlineData(
        "Mail:From must be an address such as Tickets <tickets@example.org>, not 'a23456789a23456789a23456789a23456789a23456789a23456789a2345678945@a.example'.",
        "Mail:From=a23456789a23456789a23456789a23456789a23456789a23456789a2345678945@a.example")]
    [InlineData("Mail:User is set, but Mail:Host is not.", "Mail:User=box", "Mail:Password=x")]
    [InlineData("Mail:User and Mail:Password must be set together.", "Mail:Host=a.example", "Mail:From=a@a.example", "Mail:User=box")]
    [InlineData("Mail:Password would be readable on its way: set Mail:StartTls to true, or send through a server on this machine.", "Mail:Host=a.example", "Mail:From=a@a.example", "Mail:User=box", "Mail:Password=x", "Mail:StartTls=false")]
    [InlineData("Mail:Port must be a whole number from 1 to 65535, not '0'.", "Mail:Port=0")]
    public void What_does_not_fit_is_named(string error, params string[] settings) => Assert.Equal(
        [error],
        Assert.Throws<SettingsException>(() => MailSettings.From(Given([.. settings.Select(static pair => (pair.Split('=')[0], pair.Split('=')[1]))]))).Errors);

    [Fact]
    public void On_this_machine_a_password_may_go_unencrypted() => Assert.False(
        MailSettings.From(Given(("Mail:Host", "127.0.0.1"), ("Mail:From", "a@a.example"), ("Mail:User", "box"), ("Mail:Password", "x"), ("Mail:StartTls", "false"))).StartTls);

    private static IConfiguration Given(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        .Build();
}
