using Ticketing.Tests.Processes;
using Ticketing.Tests.SignIn;

namespace Ticketing.Browser.SignIn;

/// <summary>A service whose staff sign in at an OpenID provider, which is played on this machine, and everybody by mail.</summary>
public sealed class SignInStage : Stage
{
    // Known before the service is: letters, and the provider, lead there.
    private readonly int _port = ServiceProcess.FreePort();
    private FakeOpenId? _provider;

    internal FakeOpenId Provider => _provider!;

    protected override Dictionary<string, string> Settings => new()
    {
        ["PORT"] = $"{_port}",
        ["Pages__Url"] = $"http://127.0.0.1:{_port}",
        ["Auth__OpenIdConnect__Authority"] = Provider.Issuer.OriginalString,
        ["Auth__OpenIdConnect__ClientId"] = FakeOpenId.Client,
        ["Auth__OpenIdConnect__ClientSecret"] = FakeOpenId.Secret,
        ["Auth__OpenIdConnect__Name"] = "Our company",
    };

    public override async Task InitializeAsync()
    {
        _provider = await FakeOpenId.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>The path of the link that was mailed to an address last.</summary>
    public string LinkFor(string email) => new DirectoryInfo(Mail).GetFiles("*.eml").OrderByDescending(static file => file.LastWriteTimeUtc)
        .Select(static file => MimeKit.MimeMessage.Load(file.FullName))
        .Where(letter => letter.To.Mailboxes.Any(box => box.Address == email))
        .SelectMany(static letter => letter.TextBody!.Split('\n'))
        .Select(static line => line.Trim())
        .Where(static line => line.Contains("/sign-in?link=", StringComparison.Ordinal))
        .Select(static line => new Uri(line).PathAndQuery)
        .First();
}

/// <summary>One service and one browser, one test after the other.</summary>
[CollectionDefinition(nameof(SignInStage))]
public sealed class SignInCollection : ICollectionFixture<SignInStage>;
