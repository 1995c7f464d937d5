using System.Text;
using Ticketing.Idempotency;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>One key, one act: however the path is written, and whoever began with the key and is gone.</summary>
public sealed class KeyedRequestTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("/API/v1/HOLDS")]
    [InlineData("/api/v1/holds/")]
    [InlineData("/Api/V1/Holds/")]
    public async Task The_same_request_in_another_spelling_is_the_same_request(string spelling)
    {
        var id = await Service.Office.FreeEventAsync(10);
        var body = $$"""{"event_id":"{{id}}","qty":2}""";
        var first = await Service.SendAsync("POST", "/api/v1/holds", Ann, body, ("Idempotency-Key", "order-1"));
        var again = await Service.SendAsync("POST", spelling, Ann, body, ("Idempotency-Key", "order-1"));
        Assert.Equal((201, 201, first.Body.GetRawText()), (first.Status, again.Status, again.Body.GetRawText()));
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal((8, 2, 0), await Service.Office.CountsAsync(id));
    }

    [Fact]
    public async Task An_id_in_capitals_is_the_same_id()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (_, pending, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{id}}","quantity":1}""");
        var booking = pending.GetProperty("id").GetString()!;
        const string body = """{"payment_token":"tok_action"}""";
        Assert.Equal(202, (await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/pay", Ann, body, ("Idempotency-Key", "pay-1"))).Status);
        var again = await Service.SendAsync("POST", $"/api/v1/bookings/{booking.ToUpperInvariant()}/pay/", Ann, body, ("Idempotency-Key", "pay-1"));
        Assert.Equal((202, 1), (again.Status, again.Body.GetProperty("number").GetInt32()));
        Assert.Single((await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/payment", Ann)).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_key_whose_runner_is_gone_is_another_requests_after_the_lease_and_one_that_runs_keeps_it()
    {
        var page = Service.Office.Grains.GetGrain<IIdempotencyGrain>("20270131-0001");
        Assert.Equal(KeyState.Fresh, (await page.Begin(7, 1, begin: true)).State);
        Service.Office.Time.Advance(IIdempotencyGrain.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(KeyState.Running, (await page.Begin(7, 1, begin: true)).State);
        await page.Renew(7, 1);
        Service.Office.Time.Advance(IIdempotencyGrain.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(KeyState.Running, (await page.Begin(7, 1, begin: true)).State);

        // Its silo died: nothing renews it.
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(KeyState.Fresh, (await page.Begin(7, 1, begin: true)).State);
        Assert.Equal(TimeSpan.FromSeconds(5), IIdempotencyGrain.Lease);
    }

    [Fact]
    public async Task Of_two_that_ran_under_one_key_the_first_answer_is_everybodys()
    {
        var page = Service.Office.Grains.GetGrain<IIdempotencyGrain>("20270131-0002");
        var (first, late) = (Stored(201, "first"), Stored(201, "late"));
        Assert.Equal("first", Encoding.UTF8.GetString((await page.Complete(7, 1, first)).Body));
        Assert.Equal("first", Encoding.UTF8.GetString((await page.Complete(7, 1, late)).Body));
        Assert.Equal("first", Encoding.UTF8.GetString((await page.Begin(7, 1, begin: true)).Answer!.Body));

        // A key that was taken for another request meanwhile is not this one's.
        Assert.Equal("late", Encoding.UTF8.GetString((await page.Complete(7, 2, late)).Body));
        Assert.Equal(KeyState.Mismatch, (await page.Begin(7, 2, begin: true)).State);
    }

    [Fact]
    public void A_key_in_use_says_when_to_come_back()
    {
        var answer = Http.Problems.From(RefusalCode.IdempotencyRunning);
        Assert.Equal((409, 1), (answer.Status, answer.RetryAfterSeconds));
    }

    private static StoredAnswer Stored(int status, string body) => new() { Status = status, ContentType = "text/plain", Body = Encoding.UTF8.GetBytes(body) };
}
