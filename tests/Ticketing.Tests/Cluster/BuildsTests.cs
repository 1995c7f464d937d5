using System.Net;
using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Moving;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Cluster;

/// <summary>Silos of this build and of the next one beside each other, as while an upgrade rolls out.</summary>
public sealed class BuildsTests
{
    [Fact]
    public async Task A_method_that_an_old_silo_lacks_is_an_outage_while_that_silo_lasts()
    {
        using var next = await NextBuild.MakeAsync();
        using var redis = await RedisServer.StartAsync();
        using var old = await SiloProcesses.StartAsync(redis);
        var (_, earlier, _, _) = await Sale.SellAsync(old);
        Assert.Equal(200, await StatusAsync(old, earlier));
        using var young = await SiloProcesses.StartAsync(redis, next);
        await using (var client = await ClusterClient.ConnectAsync(redis))
        {
            // The next silo has the method that the old one calls, and the old one takes its answer, with the member more.
            var ofOld = await WhereAsync(client, earlier);
            Assert.NotNull(ofOld);
            string later;
            var tries = 0;
            do
            {
                Assert.True(tries++ < 50, "No booking was opened on the young silo.");

                // Wherever it is then: if on the old silo, the young one can't ask for it.
                later = (await Sale.SellAsync(young)).BookingId;
                await StatusAsync(young, later);
            }
            while (await WhereAsync(client, later) is not { } place || place.Equals(ofOld));

            Assert.Equal(200, await StatusAsync(old, later));
        }

        using (var refused = await young.Client.GetAsync(Booking(earlier)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            var problem = await JsonDocument.ParseAsync(await refused.Content.ReadAsStreamAsync());
            Assert.Equal("outcome_unknown", problem.RootElement.GetProperty("code").GetString());
        }

        Assert.Equal(0, old.Terminate());
        Assert.Equal(200, await StatusAsync(young, earlier));
    }

    private static Uri Booking(string id) => new($"/api/v1/bookings/{id}", UriKind.Relative);

    private static async Task<int> StatusAsync(ServiceProcess silo, string id) => (await silo.GetAsync(Booking(id).ToString())).Status;

    private static Task<Orleans.Runtime.SiloAddress?> WhereAsync(ClusterClient client, string id) =>
        client.WhereIsAsync(client.Grains.GetGrain<IBookingGrain>(new BookingId(Guid.Parse(id)).GrainKey()));
}
