using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tickets;

namespace Ticketing.Finalization;

/// <summary>Draws and mails tickets. Keeps nothing: the booking knows what was mailed.</summary>
[GrainType("ticketing.ticket-mailer")]
public sealed class TicketMailerGrain(ITicketDocuments documents, IMailSender mail, LetterLimit limit, TicketOptions options, TimeProvider time) : Grain, ITicketMailerGrain
{
    private const string Letters = "tickets";
    private const string Notices = "notices";
    private const string Messages = "messages";

    /// <summary>Nothing more is begun after that, so that all of it is over before the caller gives up.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(3);

    public async Task<LetterResult> Send(BookingId booking)
    {
        if (await Booking(booking).Get() is not { } view || view.TicketStatus == TicketStatus.Pending || BookingFinalization.IsOpen(view.Status))
        {
            // Nobody would ask before its tickets were made out: this activation does not know it, the next one will.
            return LetterResult.Unavailable;
        }

        if (view.OwesFarewell)
        {
            return await SayFarewell(view);
        }

        if (TicketLetters.Owed(view).IsEmpty && (await Booking(booking).FinalizeTickets()).Booking is { } known)
        {
            // It says that after a write, so that an activation beside the one that knows of a letter fails.
            view = known;
        }

        if (view.TicketStatus != TicketStatus.Finalized)
        {
            return LetterResult.NotWanted;
        }

        var begun = time.GetTimestamp();
        HashSet<LetterResult> results = [];
        foreach (var letter in TicketLetters.Owed(view))
        {
            results.Add(results.Count > 0 && time.GetElapsedTime(begun) > LongestStart ? LetterResult.Unavailable : await Send(view, letter));
        }

        // What was sent is not sent again with what is tried again.
        return results.Contains(LetterResult.Unavailable) ? LetterResult.Unavailable
            : results.Contains(LetterResult.Refused) ? LetterResult.Refused
            : results.Contains(LetterResult.TooMany) ? LetterResult.TooMany
            : results.Contains(LetterResult.Sent) ? LetterResult.Sent
            : results.Contains(LetterResult.Kept) ? LetterResult.Kept
            : LetterResult.NotWanted;
    }

    public async Task<NoticeAnswer?> SendNotice(BookingId booking, EventMove move, ImmutableArray<int> told)
    {
        if (await Booking(booking).Get() is not { } view)
        {
            // Its home is about to hand it over.
            return new NoticeAnswer(LetterResult.Unavailable, told);
        }

        if (view.Status == BookingStatus.Pending)
        {
            return null;
        }

        return view.Status != BookingStatus.Confirmed || view.NoticeVersion >= move.Version || !move.Concerns(view.HeldAt, view.ConfirmedAt)
            ? new NoticeAnswer(LetterResult.NotWanted, told)
            : await ToEach(view, told, letter => SendNotice(view, letter, move), new SentLetter { NoticeVersion = move.Version });
    }

    public async Task<NoticeAnswer?> SendMessage(BookingId booking, EventMessage message, ImmutableArray<int> told)
    {
        if (await Booking(booking).Get() is not { } view)
        {
            // Its home is about to hand it over.
            return new NoticeAnswer(LetterResult.Unavailable, told);
        }

        if (view.Status == BookingStatus.Pending)
        {
            return null;
        }

        if ((view.Messages & message.Mark) != 0)
        {
            // In a round that was cut off.
            return new NoticeAnswer(LetterResult.Sent, told);
        }

        return view.Status is not (BookingStatus.Confirmed or BookingStatus.Completed) || view.ConfirmedAt > message.At || !message.IsFor(view.Sections)
            ? new NoticeAnswer(LetterResult.NotWanted, told)
            : await ToEach(view, told, letter => SendMessage(view, letter, message), new SentLetter { Message = message.Mark });
    }

    /// <summary>A letter to each who has tickets of a booking, and the booking's note of that.</summary>
    private async Task<NoticeAnswer> ToEach(BookingView view, ImmutableArray<int> told, Func<OwedLetter, Task<LetterResult>> send, SentLetter note)
    {
        var begun = time.GetTimestamp();
        HashSet<LetterResult> results = [];
        foreach (var letter in TicketLetters.ToEach(view).Where(letter => !told.Contains(letter.Places[0])))
        {
            var result = results.Count > 0 && time.GetElapsedTime(begun) > LongestStart ? LetterResult.Unavailable : await send(letter);
            results.Add(result);
            told = result is LetterResult.Sent or LetterResult.Kept ? told.Add(letter.Places[0]) : told;
        }

        if (!told.IsEmpty && !results.Contains(LetterResult.Unavailable))
        {
            await Booking(view.BookingId).LetterSent(note);
        }

        return new NoticeAnswer(
            results.Contains(LetterResult.Unavailable) ? LetterResult.Unavailable
            : !told.IsEmpty ? LetterResult.Sent
            : results.Contains(LetterResult.Refused) ? LetterResult.Refused
            : results.Contains(LetterResult.TooMany) ? LetterResult.TooMany
            : results.Contains(LetterResult.NoAddress) ? LetterResult.NoAddress
            : LetterResult.NotWanted,
            told);
    }

    private async Task<LetterResult> SendMessage(BookingView view, OwedLetter letter, EventMessage message)
    {
        var profile = await ProfileOf(letter.Holder);
        var guest = TicketLetters.AddressOf(view, letter);
        if ((guest ?? profile?.Email) is not { } address)
        {
            return LetterResult.NoAddress;
        }

        if (await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(view.BookingId.Hold.EventKey)).Get() is not { } @event)
        {
            return LetterResult.Unavailable;
        }

        var ticket = TicketIssue.Common(view, @event, TicketHolder.Of(letter.Holder, profile), TicketHolder.LocaleOf(view, letter.Holder, profile));
        return await SendLimited(view, Messages, address, documents.Message(ticket, letter.Places[0], message, address, guest is null ? null : await PageOf(view)));
    }

    /// <summary>Of what costs nothing somebody may have booked much in a stranger's name.</summary>
    private async Task<LetterResult> SendLimited(BookingView view, string kind, string address, MailLetter letter)
    {
        var isLimited = view.AmountMinor == 0;
        if (isLimited && !limit.Take(kind, address))
        {
            return LetterResult.TooMany;
        }

        var result = await Post.Send(mail, letter, time);
        if (isLimited && result is not (LetterResult.Sent or LetterResult.Kept))
        {
            limit.Return(kind, address);
        }

        return result;
    }

    private async Task<LetterResult> SendNotice(BookingView view, OwedLetter letter, EventMove move)
    {
        var profile = await ProfileOf(letter.Holder);
        var guest = TicketLetters.AddressOf(view, letter);
        if ((guest ?? profile?.Email) is not { } address)
        {
            return LetterResult.NotWanted;
        }

        var issued = await GrainFactory.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(view.BookingId.Hold.EventKey))
            .Issue(new IssueTickets(view, TicketHolder.Of(letter.Holder, profile)) { Places = letter.Places, Locale = TicketHolder.LocaleOf(view, letter.Holder, profile) });
        if (issued.Refusal is not null || await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(view.BookingId.Hold.EventKey)).Get() is not { } @event)
        {
            return LetterResult.Unavailable;
        }

        var now = time.GetUtcNow();
        var tickets = letter.IsOwn ? issued.Tickets : [.. issued.Tickets.Select(static ticket => ticket.WithoutPrice())];
        var notice = new ChangeNotice(
            move.Version,
            move.Former,
            letter.IsOwn ? @event.FullRefundUntil(view, now) : null,
            guest is null ? null : await PageOf(view));
        return await SendLimited(view, Notices, address, documents.Notice(tickets, notice, address, now));
    }

    private Task<byte[]> AccountSecret() => GrainFactory.GetGrain<ISecretGrain>(MailAccount.SecretPurpose).Get();

    private async Task<LetterResult> Send(BookingView view, OwedLetter letter)
    {
        var profile = await ProfileOf(letter.Holder);
        var guest = TicketLetters.AddressOf(view, letter);
        if ((guest ?? profile?.Email) is not { } address)
        {
            return LetterResult.NotWanted;
        }

        if (guest is not null && letter.IsOwn && TicketHolder.IsNobodys(view.Customer))
        {
            // Whoever signs in with that address finds it. First, so that who has the letter does.
            await GrainFactory.GetGrain<IDirectoryGrain>(CustomerBookings.MailedTo(MailAccount.Of(await AccountSecret(), address))).Add(view.BookingId.Value);
        }

        var issued = await GrainFactory.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(view.BookingId.Hold.EventKey))
            .Issue(new IssueTickets(view, TicketHolder.Of(letter.Holder, profile)) { Places = letter.Places, Locale = TicketHolder.LocaleOf(view, letter.Holder, profile) });
        if (issued.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCode.NoTickets ? LetterResult.NotWanted : LetterResult.Unavailable;
        }

        // What was paid for is sent: to have many of these sent costs money.
        var isLimited = view.AmountMinor == 0;
        if (isLimited && !limit.Take(Letters, address))
        {
            return LetterResult.TooMany;
        }

        var tickets = letter.Holder == view.Customer ? issued.Tickets : [.. issued.Tickets.Select(static ticket => ticket.WithoutPrice())];
        var result = await Post.Send(mail, documents.Letter(tickets, address, time.GetUtcNow(), guest is null ? null : await PageOf(view), letter.Holder == view.Customer ? view.GivenBack : []), time);
        if (result is LetterResult.Sent or LetterResult.Kept)
        {
            await Booking(view.BookingId).LetterSent(new SentLetter
            {
                Tickets = [.. tickets.Select(static ticket => new TicketRevision(ticket.Claims.TicketId.Place, ticket.Claims.Revision, default))],
                Places = view.Places,
                IsOwn = letter.IsOwn,
            });
        }
        else if (isLimited)
        {
            limit.Return(Letters, address);
        }

        return result;
    }

    /// <summary>Where a guest finds the booking. Null: it is not known where the pages are.</summary>
    private async Task<string?> PageOf(BookingView view) => options.PagesUrl is { } pages && (view.Customer is not { } customer || TicketHolder.IsGuest(customer))
        ? pages + BookingLink.PathOf(await GrainFactory.GetGrain<ISecretGrain>(BookingLink.SecretPurpose).Get(), view)
        : null;

    /// <summary>Who booked was mailed tickets, and an entry for the calendar, that are good no more: one letter for one that the limit allowed.</summary>
    private async Task<LetterResult> SayFarewell(BookingView view)
    {
        var profile = await ProfileOf(view.Customer);
        if ((view.Email ?? profile?.Email) is not { } address
            || await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(view.BookingId.Hold.EventKey)).Get() is not { } @event)
        {
            return LetterResult.NotWanted;
        }

        var now = time.GetUtcNow();
        var ended = TicketIssue.Common(view, @event, TicketHolder.Of(view.Customer, profile), TicketHolder.LocaleOf(view, view.Customer, profile));
        var result = await Post.Send(mail, documents.Farewell(ended, address, now), time);
        if (result is LetterResult.Sent or LetterResult.Kept)
        {
            await Booking(view.BookingId).LetterSent(new SentLetter { IsFarewell = true });
        }

        return result;
    }

    private async Task<CustomerView?> ProfileOf(string? holder) =>
        holder is null || TicketHolder.IsGuest(holder) ? null : await GrainFactory.GetGrain<ICustomerGrain>(holder).Get();

    private IBookingGrain Booking(BookingId booking) => GrainFactory.GetGrain<IBookingGrain>(booking.GrainKey());
}
