using Orleans;
using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Web.Holds;
using Ticketing.Web.Http;

namespace Ticketing.Web.Bookings;

/// <summary>The booking that a page names, for whose it is: by its token in the browser, or since they are signed in.</summary>
public sealed class OwnBookings(IGrainFactory grains, SessionDesk sessions, ISignInService accounts, IBookingService bookings)
{
    /// <summary>Null: there is none, or it is somebody else's.</summary>
    public async Task<BookingView?> FindAsync(PageRequest request) =>
        (HolderCookie.Shown(request.Http) is { } token ? await FindAsync(request, token) : null) ?? await OfSessionAsync(request);

    /// <summary>For whoever made the booking, by the token of its hold, and whoever has a link to it.</summary>
    public async Task<BookingView?> FindAsync(PageRequest request, string token) =>
        BookingId.TryParse(request.Route("booking"), out var id) && await bookings.FindAsync(id) is { } booking
        && (PaymentToken.IsOf(booking.SecretHash, token) || BookingLink.Opens(await SecretAsync(), booking, token))
            ? booking
            : null;

    /// <summary>Whoever changed the booking goes on by its new link, where this browser came by one: that opens nothing any more, there or elsewhere.</summary>
    public async Task KeepAsync(PageRequest request, BookingView before, BookingView after)
    {
        if (CameByLink(request, before))
        {
            HolderCookie.Give(request.Http, before.BookingId.Hold, BookingLink.TokenOf(await SecretAsync(), after));
        }
    }

    /// <summary>As <see cref="KeepAsync"/>, of an exchange that goes on by itself: its page alone has what the booking's link will be.</summary>
    public async Task KeepWhenExchangedAsync(PageRequest request, BookingView before, HoldId places)
    {
        if (CameByLink(request, before))
        {
            HolderCookie.GiveForExchange(request.Http, before.BookingId, BookingLink.TokenOf(await SecretAsync(), before with { PlacesHold = places }));
        }
    }

    /// <summary>The booking since an exchange that went on by itself, for who began it in this browser.</summary>
    public async Task<BookingView?> FindExchangedAsync(PageRequest request)
    {
        if (HolderCookie.ShownForExchange(request.Http) is not { } token || await FindAsync(request, token) is not { } booking)
        {
            return null;
        }

        HolderCookie.Give(request.Http, booking.BookingId.Hold, token);
        return booking;
    }

    public Task<byte[]> SecretAsync() => grains.GetGrain<ISecretGrain>(BookingLink.SecretPurpose).Get();

    /// <summary>The hold's own token lasts.</summary>
    private static bool CameByLink(PageRequest request, BookingView booking) => HolderCookie.Shown(request.Http) is { } token && !PaymentToken.IsOf(booking.SecretHash, token);

    /// <summary>For who booked it, and who is signed in with the address that a guest gave for it.</summary>
    private async Task<BookingView?> OfSessionAsync(PageRequest request) =>
        await sessions.FindAsync(request.Http) is { } session
        && BookingId.TryParse(request.Route("booking"), out var id) && await bookings.FindAsync(id) is { } booking && await accounts.IsOfAsync(booking, session.Subject)
            ? booking
            : null;
}
