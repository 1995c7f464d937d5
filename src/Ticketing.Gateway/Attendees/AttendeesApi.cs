using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Attendees;

/// <summary>Who comes to an event: of one booking for its owner, of all for staff.</summary>
public sealed class AttendeesApi(BookingsApi bookings, IBookingService service, IAttendeeListService lists, IEventCatalog events)
{
    private const int LongestSearch = 200;
    private const int CsvPage = 200;

    public void Map(IEndpointRouteBuilder api)
    {
        var booking = api.MapGroup("/api/v1/bookings/{id}").WithTags("Attendees");
        booking.MapGet("attendees", GetAsync).WithName("getAttendees").WithSummary("Who comes with a booking's tickets, and what the event asks").WithRules(BookingsApi.Reading);
        booking.MapPut("attendees", SetAsync).WithName("setAttendees")
            .WithSummary("Change who comes, until the doors open (with If-Match); staff, with a reason, at any time")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBooking(StaffRoles.Sellers),
                Audited = true,
                NeedsVersion = true,
                BodyLimit = 1 << 20,
                Headers = [Ownership.TokenHeader],
                Refusals = [RefusalCode.BookingNotFound, RefusalCode.StaleVersion, RefusalCode.BookingTransition, RefusalCode.AttendeesTooLate, RefusalCode.AttendeesLimit],
            });

        var all = api.MapGroup("/api/v1/events/{id}").WithTags("Attendees");
        var search = new QueryParameter("q", "A part of a name, an e-mail address, a customer's id or a booking's reference.");
        all.MapGet("attendees", ListAsync).WithName("listAttendees").WithSummary("Who comes to an event: a ticket of each booking that counts after the other")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Query = [search, .. Listing.Parameters], Refusals = [RefusalCode.EventNotFound] });
        all.MapGet("attendees.csv", CsvAsync).WithName("exportAttendees").WithSummary("Who comes to an event, with all answers, as a table for spreadsheets")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Audited = true, Query = [search], AnswerType = "text/csv", Refusals = [RefusalCode.EventNotFound] });
    }

    private async Task<Results<Ok<BookingAttendeesResponse>, Problem>> GetAsync(Request request) =>
        await bookings.OwnAsync(request) is { } booking ? await ShowAsync(request, booking) : BookingsApi.NotFound;

    private async Task<Results<Ok<BookingAttendeesResponse>, Problem>> SetAsync(SetAttendeesRequest body, Request request)
    {
        if (await bookings.OwnAsync(request) is not { } booking)
        {
            return BookingsApi.NotFound;
        }

        if (request.Header("If-Match") is null)
        {
            return Problems.NeedsVersion("All attendees are changed at once. Send If-Match with the booking's version.");
        }

        var forOther = Ownership.ActsForOther(request.Caller, booking.Customer);
        if (forOther && body.Reason is null)
        {
            return BookingsApi.ReasonNeeded;
        }

        var answer = await service.SetAttendeesAsync(booking, new SetAttendees
        {
            Attendees = AttendeesGiven.Of(body.Attendees, body.Answers),
            By = Ownership.ActorOf(request.Caller, booking.Customer),
            Why = body.Reason,
            ExpectedVersion = EntityTags.Expected(request, booking.Version),
            IsStaff = request.Caller.IsStaff,
        });
        return answer.Refusal is { } refusal ? Problems.From(refusal) : await ShowAsync(request, answer.Booking!);
    }

    private async Task<Ok<BookingAttendeesResponse>> ShowAsync(Request request, BookingView booking)
    {
        request.Tag(booking.Version);
        return TypedResults.Ok(BookingAttendeesResponse.Of(booking, (await events.FindAsync(booking.BookingId.Hold.Event))?.View, request.Caller.IsStaff));
    }

    private async Task<Results<Ok<Page<EventAttendeeResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0, IAttendeeListService.LastPosition);
        var (view, search, wrong) = await FindAsync(request);
        if ((problem ?? wrong) is { } refused)
        {
            return refused;
        }

        var (items, next) = await lists.ListAsync(view!.EventId, search, start, limit);
        return TypedResults.Ok(Listing.Of(next, items.Select(EventAttendeeResponse.Of)));
    }

    /// <summary>Written as it is read, so that an event of any size has room.</summary>
    private async Task<Answer> CsvAsync(Request request)
    {
        var (view, search, wrong) = await FindAsync(request);
        return wrong is not null ? wrong : new Answer(StatusCodes.Status200OK, default, "text/csv; charset=utf-8")
        {
            FileName = "attendees.csv",
            Stream = http => WriteAsync(http, view!, search),
        };
    }

    private async Task WriteAsync(HttpContext http, EventView view, string? search)
    {
        Question[] questions = [.. view.Attendees?.Questions ?? []];
        string[] columns = ["booking_reference", "ticket", "section", "seat", "ticket_type", "name", "email", "user_id", "booking_email", "passed_on", "came"];
        await http.Response.WriteAsync(Csv.Row([.. columns, .. questions.Select(static question => question.Text), "other_answers"]), http.RequestAborted);
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await lists.ListAsync(view.EventId, search, from, CsvPage);
            var rows = new StringBuilder();
            foreach (var row in items)
            {
                rows.Append(Csv.Row(Cells(row, questions)));
            }

            await http.Response.WriteAsync(rows.ToString(), http.RequestAborted);
        }
    }

    /// <summary>An answer stands in its question's column as long as the event asks just that; else beside what was asked then.</summary>
    private static IEnumerable<string> Cells(AttendeeRow row, Question[] questions)
    {
        var shown = EventAttendeeResponse.Of(row);
        AnswerResponse[] answers = [.. shown.OrderAnswers, .. shown.Answers];
        return
        [
            Csv.Name(shown.BookingReference), shown.Number.ToString(CultureInfo.InvariantCulture), Csv.Name(shown.Section), Csv.Name(shown.Seat ?? ""), Csv.Name(shown.TypeName ?? ""),
            Csv.Name(shown.Name ?? ""), shown.Email ?? "", Csv.Name(shown.UserId ?? ""), shown.BookingEmail ?? "", shown.PassedOn ? "yes" : "no", shown.Came ? "yes" : "no",
            .. questions.Select(question => Csv.Name(answers.FirstOrDefault(answer => IsTo(answer, question))?.Answer ?? "")),
            Csv.Name(string.Join("; ", answers.Where(answer => !questions.Any(question => IsTo(answer, question))).Select(static answer => $"{answer.Text}: {answer.Answer}"))),
        ];
    }

    private static bool IsTo(AnswerResponse answer, Question question) => answer.Question == question.QuestionId && answer.Text == question.Text;

    private async Task<(EventView? View, string? Search, Problem? Wrong)> FindAsync(Request request)
    {
        var search = request.Query("q")?.Trim();
        return search?.Length > LongestSearch ? (null, null, Problems.Invalid([new FieldError("q", $"q must have at most {LongestSearch} characters.")]))
            : EventId.TryParse(request.Route("id"), out var id) && (await events.FindAsync(id))?.View is { } view ? (view, search is { Length: > 0 } ? search : null, null)
            : (null, null, Problems.From(RefusalCode.EventNotFound));
    }
}
