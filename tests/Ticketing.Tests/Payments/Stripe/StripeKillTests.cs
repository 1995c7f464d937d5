using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Processes;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Payments;

/// <summary>kill -9 after Stripe did what it was asked, and before it was heard: the next process brings the payment to its end, once.</summary>
public sealed class StripeKillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-stripe-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("create", false)]
    [InlineData("confirm", false)]
    [InlineData("capture", false)]
    [InlineData("refund", false)]
    [InlineData("confirm", true)]
    [InlineData("capture", true)]
    [InlineData("refund", true)]
    public async Task A_payment_goes_on_after_the_process_was_killed_while_Stripe_thought(string act, bool isOfOrganization)
    {
        await using var stripe = await FakeStripe.StartAsync();
        var isRefund = act == "refund";
        string id, token;
        using (var first = await StartAsync(stripe, isOfOrganization))
        {
            var facts = new { name = "Killed", currency = "EUR", price = "5.00", total_seats = 10, organization_id = isOfOrganization ? await ConnectAsync(first, stripe) : null };
            var made = await SendAsync(first, HttpMethod.Post, "/api/v1/events", "", facts, isOfOrganization ? "olga" : null);
            var created = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event_id").GetString();
            var booking = (await first.PostAsync("/api/v1/bookings", new { event_id = created, quantity = 2 })).Body;
            (id, token) = (booking.GetProperty("id").GetString()!, booking.GetProperty("payment_token").GetString()!);
            if (isRefund)
            {
                Assert.Equal(200, (int)(await SendAsync(first, HttpMethod.Post, $"/api/v1/bookings/{id}/pay", token, new { payment_token = "pm_card_visa" })).StatusCode);
            }

            stripe.Fail(act, StripeFault.HangsAfter, 1_000);
            var asked = isRefund
                ? SendAsync(first, HttpMethod.Put, $"/api/v1/bookings/{id}/cancel", token, new { })
                : SendAsync(first, HttpMethod.Post, $"/api/v1/bookings/{id}/pay", token, new { payment_token = "pm_card_visa" });
            await UntilAsync(() => Task.FromResult(stripe.Asked.Contains(act)));
            first.Kill();
            await asked.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        stripe.Heal();
        using var second = await StartAsync(stripe, isOfOrganization);
        await HearAsync(second, stripe);
        await UntilAsync(async () =>
        {
            using var answer = await SendAsync(second, HttpMethod.Get, $"/api/v1/bookings/{id}", token, null);
            var booking = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return (booking.GetProperty("status").GetString(), booking.GetProperty("payment_status").GetString(), booking.GetProperty("refund_pending").GetBoolean())
                == (isRefund ? "cancelled" : "confirmed", isRefund ? "refunded" : "completed", false);
        });
        Assert.Equal((isRefund ? 0 : 1_000, 1, isRefund ? 1 : 0), (stripe.Books.Paid.Kept, stripe.Books.Paid.Captures, stripe.Books.Paid.Refunds));
        Assert.Single(stripe.Books.Rows);
        Assert.All(stripe.AskedOn, account => Assert.Equal(isOfOrganization ? "acct_1" : null, account));
        Assert.Empty(stripe.Wrong);
    }

    private Task<ServiceProcess> StartAsync(FakeStripe stripe, bool sellsForOrganizations) => ServiceProcess.StartAsync(
        StripeShop.Settings(stripe, _folder, sellsForOrganizations).ToDictionary(static pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), static pair => pair.Value));

    /// <summary>Stripe tells, so that nobody has to wait for the reminder.</summary>
    private static async Task HearAsync(ServiceProcess service, FakeStripe stripe)
    {
        var row = stripe.Books.Rows.Single();
        var (body, signature) = FakeStripe.Webhook(
            "payment_intent.created", row.Json(), TimeProvider.System.GetUtcNow(), row.Account is null ? FakeStripe.WebhookSecret : FakeStripe.ConnectSecret, row.Account);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/api/v1/payments/webhooks/stripe", UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Stripe-Signature", signature);
        using var answer = await service.Client.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    /// <summary>An organization with an account that takes payments: its id.</summary>
    private static async Task<string> ConnectAsync(ServiceProcess service, FakeStripe stripe)
    {
        using var made = await SendAsync(service, HttpMethod.Post, "/api/v1/organizations", "", new { name = "House", owner_subject = "olga" }, "adam", Roles.Admin);
        var organization = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("organization_id").GetString()!;
        using var connected = await SendAsync(service, HttpMethod.Post, $"/api/v1/organizations/{organization}/payment-account", "", null, "olga");
        Assert.Equal(200, (int)connected.StatusCode);
        stripe.Books.Accounts.Single().Complete();
        return organization;
    }

    private static Task<HttpResponseMessage> SendAsync(ServiceProcess service, HttpMethod method, string path, string token, object? body, string? who = null, Roles roles = Roles.Customer)
    {
        HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        if (token.Length > 0)
        {
            request.Headers.Add("X-Payment-Token", token);
        }

        if (who is not null)
        {
            TokenIssuer tokens = new(new AuthOptions { SigningKey = SigningSecret.FromText(Forge.Secret) }, TimeProvider.System, new RandomIdSource());
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(who, roles));
        }

        return service.Client.SendAsync(request);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using CancellationTokenSource deadline = new(Patience);
        while (!await holds())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
