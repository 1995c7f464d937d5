using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Browser.Stripe;

/// <summary>A service at which organizations sell by accounts of their own, at the Stripe that is played on this machine.</summary>
public sealed class ConnectStage : StripeStage
{
    private const string Secret = "a secret that these tests alone sign tokens with";

    internal override Dictionary<string, string> Chosen => new(Api.ConnectSettings) { ["Auth:SigningKey"] = Secret };

    public static string Token(string who, Roles roles = Roles.Customer) =>
        new TokenIssuer(new AuthOptions { SigningKey = new SigningSecret(Encoding.UTF8.GetBytes(Secret)) }, TimeProvider.System, new RandomIdSource()).Issue(who, roles);

    /// <summary>An organization with this owner: its id.</summary>
    public async Task<string> FoundAsync(string name, string owner) =>
        (await PostAsync("/api/v1/organizations", Token("ada", Roles.Admin), new { name, owner_subject = owner })).GetProperty("organization_id").GetString()!;

    /// <summary>A concert of the organization: its id.</summary>
    public async Task<string> ConcertOfAsync(string organization, string owner, string name) =>
        (await PostAsync("/api/v1/events", Token(owner), new { name, organization_id = organization, currency = "EUR", price = "9.00", total_seats = 20, starts_at = "2030-07-18T22:00:00+02:00" }))
            .GetProperty("event_id").GetString()!;

    /// <summary>Somebody who works for an organization, signed in on the page.</summary>
    public async Task<Visitor> OpenAsync(string who, string path, int width = 1_280, string language = "en", ColorScheme scheme = ColorScheme.Light)
    {
        var visitor = await VisitAsync(width, language: language, scheme: scheme);
        await visitor.Page.GotoAsync($"{path}#token={Token(who)}");
        return visitor;
    }

    private async Task<JsonElement> PostAsync(string path, string token, object body)
    {
        using HttpClient client = new() { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, said);
        return JsonDocument.Parse(said).RootElement.Clone();
    }
}

/// <summary>One test after the other.</summary>
[CollectionDefinition(nameof(ConnectStage))]
public sealed class ConnectStageCollection : ICollectionFixture<ConnectStage>;
