using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ticketing.Tests.Processes;

/// <summary>An orderly stop while customers buy.</summary>
public sealed class StopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-stop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Requests_under_way_are_answered_the_process_ends_well_and_everything_is_there_afterwards()
    {
        ConcurrentBag<string> held = [];
        string eventId;
        using (var service = await ServiceProcess.StartAsync(_folder))
        {
            eventId = (await service.PostAsync("/api/v1/events", new { name = "Stop", total_seats = 100_000 })).Body.GetProperty("event_id").GetString()!;
            var enough = new TaskCompletionSource();
            var customers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => HoldUntilGoneAsync(service, eventId, held, enough))).ToArray();
            await enough.Task;
            Assert.Equal(0, service.Terminate());
            await Task.WhenAll(customers);
        }

        using var again = await ServiceProcess.StartAsync(_folder);
        var status = (await again.GetAsync($"/api/v1/events/{eventId}/status")).Body;
        Assert.Equal(held.Count, status.GetProperty("held").GetInt32());
    }

    /// <summary>Every answer is a hold; when the listener is gone there is none.</summary>
    private static async Task HoldUntilGoneAsync(ServiceProcess service, string eventId, ConcurrentBag<string> held, TaskCompletionSource enough)
    {
        while (true)
        {
            HttpResponseMessage response;
            try
            {
                response = await service.Client.PostAsJsonAsync("/api/v1/holds", new { event_id = eventId, qty = 1 });
            }
            catch (HttpRequestException)
            {
                return;
            }

            using (response)
            {
                Assert.Equal(201, (int)response.StatusCode);
                held.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hold_id").GetString()!);
            }

            if (held.Count > 400)
            {
                enough.TrySetResult();
            }
        }
    }
}
