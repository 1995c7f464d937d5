using System.Text.Json;
using Ticketing.Feeds;
using Ticketing.Security;
using Ticketing.Tests.Security;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Webhooks;

/// <summary>Subscriptions over HTTP.</summary>
public sealed class WebhooksApiTests
{
    private const string Hooks = "/api/v1/admin/webhooks";
    private const string Body = """{"url":"https://shop.example/hook?shop=7","types":["booking.*"],"description":"the shop"}""";

    [Fact]
    public async Task A_subscription_is_made_looked_at_changed_and_taken_away()
    {
        await using var service = await SecuredService.StartAsync();
        var (id, secret) = await CreateAsync(service);
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);

        var (status, hook, headers) = await AsAdminAsync(service, "GET", $"{Hooks}/{id}");
        Assert.Equal((200, "https://shop.example/hook?shop=7", true, "\"1\""), (status, hook.GetProperty("url").GetString(), hook.GetProperty("enabled").GetBoolean(), headers.ETag!.Tag));
        Assert.Equal(id, (await AsAdminAsync(service, "GET", Hooks)).Body.GetProperty("items")[0].GetProperty("id").GetString());

        var changed = Body.Replace("\"types\"", "\"enabled\":false,\"types\"", StringComparison.Ordinal);
        Assert.Equal(412, (await AsAdminAsync(service, "PUT", $"{Hooks}/{id}", changed, ("If-Match", "\"7\""))).Status);
        (status, hook, _) = await AsAdminAsync(service, "PUT", $"{Hooks}/{id}", changed, ("If-Match", "*"));
        Assert.Equal((200, false, "admin", 2), (status, hook.GetProperty("enabled").GetBoolean(), hook.GetProperty("disabled_reason").GetString(), hook.GetProperty("version").GetInt32()));

        Assert.Equal(200, (await AsAdminAsync(service, "DELETE", $"{Hooks}/{id}")).Status);
        Assert.Equal(404, (await AsAdminAsync(service, "GET", $"{Hooks}/{id}")).Status);
        Assert.Equal(404, (await AsAdminAsync(service, "DELETE", $"{Hooks}/{id}")).Status);
        Assert.Equal(0, (await AsAdminAsync(service, "GET", Hooks)).Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_secret_is_shown_to_who_made_it_and_is_in_no_other_answer_and_no_log()
    {
        await using var service = await SecuredService.StartAsync();
        var (id, first) = await CreateAsync(service);
        var (status, rotated, _) = await AsAdminAsync(service, "POST", $"{Hooks}/{id}/rotate", """{"overlap_seconds":60}""");
        var second = rotated.GetProperty("secret").GetString()!;
        Assert.Equal(200, status);
        Assert.NotEqual(first, second);
        await TellAsync(service, id, "x-1");
        Assert.Equal(2, service.Office.Receiver.Tried[0].Signature.Split(' ').Distinct().Count());

        string[] answers =
        [
            (await AsAdminAsync(service, "GET", $"{Hooks}/{id}")).Body.ToString(),
            (await AsAdminAsync(service, "GET", Hooks)).Body.ToString(),
            (await AsAdminAsync(service, "GET", $"{Hooks}/{id}/deliveries")).Body.ToString(),
            (await AsAdminAsync(service, "PUT", $"{Hooks}/{id}", Body)).Body.ToString(),
            (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/test")).Body.ToString(),
            (await AsAdminAsync(service, "DELETE", $"{Hooks}/{id}")).Body.ToString(),
        ];
        foreach (var secret in new[] { first, second })
        {
            var bare = secret["whsec_".Length..];
            Assert.All(answers, answer => Assert.DoesNotContain(bare, answer, StringComparison.Ordinal));
            Assert.All(service.Logged, line => Assert.DoesNotContain(bare, line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_same_key_gives_the_same_subscription()
    {
        await using var service = await SecuredService.StartAsync();
        var first = await AsAdminAsync(service, "POST", Hooks, Body, ("Idempotency-Key", "once"));
        var again = await AsAdminAsync(service, "POST", Hooks, Body, ("Idempotency-Key", "once"));
        Assert.Equal((201, first.Body.ToString()), (again.Status, again.Body.ToString()));
        Assert.Equal(1, (await AsAdminAsync(service, "GET", Hooks)).Body.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("url", """{"types":["booking.*"]}""")]
    [InlineData("url", """{"url":"http://shop.example/hook"}""")]
    [InlineData("url", """{"url":"ftp://shop.example/hook"}""")]
    [InlineData("url", """{"url":"/hook"}""")]
    [InlineData("url", """{"url":"https://me:secret@shop.example/hook"}""")]
    [InlineData("url", """{"url":"https://127.0.0.1/hook"}""")]
    [InlineData("url", """{"url":"https://[fd00::1]/hook"}""")]
    [InlineData("types[0]", """{"url":"https://shop.example/hook","types":["*"]}""")]
    [InlineData("types[0]", """{"url":"https://shop.example/hook","types":["Booking Confirmed"]}""")]
    [InlineData("types[1]", """{"url":"https://shop.example/hook","types":["booking.confirmed","booking.conformed"]}""")]
    [InlineData("types[0]", """{"url":"https://shop.example/hook","types":["bookings.*"]}""")]
    [InlineData("types[0]", """{"url":"https://shop.example/hook","types":["book.*","event.*"]}""")]
    [InlineData("types[0]", """{"url":"https://shop.example/hook","types":[".*"]}""")]
    [InlineData("types", """{"url":"https://shop.example/hook","types":"booking.*"}""")]
    [InlineData("event_id", """{"url":"https://shop.example/hook","event_id":"0042d34d-8040-8000-8000-000000000007"}""")]
    [InlineData("enabled", """{"url":"https://shop.example/hook","enabled":1}""")]
    public async Task What_is_no_subscription_is_refused(string field, string body)
    {
        await using var service = await SecuredService.StartAsync();
        var (status, problem, _) = await AsAdminAsync(service, "POST", Hooks, body);
        Assert.Equal(422, status);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task What_is_refused_says_what_would_be_taken()
    {
        await using var service = await SecuredService.StartAsync();
        var (_, problem, _) = await AsAdminAsync(service, "POST", Hooks, """{"url":"https://127.0.0.1/hook","types":["nope"]}""");
        Assert.Contains("Webhooks:AllowPrivateNetworks", problem.GetProperty("errors").GetProperty("url")[0].GetString(), StringComparison.Ordinal);
        var types = problem.GetProperty("errors").GetProperty("types[0]")[0].GetString()!;
        Assert.All(FeedTypes.All, type => Assert.Contains(type, types, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_shown_of_a_subscription_can_be_put_as_it_is()
    {
        await using var service = await SecuredService.StartAsync();
        var (status, hook, _) = await AsAdminAsync(service, "POST", Hooks, """{"url":"https://shop.example/hook","types":[]}""");
        Assert.Equal((201, 0), (status, hook.GetProperty("types").GetArrayLength()));
        var id = hook.GetProperty("id").GetString();
        (status, hook, _) = await AsAdminAsync(service, "PUT", $"{Hooks}/{id}", (await AsAdminAsync(service, "GET", $"{Hooks}/{id}")).Body.ToString());
        Assert.Equal((200, 0), (status, hook.GetProperty("types").GetArrayLength()));
        await TellAsync(service, id!, "x-1");
    }

    [Fact]
    public async Task A_subscription_keeps_types_that_it_has_from_before_and_gets_no_new_ones_of_that_kind()
    {
        await using var service = await SecuredService.StartAsync();
        var id = new Guid("0042d34d-8040-8000-8000-000000000007");
        await service.Office.Grains.GetGrain<IWebhookGrain>(id.ToString("N")).Create(1, new WebhookSpec { Url = "https://shop.example/hook", Types = ["booking.*", "former.type"] });
        await TellAsync(service, id.ToString(), "x-1");
        var body = (await AsAdminAsync(service, "GET", $"{Hooks}/{id}")).Body.ToString();
        Assert.Equal(200, (await AsAdminAsync(service, "PUT", $"{Hooks}/{id}", body.Replace("\"enabled\":true", "\"enabled\":false", StringComparison.Ordinal))).Status);
        var (status, problem, _) = await AsAdminAsync(service, "PUT", $"{Hooks}/{id}", body.Replace("booking.*", "former.other", StringComparison.Ordinal));
        Assert.Equal((422, "types[0]"), (status, problem.GetProperty("errors").EnumerateObject().Single().Name));
        Assert.Equal(404, (await AsAdminAsync(service, "PUT", $"{Hooks}/{Guid.NewGuid()}", body)).Status);
    }

    [Fact]
    public async Task After_a_rotation_without_overlap_the_new_secret_alone_signs()
    {
        await using var service = await SecuredService.StartAsync();
        var (id, _) = await CreateAsync(service);
        Assert.Equal(200, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/rotate")).Status);
        Assert.Equal(200, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/rotate")).Status);
        var (_, rotated, _) = await AsAdminAsync(service, "POST", $"{Hooks}/{id}/rotate", """{"overlap_seconds":0}""");
        Assert.Equal(JsonValueKind.Null, rotated.GetProperty("old_secret_until").ValueKind);
        await TellAsync(service, id, "x-1");
        var message = service.Office.Receiver.Tried.Single();
        var secret = Convert.FromBase64String(rotated.GetProperty("secret").GetString()!["whsec_".Length..]);
        Assert.Equal(WebhookSigning.Sign([secret], message.Id, message.Timestamp, message.Body.Span), message.Signature);
    }

    [Fact]
    public async Task What_is_answered_is_written_without_escapes_that_JSON_does_not_need()
    {
        await using var service = await SecuredService.StartAsync();
        var (_, hook, _) = await AsAdminAsync(service, "POST", Hooks, """{"url":"https://shop.example/a+b","description":"Zo\u00eb's <shop> & \"co\""}""");
        Assert.Contains("""
            "url":"https://shop.example/a+b"
            """, hook.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("""
            "description":"Zoë's <shop> & \"co\""
            """, hook.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_names_holds_is_told_what_becomes_of_them_and_who_names_nothing_is_not()
    {
        await using var service = await SecuredService.StartAsync();
        foreach (var body in new[] { """{"url":"https://shop.example/holds","types":["hold.*"]}""", """{"url":"https://shop.example/all"}""" })
        {
            Assert.Equal(201, (await AsAdminAsync(service, "POST", Hooks, body)).Status);
        }

        var id = await service.Office.GeneralEventAsync(10);
        var ann = service.Token("ann", Roles.Customer);
        var (status, hold, _) = await service.SendAsync("POST", "/api/v1/holds", ann, $$"""{"event_id":"{{id}}","qty":2}""");
        Assert.Equal(201, status);
        var holdId = hold.GetProperty("hold_id").GetString();
        await UntilToldAsync(service, 1);
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/v1/holds/{holdId}", ann)).Status);
        await UntilToldAsync(service, 2);
        var told = service.Office.Receiver.Tried.Select(static message => (message.Url.AbsolutePath, JsonDocument.Parse(message.Body).RootElement)).ToArray();
        Assert.Equal(["hold.placed", "hold.released"], told.Select(static one => one.RootElement.GetProperty("type").GetString()));
        Assert.All(told, one => Assert.Equal(("/holds", $"holds/{holdId}"), (one.AbsolutePath, one.RootElement.GetProperty("subject").GetString())));
    }

    [Fact]
    public async Task Tries_are_listed_the_youngest_first_and_can_be_made_again()
    {
        await using var service = await SecuredService.StartAsync();
        var (id, _) = await CreateAsync(service);
        await TellAsync(service, id, "x-1");
        await TellAsync(service, id, "x-2");
        var (_, page, _) = await AsAdminAsync(service, "GET", $"{Hooks}/{id}/deliveries?limit=1");
        Assert.Equal(("x-2", "delivered", 204), (
            page.GetProperty("items")[0].GetProperty("event_id").GetString(),
            page.GetProperty("items")[0].GetProperty("outcome").GetString(),
            page.GetProperty("items")[0].GetProperty("status").GetInt32()));
        (_, page, _) = await AsAdminAsync(service, "GET", $"{Hooks}/{id}/deliveries?cursor={page.GetProperty("next_cursor").GetString()}");
        Assert.Equal(("x-1", JsonValueKind.Null), (page.GetProperty("items")[0].GetProperty("event_id").GetString(), page.GetProperty("next_cursor").ValueKind));

        Assert.Equal(202, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/replay", """{"event_id":"x-1"}""")).Status);
        await service.Office.UntilAsync(() => Task.FromResult(service.Office.Receiver.Tried.Count == 4));
        Assert.Equal(202, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/replay", """{"from":"2027-01-01T00:00:00Z"}""")).Status);
        await service.Office.UntilAsync(() => Task.FromResult(service.Office.Receiver.Tried.Count == 6));
        Assert.Equal(404, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/replay", """{"event_id":"y-1"}""")).Status);
        Assert.Equal(422, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/replay", "{}")).Status);
        Assert.Equal(422, (await AsAdminAsync(service, "POST", $"{Hooks}/{id}/replay", """{"from":"2027-02-28T00:00:00Z"}""")).Status);
    }

    [Fact]
    public async Task A_test_tells_what_came_of_it()
    {
        await using var service = await SecuredService.StartAsync();
        var (id, _) = await CreateAsync(service);
        service.Office.Receiver.Answer = _ => new WebhookReply(0, "No connection.");
        var (status, delivery, _) = await AsAdminAsync(service, "POST", $"{Hooks}/{id}/test");
        Assert.Equal((200, "webhook.test", 0, "No connection.", "given_up"), (
            status, delivery.GetProperty("type").GetString(), delivery.GetProperty("status").GetInt32(),
            delivery.GetProperty("error").GetString(), delivery.GetProperty("outcome").GetString()));
        Assert.Equal(1, delivery.GetProperty("number").GetInt64());
        Assert.Single(service.Office.Receiver.Tried);
    }

    private static async Task<(string Id, string Secret)> CreateAsync(SecuredService service)
    {
        var (status, hook, headers) = await AsAdminAsync(service, "POST", Hooks, Body);
        Assert.Equal(201, status);
        var id = hook.GetProperty("id").GetString()!;
        Assert.Equal($"{Hooks}/{id}", headers.Location!.ToString());
        return (id, hook.GetProperty("secret").GetString()!);
    }

    private static Task UntilToldAsync(SecuredService service, int times) => service.Office.UntilAsync(async () =>
    {
        // So little that the hold lasts.
        service.Office.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.Delay(1);
        return service.Office.Receiver.Tried.Count == times;
    });

    private static async Task TellAsync(SecuredService service, string hook, string id)
    {
        await service.Office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All).Append(
            [new FeedEvent { Id = id, Type = "booking.confirmed", Subject = "x", At = service.Office.Time.GetUtcNow() }]);
        await service.Office.UntilAsync(async () =>
            (await AsAdminAsync(service, "GET", $"{Hooks}/{hook}/deliveries")).Body.GetProperty("items").EnumerateArray().Any(delivery => delivery.GetProperty("event_id").GetString() == id));
    }

    private static Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> AsAdminAsync(
        SecuredService service, string method, string path, string? body = null, params (string, string)[] headers) =>
        service.SendAsync(method, path, service.Token("adam", Roles.Admin), body, headers);
}
