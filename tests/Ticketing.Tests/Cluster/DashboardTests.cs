using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Security;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Moving;

namespace Ticketing.Tests.Cluster;

/// <summary>The Orleans Dashboard of a real silo.</summary>
public sealed class DashboardTests
{
    private const string Key = "a key for tests of at least 32 bytes";

    [Fact]
    public async Task It_shows_the_silos_to_admins_and_loads_nothing_from_elsewhere()
    {
        using var redis = await RedisServer.StartAsync();
        using var silo = await SiloProcesses.StartAsync(redis, ("Auth__SigningKey", Key));
        Uri counters = new("/dashboard/DashboardCounters", UriKind.Relative);
        using var refused = await silo.Client.GetAsync(counters);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        silo.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken());
        using var answer = await silo.Client.GetAsync(counters);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("default-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        // Counted anew every few seconds.
        await Sale.UntilAsync(async () => (await silo.GetAsync(counters.ToString())).Body.GetProperty("totalActiveHostCount").GetInt32() == 1);
        var address = (await silo.GetAsync(counters.ToString())).Body.GetProperty("hosts")[0].GetProperty("siloAddress").GetString();
        Assert.Equal(200, (int)(await silo.GetAsync($"/dashboard/HistoricalStats/{address}")).Status);
        foreach (var page in (string[])["HistoricalStats", "SiloProperties", "SiloMetadata", "SiloStats", "SiloCounters"])
        {
            foreach (var nobody in (string[])["127.0.0.1:1@1", "none"])
            {
                using var unknown = await silo.Client.GetAsync(new Uri($"/dashboard/{page}/{nobody}", UriKind.Relative));
                Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (unknown.StatusCode, unknown.Content.Headers.ContentType!.MediaType));
            }
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task It_shows_calls_of_grains_only_where_they_are_profiled(string isProfiled)
    {
        using var redis = await RedisServer.StartAsync();
        using var silo = await SiloProcesses.StartAsync(redis, ("Auth__SigningKey", Key), ("Dashboard__Profiling", isProfiled));
        silo.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken());

        // Calls are profiled from the first look at the Dashboard on, and sent to it every few seconds.
        await Sale.UntilAsync(async () => (await silo.GetAsync("/dashboard/DashboardCounters")).Body.GetProperty("totalActiveHostCount").GetInt32() == 1);
        var isShown = false;
        for (var tries = 0; tries < 40 && !isShown; tries++)
        {
            await silo.GetAsync("/api/v1/events");
            await Task.Delay(TimeSpan.FromMilliseconds(250));
            isShown = (await silo.GetAsync("/dashboard/DashboardCounters")).Body.GetProperty("simpleGrainStats").EnumerateArray().Any(static grain => grain.GetProperty("totalCalls").GetInt64() > 0);
        }

        Assert.Equal(bool.Parse(isProfiled), isShown);
    }

    private static string AdminToken()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Auth:SigningKey", Key)]).Build();
        return new TokenIssuer(SecuritySettings.From(configuration, isDevelopment: true).Auth, TimeProvider.System, new RandomIdSource()).Issue("boss", Roles.Admin, lifetime: null);
    }
}
