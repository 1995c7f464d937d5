using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Web.Http;

namespace Ticketing.Web.My;

/// <summary>All that is somebody's, for whoever is signed in.</summary>
public sealed class MyPages(
    IGrainFactory grains, SessionDesk sessions, ISignInService accounts, IBookingListService lists, IBookingService bookings, ITicketService tickets, IWaitlistService waitlist, IEventCatalog catalog,
    PersonalDataExport export, StaffDirectory staff, IOptions<JsonOptions> json)
{
    private const string Path = "/my";
    private const int AtOnce = 200;

    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage(Path, ShowAsync);
        pages.MapPage($"{Path}/data.json", ExportAsync);
        pages.MapPage($"{Path}/erase", AskEraseAsync);
        pages.MapForm($"{Path}/erase", EraseAsync);
    }

    private async Task<IResult> ShowAsync(PageRequest request)
    {
        if (await sessions.FindAsync(request.Http) is not { } session)
        {
            return SignIn();
        }

        var from = long.TryParse(request.Query("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start <= int.MaxValue ? start : 0;
        var (booked, next) = await lists.ListAsync(new BookingFilter { Customer = session.Subject }, newestFirst: false, from, AtOnce);
        var (mailed, more) = await MailedAsync(session, from);
        BookingView[] own = [.. booked.Concat(mailed).OrderByDescending(static booking => booking.CreatedAt)];
        var received = from > 0 ? [] : (await tickets.ListReceivedAsync(session.Subject, 0, AtOnce)).Items;
        var entries = from > 0 ? [] : (await waitlist.ListOfAsync(session.Subject, static view => view.Entry.IsActive, 0, AtOnce)).Items;
        Dictionary<EventId, EventView> events = [];
        foreach (var id in own.Select(static booking => booking.BookingId.Hold.Event)
            .Concat(received.Select(static ticket => ticket.Booking.BookingId.Hold.Event)).Concat(entries.Select(static view => view.Entry.Id.Event)).Distinct())
        {
            if ((await catalog.FindAsync(id))?.View is { } view)
            {
                events[id] = view;
            }
        }

        return request.Page<MyPage>(new()
        {
            [nameof(MyPage.Bookings)] = own,
            [nameof(MyPage.Received)] = received,
            [nameof(MyPage.Waiting)] = entries,
            [nameof(MyPage.Events)] = events,
            [nameof(MyPage.Links)] = entries.Count == 0 ? null : await grains.GetGrain<ISecretGrain>(WaitlistLink.SecretPurpose).Get(),
            [nameof(MyPage.Next)] = next ?? more,
            [nameof(MyPage.Works)] = (session.Roles & (Roles.Admin | Roles.Organizer)) != 0 || !(await staff.OfAsync(session.Subject)).IsEmpty,
        });
    }

    /// <summary>What is known of them, as the API tells it.</summary>
    private async Task<IResult> ExportAsync(PageRequest request)
    {
        if (await sessions.FindAsync(request.Http) is not { } session)
        {
            return SignIn();
        }

        var known = await export.ReadAsync(session.Subject, 0);
        var options = json.Value.SerializerOptions;
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(known, options.GetTypeInfo(known.GetType())), "application/json", "my-data.json");
    }

    private async Task<IResult> AskEraseAsync(PageRequest request) => await sessions.FindAsync(request.Http) is null ? SignIn() : request.Page<ErasePage>();

    private async Task<IResult> EraseAsync(PageRequest request)
    {
        if (await sessions.FindAsync(request.Http) is not { } session)
        {
            return SignIn();
        }

        // What they booked as a guest is forgotten with it. Sent again, it goes on.
        for (long? next = 0; next is { } from;)
        {
            (var mailed, next) = await MailedAsync(session, from);
            foreach (var booking in mailed)
            {
                // A name that is their address is theirs wherever it stands. Any other one somebody else may have given, too.
                await (await IsAddressOfAsync(booking.Customer, session.Subject)
                    ? grains.GetGrain<IErasureGrain>(booking.Customer!).Start(session.Subject, null)
                    : bookings.ForgetGuestAsync(booking.BookingId));
            }
        }

        await grains.GetGrain<IErasureGrain>(session.Subject).Start(session.Subject, null);
        await sessions.EndAllAsync(request.Http, session.Subject);
        return request.Page<ErasePage>(new() { [nameof(ErasePage.IsDone)] = true });
    }

    /// <summary>A guest's name is the address with which this person signs in.</summary>
    private async Task<bool> IsAddressOfAsync(string? name, string subject) =>
        name is not null && (TicketHolder.ContactOf(name) ?? name) is var address && Mailbox.IsReachable(address) && await accounts.AccountOfAsync(address) == subject;

    private Task<(IReadOnlyList<BookingView> Items, long? Next)> MailedAsync(Session session, long from) =>
        lists.ListMailedAsync(session.Subject, booking => accounts.IsOfAsync(booking, session.Subject), from, AtOnce);

    private static IResult SignIn() => PageRequest.GoTo($"{SignInAddress.Path}?{SignInAddress.To}=my");
}
