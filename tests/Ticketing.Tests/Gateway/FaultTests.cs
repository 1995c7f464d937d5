using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.Http;
using Ticketing.Security;
using Ticketing.Tests.Operations;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>JSON that is no text is the sender's fault, and told so; a fault of the service is a problem document, and counted.</summary>
[Collection(ListeningTests.Name)]
public sealed class FaultTests
{
    private const string Id = "4242d34d-8040-8000-8000-000000000000";

    [Fact]
    public async Task A_member_whose_name_is_no_text_is_refused_on_every_route_that_reads_a_body()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var boss = service.Token("boss", Roles.Admin);
        string[] bodies = ["""{"\ud800":1}""", """{"\udc00\ud800":1,"reason":"x"}""", """{"policy":{"\ud83d":1}}""", """{"scans":[{"\ud800":1}]}""", "{\"\u00ff\":1}"];
        foreach (var route in service.Routes.Where(static route => route.TakesBody))
        {
            foreach (var body in bodies)
            {
                using HttpRequestMessage request = new(new HttpMethod(route.Method), new Uri(PathOf(route), UriKind.Relative))
                {
                    // The last has a byte that is no UTF-8.
                    Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)),
                };
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + boss);
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
                using var response = await service.Client.SendAsync(request);
                Assert.True((int)response.StatusCode is >= 400 and < 500, $"{route.Method} {route.Path} {body}: {(int)response.StatusCode}");
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }
    }

    [Theory]
    [InlineData("""{"alg":"HS256","\ud800":1}""", null)]
    [InlineData("""{"alg":"HS256","typ":"\ud800"}""", null)]
    [InlineData("""{"alg":"HS256","kid":"\udc00"}""", null)]
    [InlineData(null, """{"sub":"ann","exp":1900000000,"\ud800":1}""")]
    [InlineData(null, """{"sub":"\ud800","exp":1900000000}""")]
    [InlineData(null, """{"sub":"ann","exp":1900000000,"role":"\ud800"}""")]
    [InlineData(null, """{"sub":"ann","exp":1900000000,"roles":["\ud800"]}""")]
    public async Task A_token_that_is_no_text_is_refused_and_passed_over_on_open_pages(string? header, string? claims)
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var token = Forge.Hs256(claims ?? Forge.Claims(), header ?? """{"alg":"HS256","typ":"JWT"}""");
        var (status, problem, _) = await service.SendAsync("GET", "/api/v1/bookings", token);
        Assert.Equal((401, "invalid_token"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(200, (await service.SendAsync("GET", "/health", token)).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/v1/events", token)).Status);
    }

    [Theory]
    [InlineData("{\"data\":{\"payment\":\"\u00ff\"}}")]
    [InlineData("{\"\u00ff\":1}")]
    [InlineData("""{"data":{"payment":"\ud800"}}""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task A_signed_webhook_that_is_no_text_is_refused(string body)
    {
        await using var service = await SecuredService.StartAsync();
        var bytes = Encoding.Latin1.GetBytes(body);
        var now = service.Office.Time.GetUtcNow().ToUnixTimeSeconds();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/api/v1/payments/webhooks/test", UriKind.Relative)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", $"{now}");
        request.Headers.Add("webhook-signature", service.Office.Payments.Signer.Sign("msg_1", now, bytes));
        using var response = await service.Client.SendAsync(request);
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/boom/in-a-route", "/boom/in-a-route")]
    [InlineData("/boom/elsewhere", "none")]
    public async Task A_fault_is_a_problem_document_that_tells_nothing_of_it_and_is_counted(string path, string counted)
    {
        ConcurrentQueue<string> counts = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Name == "http_requests")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts.Enqueue($"{tags[1].Value} {tags[2].Value} {value}"));
        listener.Start();

        await using var service = await SecuredService.StartAsync(map: static app =>
        {
            app.MapGet("/boom/in-a-route", static Answer () => throw new InvalidOperationException("a secret of ours")).WithRules(new Rules { Access = Access.Open });
            app.MapGet("/boom/elsewhere", static string () => throw new InvalidOperationException("a secret of ours"));
        });
        using var response = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((500, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("internal_error", JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("X-Content-Type-Options"));
        Assert.True(response.Headers.Contains("X-Correlation-ID"));
        Assert.Contains($"{counted} 500 1", counts);
        Assert.Contains(service.Logged, static line => line.Contains("a secret of ours", StringComparison.Ordinal));
    }

    private static string PathOf(Rules route) => route.Path
        .Replace("{event_id}", Id, StringComparison.Ordinal)
        .Replace("{number}", "1", StringComparison.Ordinal)
        .Replace("{provider}", "test", StringComparison.Ordinal)
        .Replace("{key}", "c242d34d804080008000000000000001-1", StringComparison.Ordinal)
        .Replace("{entry_id}", Id, StringComparison.Ordinal)
        .Replace("{id}", Id, StringComparison.Ordinal);
}
