using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ticketing.Security;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Operations;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Payments;

/// <summary>What is measured of payments, and of what they and others confirm.</summary>
[Collection(ListeningTests.Name)]
public sealed class PaymentMeterTests : IDisposable
{
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly MeterListener _listener = new();
    private long _bookings;
    private long _holds;

    public PaymentMeterTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "ticketing.payment.calls" or "bookings" or "holds")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "bookings")
            {
                Interlocked.Add(ref _bookings, value);
            }
            else if (instrument.Name == "holds")
            {
                Interlocked.Add(ref _holds, value);
            }
            else
            {
                _calls.Enqueue($"{tags[0].Value} {tags[1].Value}");
            }
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Every_call_to_a_provider_counts_by_what_came_of_it_and_every_booking_that_is_confirmed_once()
    {
        await using var shop = await SecuredService.StartAsync();
        var ann = shop.Token("ann", Roles.Customer);
        var @event = await shop.Office.GeneralEventAsync(20);

        var paid = await BookAsync(shop, ann, @event.ToString());
        shop.Office.Payments.Fail("authorize", WriteFault.BeforeEffect);
        Assert.Equal(202, (await shop.SendAsync("POST", $"/api/v1/bookings/{paid}/pay", ann, """{"payment_token":"tok_success"}""")).Status);
        shop.Office.Time.Advance(TimeSpan.FromSeconds(2));
        await shop.Office.UntilAsync(() => Task.FromResult(_calls.Contains("capture ok")));
        Assert.Equal(["authorize unavailable", "authorize ok", "capture ok"], _calls);

        var seen = await BookAsync(shop, ann, @event.ToString());
        var admin = shop.Token("boss", Roles.Admin);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (await shop.SendAsync("PUT", $"/api/v1/admin/bookings/{seen}/confirm", admin, """{"reason":"seen at the bank"}""")).Status);
        }

        var held = await shop.SendAsync("POST", "/api/v1/holds", ann, $$"""{"event_id":"{{@event}}","qty":2}""");
        var sale = $$"""{"hold_id":"{{held.Body.GetProperty("hold_id").GetString()}}","payment_method":"cash","payment_reference":"R-1"}""";
        Assert.Equal(201, (await shop.SendAsync("POST", "/api/v1/book", admin, sale)).Status);
        Assert.Equal(200, (await shop.SendAsync("POST", "/api/v1/book", admin, sale)).Status);
        shop.Office.Time.Advance(TimeSpan.FromSeconds(1));
        await shop.Office.UntilAsync(() => Task.FromResult(Interlocked.Read(ref _bookings) >= 3));
        Assert.Equal((3, 3), (Interlocked.Read(ref _bookings), Interlocked.Read(ref _holds)));
    }

    private static async Task<string> BookAsync(SecuredService shop, string customer, string @event)
    {
        var booked = await shop.SendAsync("POST", "/api/v1/bookings", customer, $$"""{"event_id":"{{@event}}","quantity":2}""");
        Assert.Equal(201, booked.Status);
        return booked.Body.GetProperty("id").GetString()!;
    }
}
