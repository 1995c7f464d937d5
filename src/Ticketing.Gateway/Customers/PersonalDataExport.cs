using System.Buffers;
using System.Text.Json;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Customers;

/// <summary>Everything that is known of a customer, as one document.</summary>
public sealed class PersonalDataExport(IGrainFactory grains, BookingOffice office, WaitlistOffice waitlists, TransferOffice transfers, TimeProvider time)
{
    /// <summary>Bookings of one document; those beyond come with the next cursor.</summary>
    private const int MaxBookings = 1_000;
    private const int AtOnce = 100;

    /// <summary>Every owner of personal data. A new one is added here, and to the steps of the erasure.</summary>
    private Part[] Parts =>
    [
        new("profile", WriteProfileAsync),
        new("block", WriteBlockAsync),
        new("waitlist", WriteEntriesAsync),
        new("tickets", WriteTicketsAsync),
        new("bookings", WriteBookingsAsync),
    ];

    /// <param name="customer">Whose.</param>
    /// <param name="start">The first booking; all other parts are in every document.</param>
    public async Task<Answer> WriteAsync(string customer, long start)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, customer);
            json.WriteTime("exported_at"u8, time.GetUtcNow());
            long? next = null;
            foreach (var part in Parts)
            {
                json.WritePropertyName(part.Name);
                next = await part.WriteAsync(json, customer, start) ?? next;
            }

            json.WriteString("next_cursor"u8, next is { } position ? Listing.Encode(position) : null);
            json.WriteEndObject();
        }

        return new Answer(200, buffer.WrittenMemory);
    }

    private async Task<long?> WriteProfileAsync(Utf8JsonWriter json, string customer, long start)
    {
        var profile = await grains.GetGrain<ICustomerGrain>(customer).Get();
        json.WriteStartObject();
        CustomersApi.Write(json, profile);
        json.WriteEndObject();
        return null;
    }

    /// <summary>Null: the customer is not blocked.</summary>
    private async Task<long?> WriteBlockAsync(Utf8JsonWriter json, string customer, long start)
    {
        var list = await grains.GetGrain<IBlockListGrain>(IBlockListGrain.All).List();
        if (list.FirstOrDefault(known => known.Customer == customer) is not { } block)
        {
            json.WriteNullValue();
            return null;
        }

        json.WriteStartObject();
        json.WriteTime("since"u8, block.Since);
        json.WriteString("why"u8, block.Why);
        json.WriteEndObject();
        return null;
    }

    private async Task<long?> WriteEntriesAsync(Utf8JsonWriter json, string customer, long start)
    {
        var now = time.GetUtcNow();
        json.WriteStartArray();
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await waitlists.ListOfAsync(customer, static _ => true, from, AtOnce);
            foreach (var entry in items)
            {
                json.WriteStartObject();
                WaitlistJson.Write(json, entry, now);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>What the customer was passed, of others' bookings.</summary>
    private async Task<long?> WriteTicketsAsync(Utf8JsonWriter json, string customer, long start)
    {
        json.WriteStartArray();
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await transfers.ListAsync(customer, from, AtOnce);
            foreach (var (booking, place) in items)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, new TicketId(booking.BookingId, place).ToString());
                json.WriteString("event_id"u8, booking.BookingId.Hold.Event.Value);
                json.WriteTime("received_at"u8, booking.PassedOf(place)?.At);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>Every attempt to pay; none where payments are settled elsewhere.</summary>
    private async Task WritePaymentsAsync(Utf8JsonWriter json, BookingView booking)
    {
        var payment = booking.PaymentProvider == "external" ? null : await grains.GetGrain<IPaymentGrain>(booking.BookingId.GrainKey()).Get();
        json.WriteStartArray("payments"u8);
        foreach (var attempt in payment?.Attempts ?? [])
        {
            json.WriteStartObject();
            PaymentsApi.Write(json, attempt, booking.Currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task<long?> WriteBookingsAsync(Utf8JsonWriter json, string customer, long start)
    {
        var now = time.GetUtcNow();
        long? next = start;
        json.WriteStartArray();
        for (var written = 0; next is { } from && written < MaxBookings;)
        {
            (var items, next) = await office.ListAsync(customer, static _ => true, from, AtOnce);
            var histories = await Task.WhenAll(items.Select(booking => office.HistoryAsync(booking.BookingId)));
            foreach (var (booking, history) in items.Zip(histories))
            {
                json.WriteStartObject();
                BookingJson.Write(json, booking, now);
                json.WriteStartArray("history"u8);
                foreach (var step in history)
                {
                    json.WriteStartObject();
                    BookingJson.WriteStep(json, step);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                await WritePaymentsAsync(json, booking);
                json.WriteEndObject();
            }

            written += items.Count;
        }

        json.WriteEndArray();
        return next;
    }

    private readonly record struct Part(string Name, Func<Utf8JsonWriter, string, long, Task<long?>> WriteAsync);
}
