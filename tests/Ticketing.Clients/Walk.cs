// Sells a seated event with a client that is generated from the OpenAPI document. No member that it reads or sends is untyped.
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Ticketing.Client;
using Ticketing.Client.Models;

using HttpClientRequestAdapter adapter = new(new AnonymousAuthenticationProvider()) { BaseUrl = args[0] };
TicketingClient client = new(adapter);
var created = await client.Api.V1.Events.PostAsync(new CreateEventRequest
{
    Name = "Play",
    Currency = "EUR",
    StartsAt = DateTimeOffset.Parse("2099-01-31T19:30:00Z"),
    Policy = new PolicyRequest { MaxQuantity = 6 },
    Sections = [new SectionRequest { Id = "stalls", Name = "Stalls", Kind = SectionKind.Seated, Price = "25.00", Rows = [new RowRequest { Label = "A", Seats = 4 }] }],
});
var hold = await client.Api.V1.Holds.PostAsync(
    new PlaceHoldRequest { EventId = created!.EventId, Seats = ["stalls-A-3", "stalls-A-4"] },
    request => request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString()));
var started = await client.Api.V1.Bookings.PostAsync(
    new StartBookingRequest { HoldId = hold!.HoldId, PaymentToken = hold.PaymentToken, Email = "ann@example.org" });
var mine = client.Api.V1.Bookings[started!.BookingId!.Value.ToString()];
var attempt = await mine.Pay.PostAsync(new PayBookingRequest { PaymentToken = "tok_success" }, request => request.Headers.Add("X-Payment-Token", hold.PaymentToken!));
var paid = await mine.GetAsync(request => request.Headers.Add("X-Payment-Token", hold.PaymentToken!));
var tickets = await mine.Tickets.GetAsync(request => request.Headers.Add("X-Payment-Token", hold.PaymentToken!));
List<string> codes = [.. tickets!.Items!.Select(ticket => ticket.Code!)];
Console.WriteLine($$"""{"over":{{attempt!.IsOver!.Value.ToString().ToLowerInvariant()}},"status":"{{paid!.Status!.ToString()!.ToLowerInvariant()}}","amount":"{{paid.TotalAmount}}","seats":["{{string.Join("\",\"", paid.Seats!)}}"],"tickets":{{codes.Count}}}""");
