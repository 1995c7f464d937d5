using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Texts;
using Ticketing.Waitlists;
using Ticketing.Web.Attendees;
using Ticketing.Web.Events;
using Ticketing.Web.Holds;
using Ticketing.Web.Http;
using Ticketing.Web.Layout;

namespace Ticketing.Web.Waitlists;

/// <summary>
/// Waiting without an account: whoever shows by a letter that an address is theirs waits under it, and comes back by the link to their entry. What the
/// address stands for is the account with which its owner would sign in.
/// </summary>
public sealed class WaitlistPages(
    IGrainFactory grains, IWaitlistService waitlist, ISignInService accounts, IEventCatalog catalog, AuthOptions auth, BlockedCustomers blocked,
    IDataProtectionProvider protection, TimeProvider time)
{
    private const string Cookie = "ticketing-waiting";
    private const int MostPlaces = 10;
    private const int EntriesAtOnce = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>It can be offered: links lead somewhere, and whoever has no account may buy.</summary>
    public bool IsOn => waitlist.Invites && auth.GuestsBuy;

    /// <summary>The largest party.</summary>
    public static int MostOf(EventView view) => Math.Min(view.MaxQuantity, MostPlaces);

    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapForm("/e/{event}/waitlist", AskAsync);
        pages.MapPage("/waitlist/join", ShowInvitationAsync);
        pages.MapForm("/waitlist/join", JoinAsync);
        pages.MapPage("/waitlist/{entry}", ShowAsync);
        pages.MapForm("/waitlist/{entry}/book", BookAsync);
        pages.MapForm("/waitlist/{entry}/leave", LeaveAsync);
    }

    /// <summary>Somebody wants to wait: a letter tells whether the address is theirs.</summary>
    private async Task<IResult> AskAsync(PageRequest request)
    {
        if (!EventId.TryParse(request.Route("event"), out var id) || await catalog.FindAsync(id) is not { View: { Status: not EventStatus.Draft } view } || !IsOn)
        {
            return request.NotFound();
        }

        if (!SaleStates.Of(view, counts: null, time.GetUtcNow()).IsOpen())
        {
            // Its page says why.
            return PageRequest.GoTo($"/e/{id}");
        }

        var email = request.Field("email");
        var section = request.Field("section");
        if (email is null || !Mailbox.IsReachable(email))
        {
            return Say(request, view, WaitlistStep.Asking, "Email", StatusCodes.Status422UnprocessableEntity);
        }

        if (!int.TryParse(request.Field("quantity"), NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) || quantity < 1 || quantity > MostOf(view)
            || (section is not null && view.Sections.All(plan => plan.SectionId != section)))
        {
            return Say(request, view, WaitlistStep.Asking, "Quantity", StatusCodes.Status422UnprocessableEntity);
        }

        var link = new Invitation(id, email, quantity, section, time.GetUtcNow() + Invitation.GoodFor).Protect(protection);
        var refused = await waitlist.InviteAsync(view, email, $"/waitlist/join?{WaitlistLink.Parameter}={link}", request.Texts.Language.Tag());
        return refused == RefusalCode.None
            ? Say(request, view, WaitlistStep.Asked)
            : Say(request, view, WaitlistStep.Asking, refused.ToString(), Problems.Of(refused).Status);
    }

    private async Task<IResult> ShowInvitationAsync(PageRequest request) =>
        Invitation.Read(request.Query(WaitlistLink.Parameter), protection, time.GetUtcNow()) is { } invitation && await catalog.FindAsync(invitation.Event) is { View: var view }
            ? Say(request, view, WaitlistStep.Invited, invitation: invitation, link: request.Query(WaitlistLink.Parameter))
            : NotHere(request);

    private async Task<IResult> JoinAsync(PageRequest request)
    {
        if (request.Field(WaitlistLink.Parameter) is not { } link || Invitation.Read(link, protection, time.GetUtcNow()) is not { } invitation
            || await catalog.FindAsync(invitation.Event) is not { View: var view } || !IsOn)
        {
            return NotHere(request);
        }

        var account = await accounts.AccountOfAsync(invitation.Email);
        if (await blocked.ContainsAsync(account))
        {
            return NotHere(request);
        }

        var named = Invitation.RequestOf(link);
        if (await EntryAsync(account, entry => entry.Request == named || (entry.IsActive && entry.Id.Event == invitation.Event)) is { } known)
        {
            // By this link, or by another one: whose address it is has come back.
            return PageRequest.GoTo(WaitlistLink.PathOf(await SecretAsync(), known));
        }

        // First where the offer, and then the tickets, are sent.
        await accounts.ReachAsync(invitation.Email, request.Texts.Language.Tag());
        var answer = await Line(invitation.Event).Join(new JoinWaitlist
        {
            EventId = invitation.Event,
            Request = named,
            Customer = account,
            Quantity = invitation.Quantity,
            SectionId = invitation.Section,
            By = account,
        });
        if (answer.Refusal is { } refusal)
        {
            return Say(request, view, WaitlistStep.Asked, T(request, refusal.Code), Problems.Of(refusal.Code).Status);
        }

        return PageRequest.GoTo(WaitlistLink.PathOf(await SecretAsync(), answer.Entry!.Entry.Id));
    }

    private async Task<IResult> ShowAsync(PageRequest request)
    {
        if (request.Query(WaitlistLink.Parameter) is { } token)
        {
            // The address is in the browser's history from now on without its secret.
            if (await FindAsync(request, token) is not { } shown)
            {
                return NotHere(request);
            }

            var path = $"/waitlist/{shown.Entry.Id}";
            request.Http.Response.Cookies.Append(Cookie, token, new CookieOptions
            {
                Path = path,
                HttpOnly = true,
                IsEssential = true,
                MaxAge = Kept,
                SameSite = SameSiteMode.Lax,
                Secure = request.Http.Request.IsHttps,
            });
            return PageRequest.GoTo(path);
        }

        return await OwnAsync(request) is { } view ? await ShowAsync(request, view) : NotHere(request);
    }

    private async Task<IResult> ShowAsync(PageRequest request, WaitlistView view, Refusal? refused = null)
    {
        if (view is { Entry.Status: WaitlistStatus.Booked, Hold: { } hold })
        {
            return await ToCheckoutAsync(request, view.Entry, hold);
        }

        return request.Page<WaitlistPage>(
            new()
            {
                [nameof(WaitlistPage.View)] = view,
                [nameof(WaitlistPage.Event)] = (await catalog.FindAsync(view.Entry.Id.Event))?.View,
                [nameof(WaitlistPage.Now)] = time.GetUtcNow(),
                [nameof(WaitlistPage.Wrong)] = refused is { Errors.IsDefaultOrEmpty: false } ? refused.Errors : [],
                [nameof(WaitlistPage.Refused)] = refused is null ? null : refused.Code == RefusalCode.InvalidField ? request.Texts["Checkout.Attendees.Text"] : T(request, refused.Code),
            },
            refused is null ? StatusCodes.Status200OK : Problems.Of(refused.Code).Status);
    }

    private async Task<IResult> BookAsync(PageRequest request)
    {
        if (!IsOn || await OwnAsync(request) is not { } view)
        {
            return NotHere(request);
        }

        var form = (await catalog.FindAsync(view.Entry.Id.Event))?.View.Attendees;
        var given = new GivenAttendees(AttendeeFields.Read(request, form, view.Entry.Quantity), IsStaff: false);
        var answer = await waitlist.BookAsync(view, paymentMethod: null, view.Entry.Customer, given, request.Texts.Language.Tag());
        return answer.Booking is { } booking
            ? await ToCheckoutAsync(request, view.Entry, booking.BookingId.Hold)
            : await ShowAsync(request, view, answer.Refusal!);
    }

    private async Task<IResult> LeaveAsync(PageRequest request)
    {
        if (await OwnAsync(request) is not { } view)
        {
            return NotHere(request);
        }

        if (view.Entry.IsActive)
        {
            var answer = await Line(view.Entry.Id.Event).Cancel(new CancelEntry { Id = view.Entry.Id, By = view.Entry.Customer });
            if (answer.Refusal is { } refusal)
            {
                return await ShowAsync(request, view, refusal);
            }
        }

        return PageRequest.GoTo($"/waitlist/{view.Entry.Id}");
    }

    /// <summary>The booking's pages open by its link from here on.</summary>
    private async Task<IResult> ToCheckoutAsync(PageRequest request, WaitlistEntry entry, HoldId hold)
    {
        if (await grains.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey()).Get() is not { } booking || booking.Customer != entry.Customer)
        {
            return NotHere(request);
        }

        HolderCookie.Give(request.Http, hold, BookingLink.TokenOf(await grains.GetGrain<ISecretGrain>(BookingLink.SecretPurpose).Get(), booking));
        return PageRequest.GoTo($"/my/{booking.BookingId}");
    }

    private static IResult Say(PageRequest request, EventView view, WaitlistStep step, string? fault = null, int status = StatusCodes.Status200OK, Invitation? invitation = null, string? link = null) =>
        request.Page<WaitlistStepPage>(
            new()
            {
                [nameof(WaitlistStepPage.Event)] = view,
                [nameof(WaitlistStepPage.Step)] = step,
                [nameof(WaitlistStepPage.Fault)] = fault,
                [nameof(WaitlistStepPage.Email)] = invitation?.Email ?? request.Field("email"),
                [nameof(WaitlistStepPage.Quantity)] = invitation?.Quantity ?? 0,
                [nameof(WaitlistStepPage.Section)] = invitation?.Section is { } section ? view.SectionTitle(section) : null,
                [nameof(WaitlistStepPage.Link)] = link,
            },
            status);

    private static string T(PageRequest request, RefusalCode code) => request.Texts[request.Texts.Has($"Waitlist.Refused.{code}") ? $"Waitlist.Refused.{code}" : "Waitlist.Refused.Other"];

    private static IResult NotHere(PageRequest request) => request.Error(ErrorKind.NoEntry, StatusCodes.Status404NotFound);

    private async Task<WaitlistView?> OwnAsync(PageRequest request) => request.Http.Request.Cookies[Cookie] is { } token ? await FindAsync(request, token) : null;

    /// <summary>The entry, for whoever has its link.</summary>
    private async Task<WaitlistView?> FindAsync(PageRequest request, string token) =>
        WaitlistEntryId.TryParse(request.Route("entry"), out var id) && WaitlistLink.Opens(await SecretAsync(), id, token)
        && await Line(id.Event).Get(id) is { } view && MailAccount.Is(view.Entry.Customer) && !await blocked.ContainsAsync(view.Entry.Customer)
            ? view
            : null;

    private async Task<WaitlistEntryId?> EntryAsync(string account, Func<WaitlistEntry, bool> isMeant)
    {
        for (long? next = 0; next is { } from;)
        {
            (var found, next) = await waitlist.ListOfAsync(account, view => isMeant(view.Entry), from, EntriesAtOnce);
            if (found is [var first, ..])
            {
                return first.Entry.Id;
            }
        }

        return null;
    }

    private Task<byte[]> SecretAsync() => grains.GetGrain<ISecretGrain>(WaitlistLink.SecretPurpose).Get();

    private IWaitlistGrain Line(EventId id) => grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(id.Key));
}

/// <summary>Where somebody is on the way to the waitlist.</summary>
public enum WaitlistStep
{
    /// <summary>What they gave was not right.</summary>
    Asking,

    /// <summary>A letter is on its way.</summary>
    Asked,

    /// <summary>They came by the letter's link.</summary>
    Invited,
}
