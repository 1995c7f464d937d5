using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Web.Events;
using Ticketing.Web.Holds;
using Ticketing.Web.Http;
using Ticketing.Web.Layout;

namespace Ticketing.Web.Bookings;

/// <summary>Other places for those of a booking: they are chosen, looked at with what they cost more or less, and then taken. The address says what is chosen.</summary>
public sealed class ExchangePages(
    IGrainFactory grains, OwnBookings own, IBookingService bookings, IEventCatalog catalog, ICodeService codes, PaymentProviders providers, IIdSource ids, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage("/my/{booking}/exchange", ShowAsync);
        pages.MapPage("/my/{booking}/exchange/plan", PlanAsync);
        pages.MapForm("/my/{booking}/exchange", ExchangeAsync);
        pages.MapForm("/my/{booking}/exchange/act", ActAsync);
    }

    private async Task<IResult> ShowAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } asked)
        {
            return await own.FindExchangedAsync(request) is { } exchanged ? Done(exchanged) : NotHere(request);
        }

        var (booking, last) = (asked.Booking, await LastAsync(asked.Booking));
        if (last is { IsOver: false })
        {
            return !IsAbout(request, last) ? PageRequest.GoTo(asked.Address(last)) : Progress(request, asked, last);
        }

        var isOver = last is { IsOver: true } && IsAbout(request, last);
        if (isOver && (await bookings.FindAsync(booking.BookingId))?.Places == last!.Exchange)
        {
            return Done(booking);
        }

        var fault = !isOver ? ExchangeFault.None : last!.State is IntentState.Failed or IntentState.Canceled ? ExchangeFault.Declined : ExchangeFault.Other;
        return await PreviewAsync(request, asked, fault, StatusCodes.Status200OK, isOver ? last : null);
    }

    /// <summary>What the chosen places would come to; where none are chosen, or not for good, all that can be chosen.</summary>
    private async Task<IResult> PreviewAsync(PageRequest request, Asked asked, ExchangeFault fault, int status, AttemptView? attempt = null)
    {
        if (bookings.WhyNotExchange(asked.Booking, asked.View) is { } never)
        {
            return Refuse(request, asked, never);
        }

        if (asked.Form.Count == 0 || request.Query("change") is not null)
        {
            return await ChooseAsync(request, asked, fault == ExchangeFault.None && request.Query("from") is not null && asked.Form.Count == 0 ? ExchangeFault.Count : fault, status);
        }

        var preview = await bookings.PreviewExchangeAsync(asked.Booking, asked.Wish, new ExchangeTerms());
        if (preview.Refusal is { } refusal)
        {
            return await RefuseAsync(request, asked, refusal);
        }

        if (preview.PaidMinor > 0 && providers.Active is { Name: PaymentProviders.Stripe })
        {
            StripeForm.Admit(request);
        }

        return request.Page<ExchangePreviewPage>(
            new()
            {
                [nameof(ExchangePreviewPage.Booking)] = asked.Booking,
                [nameof(ExchangePreviewPage.Event)] = asked.View,
                [nameof(ExchangePreviewPage.Form)] = asked.Form,
                [nameof(ExchangePreviewPage.Preview)] = preview,
                [nameof(ExchangePreviewPage.Change)] = $"{asked.Address()}&change=1",
                [nameof(ExchangePreviewPage.Provider)] = providers.Active,
                [nameof(ExchangePreviewPage.Key)] = ids.NextGuid().ToString("N"),
                [nameof(ExchangePreviewPage.Fault)] = fault,
                [nameof(ExchangePreviewPage.Attempt)] = attempt,
            },
            status);
    }

    private async Task<IResult> ChooseAsync(PageRequest request, Asked asked, ExchangeFault fault, int status, Refusal? refused = null)
    {
        var (booking, view) = (asked.Booking, asked.View);
        var counts = await grains.GetGrain<IEventGrain>(GrainKeys.Event(view.EventId.Key)).Counts();
        var code = await CodeAsync(booking);
        return request.Page<ExchangePage>(
            new()
            {
                [nameof(ExchangePage.Booking)] = booking,
                [nameof(ExchangePage.View)] = view,
                [nameof(ExchangePage.Form)] = asked.Form,
                [nameof(ExchangePage.Code)] = code,
                [nameof(ExchangePage.Counts)] = counts,
                [nameof(ExchangePage.TypesLeft)] = await catalog.LeftAsync(asked.Entry, asked.Booking.PricesNow),
                [nameof(ExchangePage.State)] = SaleStates.Of(view, counts, time.GetUtcNow(), code is { OpensSale: true }),
                [nameof(ExchangePage.Now)] = time.GetUtcNow(),
                [nameof(ExchangePage.Fault)] = fault,
                [nameof(ExchangePage.Refused)] = refused,
            },
            status);
    }

    /// <summary>What was chosen can't be had so: said above all that can be.</summary>
    private Task<IResult> RefuseAsync(PageRequest request, Asked asked, Refusal refusal) => refusal.Code switch
    {
        RefusalCode.InvalidField => ChooseAsync(request, asked, refusal.Field?.Contains("types", StringComparison.Ordinal) == true ? ExchangeFault.Types : ExchangeFault.Count, Problems.Of(refusal.Code).Status, refusal),
        RefusalCode.SeatTaken or RefusalCode.SeatNotFound or RefusalCode.SectionNotFound or RefusalCode.InsufficientSeats or RefusalCode.HoldExpired or RefusalCode.HoldReleased =>
            ChooseAsync(request, asked, ExchangeFault.Gone, Problems.Of(refusal.Code).Status, refusal),
        RefusalCode.TypeSoldOut or RefusalCode.NotOnSale when bookings.WhyNotExchange(asked.Booking, asked.View) is null => ChooseAsync(request, asked, ExchangeFault.Types, Problems.Of(refusal.Code).Status, refusal),
        RefusalCode.PaymentElsewhere => ChooseAsync(request, asked, ExchangeFault.Elsewhere, Problems.Of(refusal.Code).Status, refusal),
        RefusalCode.SellerNotReady => ChooseAsync(request, asked, ExchangeFault.Seller, Problems.Of(refusal.Code).Status, refusal),
        RefusalCode.Busy or RefusalCode.StaleVersion => ChooseAsync(request, asked, ExchangeFault.Other, Problems.Of(refusal.Code).Status, refusal),
        _ => Task.FromResult(Refuse(request, asked, refusal)),
    };

    private static IResult Refuse(PageRequest request, Asked asked, Refusal refusal) => request.Page<ExchangeEndPage>(
        new() { [nameof(ExchangeEndPage.Booking)] = asked.Booking, [nameof(ExchangeEndPage.Event)] = asked.View, [nameof(ExchangeEndPage.Refused)] = refusal.Code },
        Problems.Of(refusal.Code).Status);

    /// <summary>The payment of an exchange is under way.</summary>
    private IResult Progress(PageRequest request, Asked asked, AttemptView attempt)
    {
        var isToAct = attempt.State == IntentState.RequiresAction && request.Query("acted") is null;
        var takesCards = isToAct && attempt is { Provider: PaymentProviders.Stripe, ClientSecret: not null } && providers.Active is { Name: PaymentProviders.Stripe };
        if (takesCards)
        {
            StripeForm.Admit(request);
        }

        return request.Page<ExchangeProgressPage>(new()
        {
            [nameof(ExchangeProgressPage.Booking)] = asked.Booking,
            [nameof(ExchangeProgressPage.Event)] = asked.View,
            [nameof(ExchangeProgressPage.Attempt)] = attempt,
            [nameof(ExchangeProgressPage.IsToAct)] = isToAct,
            [nameof(ExchangeProgressPage.HasActed)] = !isToAct && attempt.State == IntentState.RequiresAction,
            [nameof(ExchangeProgressPage.TakesCards)] = takesCards,
            [nameof(ExchangeProgressPage.Provider)] = providers.Active,
            [nameof(ExchangeProgressPage.Here)] = asked.Address(attempt),
            [nameof(ExchangeProgressPage.Act)] = $"/my/{asked.Booking.BookingId}/exchange/act{asked.Said}",
        });
    }

    private async Task<IResult> ExchangeAsync(PageRequest request)
    {
        if (await FindAsync(request, sent: true) is not { } asked)
        {
            return NotHere(request);
        }

        if (asked.Form.Count == 0)
        {
            return await ChooseAsync(request, asked, ExchangeFault.Count, StatusCodes.Status422UnprocessableEntity);
        }

        var booking = asked.Booking;
        var answer = await bookings.ExchangeAsync(booking, asked.Wish with { Secrets = FormKey.Secrets(request, $"{booking.BookingId}|exchange{asked.Said}") }, new ExchangeTerms
        {
            Token = request.Field("means"),
            ExpectedVersion = Number(request.Field("version")) ?? booking.Version,
            PriceMinor = Number(request.Field("price")),
        });
        if (answer.Attempt is not { } attempt)
        {
            return answer.Refusal!.Code switch
            {
                RefusalCode.ExchangeUnderWay => PageRequest.GoTo($"/my/{booking.BookingId}/exchange"),
                RefusalCode.PaymentNeeded => await PreviewAsync(request, asked, ExchangeFault.Means, StatusCodes.Status422UnprocessableEntity),
                RefusalCode.StaleVersion => await PreviewAsync(request, asked, ExchangeFault.Stale, StatusCodes.Status409Conflict),
                _ => await RefuseAsync(request, asked, answer.Refusal),
            };
        }

        if (!attempt.IsOver)
        {
            await own.KeepWhenExchangedAsync(request, booking, attempt.Exchange!.Value);
        }
        else if (answer.Refusal is null)
        {
            await own.KeepAsync(request, booking, await bookings.FindAsync(booking.BookingId) ?? booking);
            return Done(booking);
        }

        return answer.Refusal is { Code: not RefusalCode.PaymentDeclined } refusal ? await RefuseAsync(request, asked, refusal) : PageRequest.GoTo(asked.Address(attempt));
    }

    /// <summary>A payer did what their bank asks, or does it here, where the test provider stands for the bank.</summary>
    private async Task<IResult> ActAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } asked)
        {
            return await own.FindExchangedAsync(request) is { } exchanged ? Done(exchanged) : NotHere(request);
        }

        if (await LastAsync(asked.Booking) is not { } attempt)
        {
            return PageRequest.GoTo(asked.Address());
        }

        if (attempt is { IsOver: false, State: IntentState.RequiresAction })
        {
            await grains.ActAsync(asked.Booking.BookingId, attempt, request);
        }

        return PageRequest.GoTo($"{asked.Address(attempt)}&acted=1");
    }

    /// <summary>What seats cost, for the map.</summary>
    private async Task<IResult> PlanAsync(PageRequest request) => await FindAsync(request) is { } asked
        ? EventPages.PlanOf(request, EventPages.Plan(request, asked.View, await CodeAsync(asked.Booking), time.GetUtcNow(), await catalog.LeftAsync(asked.Entry, asked.Booking.PricesNow), asked.Types, asked.Booking.SeatsNow))
        : request.NotFound();

    private async Task<Asked?> FindAsync(PageRequest request, bool sent = false) =>
        await own.FindAsync(request) is { Status: not BookingStatus.Pending } booking && await catalog.FindAsync(booking.BookingId.Hold.Event) is { } entry
            ? new Asked(booking, entry, HoldForm.Chosen(sent ? request.Field : request.Query, entry.View))
            : null;

    /// <summary>What the booking was made with, also where it has ended since.</summary>
    private async Task<CodeSpec?> CodeAsync(BookingView booking) =>
        booking.Prices?.Code is { } code ? (await codes.FindAsync(booking.BookingId.Hold.Event, code))?.Spec : null;

    private async Task<AttemptView?> LastAsync(BookingView booking) =>
        (await Payment(booking).Get())?.Attempts.LastOrDefault(static attempt => attempt.Exchange is not null);

    private IPaymentGrain Payment(BookingView booking) => grains.GetGrain<IPaymentGrain>(booking.BookingId.GrainKey());

    private static bool IsAbout(PageRequest request, AttemptView attempt) => Number(request.Query("attempt")) == attempt.Number;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult Done(BookingView booking) => PageRequest.GoTo($"/my/{booking.BookingId}?done=exchanged");

    private static IResult NotHere(PageRequest request) => request.Error(ErrorKind.NoBooking, StatusCodes.Status404NotFound);

    /// <summary>What somebody wants of their booking.</summary>
    /// <param name="Booking">Theirs.</param>
    /// <param name="Entry">Its event.</param>
    /// <param name="Form">The places that are chosen.</param>
    private sealed record Asked(BookingView Booking, CatalogEntry Entry, HoldForm Form)
    {
        public EventView View => Entry.View;

        /// <summary>The places, as they are held.</summary>
        public HoldRequest Wish => Form.ItemsIn(Form.Section) is [var only]
            ? new HoldRequest { Event = View.EventId, Quantity = only.Quantity, Section = only.Section, Seats = only.Seats, Types = only.Types }
            : new HoldRequest { Event = View.EventId, Items = Form.ItemsIn(Form.Section) };

        /// <summary>What each place of the booking is sold as.</summary>
        public IReadOnlyList<string> Types => ExchangePage.TypesOf(Booking);

        /// <summary>The choice, for an address.</summary>
        public string Said => Form.Count == 0 ? "" : QueryString.Create(Form.Fields.Select(static said => KeyValuePair.Create(said.Name, (string?)said.Value))).ToUriComponent();

        /// <summary>Where the choice is shown, or what becomes of an attempt to have it.</summary>
        public string Address(AttemptView? attempt = null) => $"/my/{Booking.BookingId}/exchange{Said}"
            + (attempt is null ? "" : FormattableString.Invariant($"{(Said.Length == 0 ? '?' : '&')}attempt={attempt.Number}"));
    }
}

/// <summary>Why an exchange was not done.</summary>
public enum ExchangeFault
{
    None,

    /// <summary>Not as many places as the booking has, or some of its own.</summary>
    Count,

    /// <summary>Not those ticket types.</summary>
    Types,

    /// <summary>The places are somebody else's by now.</summary>
    Gone,

    /// <summary>They cost something else, or the booking was changed.</summary>
    Stale,

    /// <summary>No means of payment.</summary>
    Means,

    Declined,

    /// <summary>The booking was paid elsewhere, and they cost more.</summary>
    Elsewhere,

    /// <summary>The organizer can't take payments now.</summary>
    Seller,

    Other,
}
