using System.Text.Json;
using Microsoft.Playwright;
using Ticketing.Tests.Payments;

namespace Ticketing.Browser.Stripe;

/// <summary>A service that takes payments through Stripe, which is played on this machine: its API for the service, its script and its frames for browsers.</summary>
public class StripeStage : Stage
{
    private static readonly Dictionary<string, string> Cards = new()
    {
        ["4242424242424242"] = "visa",
        ["4000000000009995"] = "insufficientFunds",
        ["4000002760003184"] = "threeDSecure",
        ["4000000000000077"] = "slow",
    };

    private FakeStripe? _stripe;
    private int _tokens;

    internal FakeStripe Api => _stripe!;

    /// <summary>As the service's configuration names them.</summary>
    internal virtual Dictionary<string, string> Chosen => _stripe!.Settings;

    protected override Dictionary<string, string> Settings => Chosen.ToDictionary(static pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), static pair => pair.Value);

    public override async Task InitializeAsync()
    {
        _stripe = await FakeStripe.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _stripe!.DisposeAsync();
    }

    /// <summary>Somebody whose browser finds Stripe here.</summary>
    public async Task<Visitor> BuyerAsync(bool scripts = true, ColorScheme scheme = ColorScheme.Light)
    {
        var buyer = await VisitAsync(scripts: scripts, scheme: scheme);
        await buyer.Page.RouteAsync("https://js.stripe.com/**", ServeAsync);
        await buyer.Page.RouteAsync("https://api.stripe.com/**", AnswerAsync);
        return buyer;
    }

    /// <summary>The script, and documents for the frames that it opens.</summary>
    private static async Task ServeAsync(IRoute route)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        await route.FulfillAsync(path.EndsWith(".js", StringComparison.Ordinal)
            ? new() { ContentType = "text/javascript", Body = Script() }
            : new() { ContentType = "text/html", Body = "<!DOCTYPE html><html lang=\"en\"><title>Stripe</title></html>" });
    }

    /// <summary>What the script asks of the API.</summary>
    private async Task AnswerAsync(IRoute route)
    {
        var asked = JsonDocument.Parse(route.Request.PostData ?? "{}").RootElement;
        object answer;
        switch (new Uri(route.Request.Url).AbsolutePath)
        {
            case "/v1/confirmation_tokens":
                // What is typed into the form of an account is that account's.
                var account = asked.TryGetProperty("account", out var named) ? $"_{named.GetString()}" : "";
                answer = new { id = $"ctoken_{Cards[asked.GetProperty("number").GetString()!]}_{Interlocked.Increment(ref _tokens)}{account}" };
                break;
            case "/v1/3ds2/authenticate":
                Api.Books.Act(asked.GetProperty("agrees").GetBoolean());
                answer = new { };
                break;
            default:
                await route.AbortAsync();
                return;
        }

        await route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(answer),
            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
        });
    }

    private static string Script()
    {
        using StreamReader script = new(typeof(StripeStage).Assembly.GetManifestResourceStream("stripe.js")!);
        return script.ReadToEnd();
    }
}

/// <summary>One test after the other.</summary>
[CollectionDefinition(nameof(StripeStage))]
public sealed class StripeStageCollection : ICollectionFixture<StripeStage>;
