using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.SignIn;

/// <summary>The keys that seal sessions: in the store, and encrypted there where a certificate is given.</summary>
public sealed class ProtectionKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-keys-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task With_a_certificate_keys_lie_encrypted_and_those_that_lay_open_open_nothing()
    {
        var open = await SessionAsync(new Dictionary<string, string> { ["Storage__Path"] = Data });
        Assert.True(await HasInStoreAsync("masterKey"));
        Assert.Equal(System.Net.HttpStatusCode.OK, await AskAsync(new Dictionary<string, string> { ["Storage__Path"] = Data }, open));

        Dictionary<string, string> settings = new() { ["Storage__Path"] = Data, ["DataProtection__Certificate"] = Certificate("locked.pfx", "secret"), ["DataProtection__CertificatePassword"] = "secret" };
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(settings, open));
        var locked = await SessionAsync(settings);
        Assert.True(await HasInStoreAsync("encryptedSecret"));
        Assert.Equal(System.Net.HttpStatusCode.OK, await AskAsync(settings, locked));

        // Another certificate's owner reads none of it.
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(new(settings) { ["DataProtection__Certificate"] = Certificate("other.pfx", "secret") }, locked));
    }

    [Theory]
    [InlineData("missing.pem", null, "DataProtection:Certificate must be a file with a certificate")]
    [InlineData("nonsense.pem", null, "DataProtection:Certificate must be a file with a certificate")]
    [InlineData("locked.pfx", "wrong", "DataProtection:CertificatePassword opens one that is locked")]
    [InlineData("elliptic.pem", null, "must have an RSA key")]
    [InlineData("", "secret", "DataProtection:CertificatePassword is set, but DataProtection:Certificate is not.")]
    public void A_certificate_that_can_t_be_used_is_named(string file, string? password, string said)
    {
        File.WriteAllText(Path.Combine(_folder, "nonsense.pem"), "nonsense");
        Certificate("locked.pfx", "secret");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elliptic = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "elliptic.pem"), $"{elliptic.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        var given = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("DataProtection:Certificate", file.Length == 0 ? null : Path.Combine(_folder, file)),
            new("DataProtection:CertificatePassword", password),
        ]).Build();
        Assert.Contains(said, Assert.Throws<SettingsException>(() => ProtectionSettings.From(given)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_is_read_as_pem_too()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(_folder, "both.pem");
        File.WriteAllText(file, $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        using var read = ProtectionSettings.From(new ConfigurationBuilder().AddInMemoryCollection([new("DataProtection:Certificate", file)]).Build());
        Assert.Equal(made.Thumbprint, read!.Thumbprint);
        Assert.True(read.HasPrivateKey);
    }

    private string Certificate(string name, string password)
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=ticketing", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, made.Export(X509ContentType.Pfx, password));
        return file;
    }

    private async Task<string> SessionAsync(Dictionary<string, string> settings)
    {
        using var service = await ServiceProcess.StartAsync(settings);
        using FormBrowser ada = new(service.Client.BaseAddress!);
        await ada.OpenAsync((await TicketingCommand.RunAsync("sign-in-link", "--admin", $"--Storage:Path={Data}")).Output);
        await ada.SubmitAsync("/sign-in/confirm");
        return ada.SessionCookie;
    }

    private static async Task<System.Net.HttpStatusCode> AskAsync(Dictionary<string, string> settings, string cookie)
    {
        using var service = await ServiceProcess.StartAsync(settings);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/admin/bookings") { Headers = { { "X-Session", "1" }, { "Cookie", cookie } } };
        using var answer = await service.Client.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Looks at what lies there, as a thief would.</summary>
    private async Task<bool> HasInStoreAsync(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.GetFiles(Data, "ticketing.db*"))
        {
            if ((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(wanted) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
