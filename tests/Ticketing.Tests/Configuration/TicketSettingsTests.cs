using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;

namespace Ticketing.Tests.Configuration;

/// <summary>Keys as operators give them, and what is said of wrong ones.</summary>
public sealed class TicketSettingsTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-keys-").FullName;

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Without_settings_the_service_makes_its_own_key()
    {
        var options = TicketSettings.From(Given());
        Assert.Null(options.SigningKey);
        Assert.Empty(options.PreviousKeys);
        Assert.Equal((TimeSpan.FromHours(12), TimeSpan.FromHours(12)), (options.ValidBefore, options.ValidAfter));
    }

    [Fact]
    public void A_key_is_given_as_text_or_as_a_file_in_either_form()
    {
        var file = Path.Combine(_folder, "key.pem");
        File.WriteAllText(file, _key.ExportECPrivateKeyPem() + "\n");
        foreach (var value in new[] { _key.ExportPkcs8PrivateKeyPem(), _key.ExportECPrivateKeyPem(), file, file + "\n" })
        {
            var options = TicketSettings.From(Given(("Tickets:SigningKey", value)));
            Assert.Equal(_key.ExportParameters(false).Q.X, options.SigningKey!.Public.X);
            Assert.True(options.SigningKey.CanSign);
        }
    }

    [Fact]
    public void Previous_keys_may_be_public_halves()
    {
        var options = TicketSettings.From(Given(("Tickets:PreviousKeys:0", _key.ExportSubjectPublicKeyInfoPem()), ("Tickets:PreviousKeys:1", _key.ExportECPrivateKeyPem())));
        Assert.Equal([false, true], options.PreviousKeys.Select(static key => key.CanSign));
    }

    [Fact]
    public void A_key_that_can_not_serve_is_named_without_being_told()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var other = RSA.Create(2_048);
        Assert.Equal("Tickets:SigningKey is a public key; nothing can be signed with it.", Error("Tickets:SigningKey", _key.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("Tickets:SigningKey must be a key in PEM, or a file with one that can be read.", Error("Tickets:SigningKey", "secret-of-somebody"));
        Assert.Equal("Tickets:SigningKey must be a key in PEM for ECDSA on P-256, without a password: its curve is not P-256.", Error("Tickets:SigningKey", large.ExportPkcs8PrivateKeyPem()));
        Assert.StartsWith("Tickets:PreviousKeys must be a key in PEM for ECDSA on P-256", Error("Tickets:PreviousKeys:0", other.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.StartsWith("Tickets:SigningKey must be a key in PEM for ECDSA on P-256", Error("Tickets:SigningKey", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), StringComparison.Ordinal);
        Assert.StartsWith("Tickets:SigningKey must be a key in PEM for ECDSA on P-256", Error("Tickets:SigningKey", _key.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_margin_is_a_duration() =>
        Assert.StartsWith("Tickets:ValidBefore must be a duration from ", Error("Tickets:ValidBefore", "-1"), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://tickets.example.org/", "https://tickets.example.org")]
    [InlineData("https://tickets.example.org:8443", "https://tickets.example.org:8443")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080")]
    public void Links_in_letters_lead_to_where_the_pages_are(string value, string url) =>
        Assert.Equal(url, TicketSettings.From(Given(("Pages:Url", value))).PagesUrl);

    [Theory]
    [InlineData("tickets.example.org")]
    [InlineData("http://tickets.example.org")]
    [InlineData("https://tickets.example.org/shop")]
    [InlineData("https://tickets.example.org/?a=b")]
    [InlineData("https://ann@tickets.example.org/")]
    [InlineData("ftp://tickets.example.org/")]
    public void Links_in_letters_lead_nowhere_else(string value) =>
        Assert.StartsWith("Pages:Url must be the address of the service's pages", Error("Pages:Url", value), StringComparison.Ordinal);

    private static string Error(string key, string value) =>
        Assert.Single(Assert.Throws<SettingsException>(() => TicketSettings.From(Given((key, value)))).Errors);

    private static IConfiguration Given(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        .Build();
}
