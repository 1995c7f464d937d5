using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Receipts;

/// <summary>The receipts of a booking, for whoever it is of, and for staff.</summary>
public sealed class ReceiptsApi(BookingsApi bookings, IEventCatalog catalog, ITicketService tickets, ITicketDocuments documents, TicketLimits limits)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var booking = api.MapGroup("/api/v1/bookings/{id}/receipts").WithTags("Receipts");
        booking.MapGet("", ListAsync).WithName("listReceipts").WithSummary("What was taken and paid back for a booking").WithRules(BookingsApi.Reading);
        booking.MapGet("{number}.pdf", PdfAsync).WithName("getReceiptPdf").WithSummary("One receipt as a PDF, by its number")
            .WithRules(BookingsApi.Reading with { AnswerType = "application/pdf", Refusals = [.. BookingsApi.Reading.Refusals, RefusalCode.ReceiptNotFound] });
    }

    private async Task<Results<Ok<Page<ReceiptResponse>>, Problem>> ListAsync(Request request) => await bookings.OwnAsync(request) is { } booking
        ? TypedResults.Ok(Listing.Of(next: null, PrintedReceipt.AllOf(booking, view: null).Select(ReceiptResponse.Of)))
        : BookingsApi.NotFound;

    private async Task<Results<FileContentHttpResult, Problem>> PdfAsync(Request request)
    {
        if (await bookings.OwnAsync(request) is not { } booking)
        {
            return BookingsApi.NotFound;
        }

        var view = (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View;
        if (PrintedReceipt.Find(booking, view, request.Route("number")) is not { } printed)
        {
            return Problems.From(RefusalCode.ReceiptNotFound);
        }

        printed = printed with { Locale = await tickets.LocaleOfAsync(booking) };
        using var turn = await limits.DrawAsync();
        return turn.IsAcquired
            ? TypedResults.File(documents.Receipt(printed), "application/pdf", $"{printed.Number}.pdf")
            : Refusals.TooMany(afterSeconds: 1);
    }
}
