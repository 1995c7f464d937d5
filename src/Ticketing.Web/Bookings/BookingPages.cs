using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Receipts;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Texts;
using Ticketing.Tickets;
using Ticketing.Web.Attendees;
using Ticketing.Web.Holds;
using Ticketing.Web.Http;
using Ticketing.Web.Layout;
using Ticketing.Web.Texts;

namespace Ticketing.Web.Bookings;

/// <summary>A booking, for whoever has its token: by a link, and from then on by a cookie of that page. And for whose it is, once they are signed in.</summary>
public sealed class BookingPages(
    IGrainFactory grains, OwnBookings own, ISignInService accounts, IBookingService bookings, ITicketService tickets, ITicketDocuments documents, TicketLimits limits, IEventCatalog catalog, TimeProvider time)
{
    /// <summary>What was done, for the page that is shown after it.</summary>
    private static readonly string[] Deeds = ["mailed", "passed", "cancelled", "named", "returned", "exchanged"];

    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage("/my/{booking}", ShowAsync);
        pages.MapPage("/my/{booking}/tickets.pdf", PdfAsync);
        pages.MapPage("/my/{booking}/tickets/{number}.png", CodeAsync);
        pages.MapPage("/my/{booking}/calendar.ics", CalendarAsync);
        pages.MapPage("/my/{booking}/receipts/{number}.pdf", ReceiptAsync);
        pages.MapForm("/my/{booking}/mail", MailAsync);
        pages.MapPage("/my/{booking}/tickets/{number}/pass", AskPassAsync);
        pages.MapForm("/my/{booking}/tickets/{number}/pass", PassAsync);
        pages.MapPage("/my/{booking}/attendees", AskAttendeesAsync);
        pages.MapForm("/my/{booking}/attendees", SetAttendeesAsync);
        pages.MapPage("/my/{booking}/give-back", AskGiveBackAsync);
        pages.MapForm("/my/{booking}/give-back", GiveBackAsync);
        pages.MapPage("/my/{booking}/cancel", AskCancelAsync);
        pages.MapForm("/my/{booking}/cancel", CancelAsync);
    }

    private async Task<IResult> ShowAsync(PageRequest request)
    {
        if (request.Query(BookingLink.Parameter) is { } token)
        {
            // The address is in the browser's history from now on without its secret.
            if (await own.FindAsync(request, token) is not { } shown)
            {
                return NotHere(request);
            }

            // The hold's own token lasts, so a browser that has it keeps it.
            if (!PaymentToken.IsOf(shown.SecretHash, HolderCookie.Shown(request.Http)))
            {
                HolderCookie.Give(request.Http, shown.BookingId.Hold, token);
            }

            return PageRequest.GoTo($"/my/{shown.BookingId}");
        }

        return await own.FindAsync(request) is { } booking ? await ShowAsync(request, booking) : NotHere(request);
    }

    private async Task<IResult> ShowAsync(PageRequest request, BookingView booking, RefusalCode? refused = null, int status = StatusCodes.Status200OK)
    {
        if (booking.Status == BookingStatus.Pending)
        {
            if (HolderCookie.Shown(request.Http) is null)
            {
                // Known by their session: there they go on by the booking's link.
                HolderCookie.Give(request.Http, booking.BookingId.Hold, BookingLink.TokenOf(await own.SecretAsync(), booking));
            }

            return PageRequest.GoTo($"/checkout/{booking.BookingId.Hold}");
        }

        var view = (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View;
        var answer = booking.TicketStatus is null ? default : (await tickets.IssueAsync(booking, [.. booking.Tickets])).Tickets;
        ImmutableArray<TicketView> issued = answer.IsDefault ? [] : answer;
        var done = request.Query("done") is { } deed && Deeds.Contains(deed) ? deed : null;
        var validFrom = issued is [{ Claims.ValidFrom: var from }, ..] && from > time.GetUtcNow() ? from : (DateTimeOffset?)null;
        return request.Page<BookingPage>(
            new()
            {
                [nameof(BookingPage.ValidFrom)] = validFrom,
                [nameof(BookingPage.Booking)] = booking,
                [nameof(BookingPage.Event)] = view,
                [nameof(BookingPage.Tickets)] = issued,
                [nameof(BookingPage.Terms)] = view is null ? null : CancelTerms.Of(booking, view, time.GetUtcNow()),
                [nameof(BookingPage.MayPass)] = MayPass(booking),
                [nameof(BookingPage.MayReturn)] = booking.TicketCount > 1 && !Returnable(booking).IsEmpty,
                [nameof(BookingPage.MayExchange)] = view is not null && bookings.WhyNotExchange(booking, view) is null,
                [nameof(BookingPage.Done)] = done,
                [nameof(BookingPage.ExchangedAt)] = done == "exchanged" ? (await grains.GetGrain<IBookingGrain>(booking.BookingId.GrainKey()).History()).LastOrDefault(static step => step.Exchanged is not null)?.At : null,
                [nameof(BookingPage.Refused)] = refused,
                [nameof(BookingPage.MayName)] = view?.Attendees is not null && !(time.GetUtcNow() >= view.AttendeesUntil),
                [nameof(BookingPage.Link)] = BookingLink.PathOf(await own.SecretAsync(), booking),
            },
            status);
    }

    private async Task<IResult> PdfAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking || await IssuedAsync(booking, Usable(booking)) is not [var first, ..] issued)
        {
            return NotHere(request);
        }

        using var turn = await limits.DrawAsync();
        return turn.IsAcquired
            ? Results.File(documents.Pdf(issued), "application/pdf", $"tickets-{first.Reference}.pdf")
            : request.Error(ErrorKind.TooMany, StatusCodes.Status429TooManyRequests);
    }

    private async Task<IResult> CodeAsync(PageRequest request) =>
        await own.FindAsync(request) is { } booking && NumberOf(request, booking) is { } number && await IssuedAsync(booking, [number]) is [var ticket]
            ? Results.File(documents.Png(ticket), "image/png")
            : NotHere(request);

    private async Task<IResult> CalendarAsync(PageRequest request) =>
        await own.FindAsync(request) is { } booking && await IssuedAsync(booking, Usable(booking)) is [var first, ..] issued && documents.Calendar(issued, time.GetUtcNow()) is { } entry
            ? Results.File(entry, ITicketDocuments.CalendarType, $"event-{first.Reference}.ics")
            : NotHere(request);

    private async Task<IResult> ReceiptAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking)
        {
            return NotHere(request);
        }

        var view = (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View;
        if (PrintedReceipt.Find(booking, view, request.Route("number")) is not { } printed)
        {
            return NotHere(request);
        }

        printed = printed with { Locale = await tickets.LocaleOfAsync(booking) };
        using var turn = await limits.DrawAsync();
        return turn.IsAcquired
            ? Results.File(documents.Receipt(printed), "application/pdf", $"{printed.Number}.pdf")
            : request.Error(ErrorKind.TooMany, StatusCodes.Status429TooManyRequests);
    }

    private async Task<IResult> MailAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking)
        {
            return NotHere(request);
        }

        if (limits.WaitToMail(booking, booking.Customer) is not null)
        {
            return await ShowAsync(request, booking, RefusalCode.MailUnavailable, StatusCodes.Status429TooManyRequests);
        }

        var (_, refusal) = await tickets.MailAsync(booking, [.. booking.Tickets], booking.Customer);
        return refusal is null
            ? PageRequest.GoTo($"/my/{booking.BookingId}?done=mailed")
            : await ShowAsync(request, booking, refusal.Code, Problems.Of(refusal.Code).Status);
    }

    /// <summary>To an e-mail address, where its owner can sign in; else between customers who have accounts elsewhere.</summary>
    private bool MayPass(BookingView booking) => accounts.IsOn || !TicketHolder.IsNobodys(booking.Customer);

    private async Task<IResult> AskPassAsync(PageRequest request) =>
        await own.FindAsync(request) is { } booking && MayPass(booking) && NumberOf(request, booking) is { } number ? AskPass(request, booking, number) : NotHere(request);

    private IResult AskPass(PageRequest request, BookingView booking, int number, Refusal? refused = null) => request.Page<PassPage>(
        new() { [nameof(PassPage.Booking)] = booking, [nameof(PassPage.Number)] = number, [nameof(PassPage.ToMail)] = accounts.IsOn, [nameof(PassPage.Refused)] = refused },
        refused is null ? StatusCodes.Status200OK : Problems.Of(refused.Code).Status);

    private async Task<IResult> PassAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking || !MayPass(booking) || NumberOf(request, booking) is not { } number)
        {
            return NotHere(request);
        }

        if (await ReceiverAsync(request) is not { } to)
        {
            return AskPass(request, booking, number, Refusal.Invalid([new FieldError("to", "to")]));
        }

        var answer = await tickets.TransferAsync(booking, new TransferTicket
        {
            Place = number,
            Revision = booking.RevisionOf(number),
            To = to,
            By = Ownership.ActorOf(Caller.Guest, booking.Customer),
        });
        if (answer.Refusal is { } refusal)
        {
            return AskPass(request, booking, number, refusal);
        }

        await own.KeepAsync(request, booking, answer.Booking!);
        return PageRequest.GoTo($"/my/{booking.BookingId}?done=passed");
    }

    /// <summary>Who is to have the ticket: the account of an e-mail address, or the customer of that id. Null: neither.</summary>
    private async Task<string?> ReceiverAsync(PageRequest request)
    {
        if (request.Field("to") is not { } to || !accounts.IsOn || !to.Contains('@', StringComparison.Ordinal))
        {
            return request.Field("to") is { Length: <= LongestName } id ? id : null;
        }

        return Mailbox.IsReachable(to) ? await accounts.ReachAsync(to, request.Texts.Language.Tag()) : null;
    }

    private async Task<IResult> AskAttendeesAsync(PageRequest request) =>
        await own.FindAsync(request) is not { } booking ? NotHere(request)
        : await AskingAsync(booking) is { } view && booking.Status == BookingStatus.Confirmed && !(time.GetUtcNow() >= view.AttendeesUntil)
            ? AskAttendees(request, booking, view)
            : PageRequest.GoTo($"/my/{booking.BookingId}");

    private static IResult AskAttendees(PageRequest request, BookingView booking, EventView view, Refusal? refused = null) => request.Page<AttendeesPage>(
        new() { [nameof(AttendeesPage.Booking)] = booking, [nameof(AttendeesPage.Event)] = view, [nameof(AttendeesPage.Refused)] = refused },
        refused is null ? StatusCodes.Status200OK : Problems.Of(refused.Code).Status);

    private async Task<IResult> SetAttendeesAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking || await AskingAsync(booking) is not { } view)
        {
            return NotHere(request);
        }

        var answer = await bookings.SetAttendeesAsync(booking, new SetAttendees
        {
            Attendees = AttendeeFields.Read(request, view.Attendees, booking.Quantity, [.. Enumerable.Range(1, booking.Quantity).Except(Usable(booking))]),
            By = Ownership.ActorOf(Caller.Guest, booking.Customer),
            ExpectedVersion = long.TryParse(request.Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : booking.Version,
        });
        return answer.Refusal is { } refusal ? AskAttendees(request, booking, view, refusal) : PageRequest.GoTo($"/my/{booking.BookingId}?done=named");
    }

    /// <summary>The booking's event, where it asks who comes.</summary>
    private async Task<EventView?> AskingAsync(BookingView booking) => (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View is { Attendees: not null } view ? view : null;

    private async Task<IResult> AskCancelAsync(PageRequest request) => await own.FindAsync(request) is not { } booking
        ? NotHere(request)
        : (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View is { } view && CancelTerms.Of(booking, view, time.GetUtcNow()) is { Refused: null }
            ? request.Page<CancelPage>(new() { [nameof(CancelPage.Booking)] = booking, [nameof(CancelPage.Event)] = view, [nameof(CancelPage.Refund)] = await RefundAsync(booking) })
            : PageRequest.GoTo($"/my/{booking.BookingId}");

    /// <summary>What a cancellation pays back, in minor units.</summary>
    private async Task<long> RefundAsync(BookingView booking) => booking.Status != BookingStatus.Confirmed ? 0
        : (await WithoutAsync(booking, [.. booking.Tickets])).Booking is { } would ? would.RefundedMinor - booking.RefundedMinor : 0;

    /// <summary>The booking as it would be without some of its tickets.</summary>
    private Task<BookingAnswer> WithoutAsync(BookingView booking, ImmutableArray<int> places) => bookings.GiveBackAsync(
        booking, new GiveBackTickets { Places = places, By = Ownership.ActorOf(Caller.Guest, booking.Customer), IsDryRun = true }, isStaff: false);

    /// <summary>Which tickets; and once they are chosen, what that pays back.</summary>
    private async Task<IResult> AskGiveBackAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking)
        {
            return NotHere(request);
        }

        var places = Numbers(request.Http.Request.Query["ticket"]);
        var would = places.IsEmpty ? null : await WithoutAsync(booking, places);
        return (places.IsEmpty || would is { Booking: not null }) && (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View is { } view
            ? await AskGiveBackAsync(request, booking, view, places, would?.Booking, places.IsEmpty && request.Query("asked") is not null ? RefusalCode.InvalidField : null)
            : PageRequest.GoTo($"/my/{booking.BookingId}");
    }

    private async Task<IResult> AskGiveBackAsync(PageRequest request, BookingView booking, EventView view, ImmutableArray<int> places, BookingView? would, RefusalCode? refused = null)
    {
        var open = await IssuedAsync(booking, Returnable(booking));
        return CancelTerms.Of(booking, view, time.GetUtcNow()) is { Refused: null or RefusalCode.AlreadyAttended or RefusalCode.TicketsPassedOn } && open.Length > 0
            ? request.Page<GiveBackPage>(
                new()
                {
                    [nameof(GiveBackPage.Booking)] = booking,
                    [nameof(GiveBackPage.Event)] = view,
                    [nameof(GiveBackPage.Tickets)] = open,
                    [nameof(GiveBackPage.Chosen)] = places,
                    [nameof(GiveBackPage.Would)] = would,
                    [nameof(GiveBackPage.Refused)] = refused,
                },
                refused is { } code ? Problems.Of(code).Status : StatusCodes.Status200OK)
            : PageRequest.GoTo($"/my/{booking.BookingId}");
    }

    private async Task<IResult> GiveBackAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking || (await catalog.FindAsync(booking.BookingId.Hold.Event))?.View is not { } view)
        {
            return NotHere(request);
        }

        var places = Numbers(request.Fields("ticket"));
        if (places.IsEmpty)
        {
            return await AskGiveBackAsync(request, booking, view, places, would: null, RefusalCode.InvalidField);
        }

        var answer = await bookings.GiveBackAsync(
            booking,
            new GiveBackTickets
            {
                Places = places,
                By = Ownership.ActorOf(Caller.Guest, booking.Customer),
                ExpectedVersion = long.TryParse(request.Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : booking.Version,
            },
            isStaff: false);
        return answer switch
        {
            { Refusal: { Code: RefusalCode.AlreadyAttended or RefusalCode.TicketsPassedOn or RefusalCode.StaleVersion or RefusalCode.TicketGivenBack or RefusalCode.TicketNotFound } chosen } =>
                await AskGiveBackAsync(request, booking, view, [], would: null, chosen.Code),
            { Refusal: { } refusal } => await ShowAsync(request, booking, refusal.Code, Problems.Of(refusal.Code).Status),
            _ => PageRequest.GoTo($"/my/{booking.BookingId}?done={(answer.Booking?.Status == BookingStatus.Cancelled ? "cancelled" : "returned")}"),
        };
    }

    /// <summary>Tickets that who booked may give back one by one.</summary>
    private static ImmutableArray<int> Returnable(BookingView booking) => [.. Usable(booking).Where(place => !booking.HasCome(place))];

    private static ImmutableArray<int> Numbers(IEnumerable<string?> values) =>
        [.. values.Select(static value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Distinct().Order().Take(LongestOrder)];

    /// <summary>More tickets than an order has.</summary>
    private const int LongestOrder = 1_000;

    private async Task<IResult> CancelAsync(PageRequest request)
    {
        if (await own.FindAsync(request) is not { } booking)
        {
            return NotHere(request);
        }

        if (booking.Status is BookingStatus.Cancelled or BookingStatus.Refunded)
        {
            // Sent twice.
            return PageRequest.GoTo($"/my/{booking.BookingId}");
        }

        var answer = await bookings.CancelAsync(booking, new CancelBooking { By = Ownership.ActorOf(Caller.Guest, booking.Customer) }, isStaff: false);
        return answer.Refusal is { } refusal
            ? await ShowAsync(request, booking, refusal.Code, Problems.Of(refusal.Code).Status)
            : PageRequest.GoTo($"/my/{booking.BookingId}?done=cancelled");
    }

    /// <summary>As the API takes ids of customers.</summary>
    private const int LongestName = 64;

    private static IResult NotHere(PageRequest request) => request.Error(ErrorKind.NoBooking, StatusCodes.Status404NotFound);

    private async Task<ImmutableArray<TicketView>> IssuedAsync(BookingView booking, ImmutableArray<int> places)
    {
        var answer = places.IsEmpty ? TicketsAnswer.Refused(RefusalCode.NoTickets) : await tickets.IssueAsync(booking, places);
        return answer.Refusal is null ? answer.Tickets : [];
    }

    /// <summary>The places of tickets that are still with who booked.</summary>
    private static ImmutableArray<int> Usable(BookingView booking) =>
        [.. booking.Tickets.Where(place => booking.PassedOf(place)?.Holder is null)];

    private static int? NumberOf(PageRequest request, BookingView booking) =>
        int.TryParse(request.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Usable(booking).Contains(number) ? number : null;
}
