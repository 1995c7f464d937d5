using System.Text.Json;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Moving;

/// <summary>What is sold before a move, and asked for after it.</summary>
internal static class Sale
{
    /// <summary>Ten places: two booked, two held.</summary>
    public static async Task<(string EventId, string BookingId, JsonElement Kept, JsonElement Lapsing)> SellAsync(ServiceProcess service)
    {
        var eventId = (await service.PostAsync("/api/v1/events", new { name = "Moving", total_seats = 10 })).Body.GetProperty("event_id").GetString()!;
        var (status, booking) = await BookAsync(service, await HoldAsync(service, eventId, 2));
        Assert.Equal(201, status);
        return (eventId, booking.GetProperty("booking_id").GetString()!, await HoldAsync(service, eventId, 1), await HoldAsync(service, eventId, 1));
    }

    public static async Task<JsonElement> HoldAsync(ServiceProcess service, string eventId, int quantity)
    {
        var (status, hold) = await service.PostAsync("/api/v1/holds", new { event_id = eventId, qty = quantity });
        Assert.Equal(201, status);
        return hold;
    }

    public static Task<(int Status, JsonElement Body)> BookAsync(ServiceProcess service, JsonElement hold) => service.PostAsync("/api/v1/book", new
    {
        hold_id = hold.GetProperty("hold_id").GetString(),
        payment_token = hold.GetProperty("payment_token").GetString(),
    });

    public static async Task<(int Available, int Held, int Booked)> CountsAsync(ServiceProcess service, string eventId)
    {
        var (_, status) = await service.GetAsync($"/api/v1/events/{eventId}/status");
        return (status.GetProperty("available").GetInt32(), status.GetProperty("held").GetInt32(), status.GetProperty("booked").GetInt32());
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }
}
