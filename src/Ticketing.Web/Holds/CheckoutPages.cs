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
using Ticketing.Payments;
using Ticketing.Security;
using Ticketing.Texts;
using Ticketing.Web.Attendees;
using Ticketing.Web.Http;
using Ticketing.Web.Layout;

namespace Ticketing.Web.Holds;

/// <summary>From a hold to a booking: who the tickets are for, and the payment.</summary>
public sealed class CheckoutPages(IGrainFactory grains, IBookingService bookings, IEventCatalog catalog, IPaymentAccountService accounts, PaymentProviders providers, IIdSource ids, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage("/checkout/{hold}", ShowAsync);
        pages.MapForm("/checkout/{hold}/pay", PayAsync);
        pages.MapForm("/checkout/{hold}/act", ActAsync);
        pages.MapForm("/checkout/{hold}/release", ReleaseAsync);
    }

    private async Task<IResult> ShowAsync(PageRequest request) => await FindAsync(request) is not { } checkout
        ? request.Error(ErrorKind.NoHold, StatusCodes.Status404NotFound)
        : checkout.Step(time.GetUtcNow()) switch
        {
            CheckoutStep.Booked => PageRequest.GoTo($"/my/{checkout.BookingId}"),
            CheckoutStep.Action when request.Query("acted") is not null => Show(request, checkout, CheckoutStep.Processing),
            CheckoutStep.Action when request.Query("other") is not null => Show(request, checkout, CheckoutStep.Pay),
            var step => Show(request, checkout, step, checkout is { CanBePaid: false, AmountMinor: > 0 } && step == CheckoutStep.Pay ? CheckoutFault.Seller : CheckoutFault.None),
        };

    private IResult Show(PageRequest request, Checkout checkout, CheckoutStep step, CheckoutFault fault = CheckoutFault.None, int status = StatusCodes.Status200OK, Refusal? wrong = null)
    {
        var takesCards = step switch
        {
            CheckoutStep.Pay => checkout is { AmountMinor: > 0, CanBePaid: true } && providers.Active is { Name: PaymentProviders.Stripe },
            CheckoutStep.Action => checkout.Attempt is { Provider: PaymentProviders.Stripe, ClientSecret: not null } && providers.Active is { Name: PaymentProviders.Stripe },
            _ => false,
        };
        if (takesCards)
        {
            StripeForm.Admit(request);
        }

        return request.Page<CheckoutPage>(
            new()
            {
                [nameof(CheckoutPage.Checkout)] = checkout,
                [nameof(CheckoutPage.Step)] = step,
                [nameof(CheckoutPage.Now)] = time.GetUtcNow(),
                [nameof(CheckoutPage.Provider)] = providers.Active,
                [nameof(CheckoutPage.TakesCards)] = takesCards,
                [nameof(CheckoutPage.HasActed)] = step == CheckoutStep.Processing && request.Query("acted") is not null,
                [nameof(CheckoutPage.Key)] = ids.NextGuid().ToString("N"),
                [nameof(CheckoutPage.Fault)] = fault,
                [nameof(CheckoutPage.Wrong)] = wrong is null ? [] : wrong.Errors,
            },
            status);
    }

    private async Task<IResult> PayAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } checkout)
        {
            return request.Error(ErrorKind.NoHold, StatusCodes.Status404NotFound);
        }

        // Who is to confirm at their bank may take another card instead.
        if (checkout.Step(time.GetUtcNow()) is not (CheckoutStep.Pay or CheckoutStep.Action))
        {
            // Sent twice, or too late: what has become of it is told there.
            return PageRequest.GoTo($"/checkout/{checkout.HoldId}");
        }

        // What is an account's goes to the account's address, and is open already.
        var email = checkout.IsEmailFixed ? checkout.Email : request.Field("email");
        if (!checkout.IsAccounts && (email is null || !Mailbox.IsReachable(email)))
        {
            return Show(request, checkout, CheckoutStep.Pay, CheckoutFault.Email, StatusCodes.Status422UnprocessableEntity);
        }

        var means = request.Field("means");
        if (checkout is { AmountMinor: > 0, IsPaidHere: true } && means is null)
        {
            return Show(request, checkout, CheckoutStep.Pay, CheckoutFault.Means, StatusCodes.Status422UnprocessableEntity);
        }

        var started = checkout is { IsAccounts: true, AmountMinor: > 0, Booking: { } open } ? new BookingAnswer(open) : await bookings.StartAsync(
            checkout.HoldId,
            customer: checkout.IsAccounts ? checkout.Booking!.Customer : null,
            paymentMethod: null,
            checkout.Token,
            email,
            request.Texts.Language.Tag(),
            given: checkout.Booking is null ? new GivenAttendees(AttendeeFields.Read(request, checkout.Event?.Attendees, checkout.Quantity), IsStaff: false) : null,
            seen: checkout.Hold);
        if (started.Refusal is { Code: RefusalCode.InvalidField } wrong)
        {
            return Show(request, checkout, CheckoutStep.Pay, CheckoutFault.Attendees, StatusCodes.Status422UnprocessableEntity, wrong);
        }

        if (started.Booking is { Status: BookingStatus.Pending } booking && checkout.IsPaidHere)
        {
            var answer = await Payment(booking.BookingId).Pay(new PayBooking
            {
                Token = means!,
                Request = FormKey.Secrets(request, $"{booking.BookingId}")?.Nonce,
                By = Ownership.ActorOf(Caller.Guest, booking.Customer),
            });
            if (answer.Refusal is { Code: RefusalCode.PaymentAttempts or RefusalCode.SellerNotReady } refusal)
            {
                return Show(
                    request, checkout, CheckoutStep.Pay, refusal.Code == RefusalCode.SellerNotReady ? CheckoutFault.Seller : CheckoutFault.Attempts, StatusCodes.Status409Conflict);
            }
        }

        return PageRequest.GoTo(started.Booking is { Status: BookingStatus.Confirmed } done ? $"/my/{done.BookingId}" : $"/checkout/{checkout.HoldId}");
    }

    /// <summary>A payer did what their bank asks, or does it here, where the test provider stands for the bank. The provider says what came of it.</summary>
    private async Task<IResult> ActAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } checkout)
        {
            return request.Error(ErrorKind.NoHold, StatusCodes.Status404NotFound);
        }

        if (checkout.Step(time.GetUtcNow()) == CheckoutStep.Action && checkout.Attempt is { } attempt)
        {
            await grains.ActAsync(checkout.BookingId, attempt, request);
        }

        return PageRequest.GoTo($"/checkout/{checkout.HoldId}?acted=1");
    }

    private async Task<IResult> ReleaseAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } checkout)
        {
            return request.Error(ErrorKind.NoHold, StatusCodes.Status404NotFound);
        }

        if (checkout.Booking is { Status: BookingStatus.Pending } booking)
        {
            await bookings.CancelAsync(booking, new CancelBooking { By = Ownership.ActorOf(Caller.Guest, booking.Customer) }, isStaff: false);
        }
        else if (checkout.Booking is null)
        {
            await grains.HomeOf(checkout.HoldId).Release(ReleaseHold.ByHolder(checkout.HoldId, checkout.Token));
        }

        return PageRequest.GoTo($"/e/{checkout.HoldId.Event}");
    }

    /// <summary>The hold, if the browser has its token.</summary>
    private async Task<Checkout?> FindAsync(PageRequest request)
    {
        if (!HoldId.TryParse(request.Route("hold"), out var id) || HolderCookie.Shown(request.Http) is not { } token)
        {
            return null;
        }

        var hold = (await grains.HomeOf(id).Get(id)).Hold is { ExchangeFor: null } found && PaymentToken.IsOf(found.SecretHash, token) ? found : null;
        var view = (await catalog.FindAsync(id.Event))?.View;
        var booking = (hold is null || MayHaveBooking(hold, view)) && await bookings.FindAsync(BookingId.Of(id)) is { } known
            && (PaymentToken.IsOf(known.SecretHash, token) || BookingLink.Opens(await grains.GetGrain<ISecretGrain>(BookingLink.SecretPurpose).Get(), known, token)) ? known : null;
        if (hold is null && booking is null)
        {
            return null;
        }

        var seller = await accounts.SellerOfAsync(view);
        return new Checkout
        {
            HoldId = id,
            Token = token,
            Hold = hold,
            Booking = booking,
            Attempt = booking is null ? null : (await Payment(booking.BookingId).Get())?.Attempts.LastOrDefault(static attempt => attempt.Exchange is null),
            Event = view,
            IsPaidHere = providers.Active is not null,
            Seller = seller.Account,
            CanBePaid = seller.Refusal is null,
        };
    }

    /// <summary>What costs nothing has a booking when its places are sold, unless persons are told of before.</summary>
    private static bool MayHaveBooking(HoldView hold, EventView? view) => hold is not { Status: HoldStatus.Active, AmountMinor: 0 } || view?.Attendees is not null;

    private IPaymentGrain Payment(BookingId booking) => grains.GetGrain<IPaymentGrain>(booking.GrainKey());
}

/// <summary>Why a form of the checkout was not done.</summary>
public enum CheckoutFault
{
    None,

    /// <summary>No address that tickets can be sent to.</summary>
    Email,

    /// <summary>No means of payment.</summary>
    Means,

    /// <summary>It was tried too often.</summary>
    Attempts,

    /// <summary>The organizer can't take payments now.</summary>
    Seller,

    /// <summary>Something is missing that the event asks of those who come.</summary>
    Attendees,
}
