using Ticketing.Security;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Security;

/// <summary>How often one may write, from where a page may call, and what browsers are told.</summary>
public sealed class LimitTests
{
    private static readonly RateLimitOptions ThreeThenOne = new() { PerSecond = 1, Burst = 3 };

    [Fact]
    public void A_bucket_gives_its_burst_at_once_and_then_so_many_a_second()
    {
        var time = new ManualTimeProvider();
        var buckets = new Buckets(perSecond: 2, burst: 3, capacity: 100, time);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => buckets.Take("a").Allowed));
        Assert.Equal(new BucketState(true, 2, 1, 0), buckets.Take("b"));
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(new BucketState(false, 0, 2, 1), buckets.Take("a"));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(buckets.Take("a").Allowed);
        Assert.False(buckets.Take("a").Allowed);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => buckets.Take("a").Allowed));
    }

    [Fact]
    public void Many_names_do_not_fill_the_memory_and_the_busy_ones_stay_known()
    {
        var buckets = new Buckets(perSecond: 1, burst: 1, capacity: 1_000, new ManualTimeProvider());
        Assert.True(buckets.Take("busy").Allowed);
        for (var i = 0; i < 10_000; i++)
        {
            buckets.Take($"name-{i}");
            Assert.False(buckets.Take("busy").Allowed);
        }

        Assert.InRange(buckets.Count, 500, 1_001);
    }

    [Fact]
    public void At_once_from_many_threads_no_more_than_the_burst_is_given()
    {
        var buckets = new Buckets(perSecond: 1, burst: 50, capacity: 1_000, new ManualTimeProvider());
        var given = 0;
        Parallel.For(0, 400, _ =>
        {
            if (buckets.Take("a").Allowed)
            {
                Interlocked.Increment(ref given);
            }
        });
        Assert.Equal(50, given);
    }

    [Fact]
    public async Task Writing_too_often_is_refused_for_that_caller_alone_and_says_when_to_come_back()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options, ThreeThenOne);
        var ann = service.Token("ann", Roles.Customer);
        for (var left = 2; left >= 0; left--)
        {
            var (status, _, headers) = await service.SendAsync("POST", "/api/v1/holds", ann, "{}");
            Assert.Equal(422, status);
            Assert.Equal("\"writes\";q=3;w=3", headers.GetValues("RateLimit-Policy").Single());
            Assert.Equal($"\"writes\";r={left};t={3 - left}", headers.GetValues("RateLimit").Single());
        }

        var refused = await service.SendAsync("POST", "/api/v1/holds", ann, "{}");
        Assert.Equal((429, "rate_limited"), (refused.Status, refused.Body.GetProperty("code").GetString()));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);

        Assert.Equal(422, (await service.SendAsync("POST", "/api/v1/holds", service.Token("bob", Roles.Customer), "{}")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/v1/events", ann)).Status);
        service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(422, (await service.SendAsync("POST", "/api/v1/holds", ann, "{}")).Status);
    }

    [Fact]
    public async Task What_a_provider_signs_is_never_too_much()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options, ThreeThenOne);
        for (var i = 0; i < 10; i++)
        {
            var (status, body, _) = await service.SendAsync("POST", "/api/v1/payments/webhooks/test", null, "{}");
            Assert.Equal((400, "webhook_unsigned"), (status, body.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Trying_tokens_out_counts_for_the_address()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options, ThreeThenOne);
        var forged = Forge.Hs256(Forge.Claims(), secret: new string('x', 40));
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await service.SendAsync("POST", "/api/v1/holds", forged, "{}")).Status);
        }

        Assert.Equal([401, 401, 401, 429], statuses);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_address_is_the_one_that_the_proxy_heard_and_not_one_that_a_client_wrote()
    {
        await using var service = await SecuredService.StartAsync(
            Forge.Options with { Mode = AuthMode.Guest }, new RateLimitOptions { PerSecond = 1, Burst = 1, TrustedProxies = 1 });
        Assert.Equal(422, await PostAsync("198.51.100.1"));
        Assert.Equal(429, await PostAsync("198.51.100.1"));
        Assert.Equal(429, await PostAsync("203.0.113.9, 198.51.100.1"));
        Assert.Equal(422, await PostAsync("198.51.100.1, 198.51.100.2"));
        Assert.Equal(422, await PostAsync("2001:db8:0:1::1"));
        Assert.Equal(429, await PostAsync("2001:db8:0:1::2"));

        async Task<int> PostAsync(string from) => (await service.SendAsync("POST", "/api/v1/holds", null, "{}", ("X-Forwarded-For", from))).Status;
    }

    [Theory]
    [InlineData("198.51.100.7:50001", "198.51.100.8:50001")]
    [InlineData("\"198.51.100.7\"", "\"198.51.100.8\"")]
    [InlineData("\"198.51.100.7:4711\"", "198.51.100.8")]
    [InlineData("\"[2001:db8::1]:4711\"", "\"[2001:db8:0:1::1]:4711\"")]
    [InlineData("[2001:db8::1]:4711", "[2001:db8:0:1::1]")]
    [InlineData("::ffff:198.51.100.7", "::ffff:198.51.100.8")]
    public async Task However_a_proxy_writes_an_address_each_is_counted_by_itself(string one, string other)
    {
        await using var service = await SecuredService.StartAsync(
            Forge.Options with { Mode = AuthMode.Guest }, new RateLimitOptions { PerSecond = 1, Burst = 1, TrustedProxies = 1 });
        Assert.Equal(422, await PostAsync(one));
        Assert.Equal(429, await PostAsync(one));
        Assert.Equal(422, await PostAsync(other));
        Assert.Equal(429, await PostAsync("203.0.113.9, " + other));

        async Task<int> PostAsync(string from) => (await service.SendAsync("POST", "/api/v1/holds", null, "{}", ("X-Forwarded-For", from))).Status;
    }

    [Fact]
    public async Task Of_two_proxies_the_outer_ones_word_counts()
    {
        await using var service = await SecuredService.StartAsync(
            Forge.Options with { Mode = AuthMode.Guest }, new RateLimitOptions { PerSecond = 1, Burst = 1, TrustedProxies = 2 });
        Assert.Equal(422, await PostAsync("198.51.100.7:50001, 10.0.0.1:8080"));
        Assert.Equal(429, await PostAsync("203.0.113.9, 198.51.100.7, 10.0.0.2"));
        Assert.Equal(422, await PostAsync("198.51.100.7, 198.51.100.8, 10.0.0.1"));

        async Task<int> PostAsync(string from) => (await service.SendAsync("POST", "/api/v1/holds", null, "{}", ("X-Forwarded-For", from))).Status;
    }

    [Fact]
    public async Task Who_has_many_small_networks_of_IPv6_is_counted_by_the_large_one_too()
    {
        await using var service = await SecuredService.StartAsync(
            Forge.Options with { Mode = AuthMode.Guest }, new RateLimitOptions { PerSecond = 1, Burst = 2, TrustedProxies = 1 });
        var taken = 0;
        for (var network = 0; network < 40; network++)
        {
            taken += await PostAsync($"2001:db8:7:{network:x}::1") == 422 ? 1 : 0;
        }

        Assert.Equal(16, taken);
        Assert.Equal(422, await PostAsync("2001:db8:8::1"));

        async Task<int> PostAsync(string from) => (await service.SendAsync("POST", "/api/v1/holds", null, "{}", ("X-Forwarded-For", from))).Status;
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_call_and_one_of_another_may_not()
    {
        await using var service = await SecuredService.StartAsync(cors: new CorsOptions { Origins = ["https://tickets.example"] });
        var preflight = await service.SendAsync(
            "OPTIONS", "/api/v1/holds", null, null,
            ("Origin", "https://tickets.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,idempotency-key"));
        Assert.Equal(204, preflight.Status);
        Assert.Equal("https://tickets.example", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Authorization", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));

        var allowed = await service.SendAsync("GET", "/api/v1/events", null, null, ("Origin", "https://tickets.example"));
        Assert.Equal("https://tickets.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var other = await service.SendAsync("GET", "/api/v1/events", null, null, ("Origin", "https://tickets.example.attacker.example"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Without_origins_no_page_elsewhere_may_call()
    {
        await using var service = await SecuredService.StartAsync();
        var answer = await service.SendAsync("GET", "/api/v1/events", null, null, ("Origin", "https://tickets.example"));
        Assert.Equal(200, answer.Status);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/v1/events", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/nowhere", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/docs/index.html", "default-src 'self'")]
    public async Task Every_answer_tells_browsers_to_be_careful(string path, string policy)
    {
        await using var service = await SecuredService.StartAsync();
        var headers = (await service.SendAsync("GET", path)).Headers;
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        Assert.StartsWith(policy, headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_a_callers_own_is_not_cached()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        Assert.True((await service.SendAsync("POST", "/api/v1/holds", null, "{}")).Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", (await service.SendAsync("GET", "/api/v1/events")).Headers.CacheControl!.ToString());
    }
}
