using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Attendees;

/// <summary>A question of an event's own.</summary>
public sealed record EventQuestion
{
    /// <summary>What answers call it by: small letters, digits and underscores.</summary>
    [StringLength(Question.LongestId, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>As it is asked.</summary>
    [StringLength(Question.LongestText, MinimumLength = 1)]
    public required string Text { get; init; }

    /// <summary><c>text</c>: words; <c>choice</c>: one of the options; <c>consent</c>: <c>yes</c>, or <c>no</c>.</summary>
    public required QuestionKind Kind { get; init; }

    /// <summary>Nobody books without an answer; where it is a consent, without <c>yes</c>. Left out: they may.</summary>
    public bool? Required { get; init; }

    /// <summary>Asked once for each <c>order</c>, or for each <c>ticket</c>. Left out: for each order.</summary>
    public QuestionScope? Per { get; init; }

    /// <summary>Characters of an answer in words. Left out: 500.</summary>
    [Range(1, Question.LongestAnswer)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxLength { get; init; }

    /// <summary>From 2 to 20, of a choice alone.</summary>
    [Length(2, Question.MostOptions), Http.ItemLength(Question.LongestOption)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Options { get; init; }

    internal Question Facts => new()
    {
        QuestionId = Id,
        Text = Text.Trim(),
        Kind = Kind,
        IsRequired = Required == true,
        Scope = Per ?? QuestionScope.Order,
        MaxLength = MaxLength,
        Options = [.. (Options ?? []).Select(static option => option.Trim())],
    };

    internal static IReadOnlyList<EventQuestion>? AllOf(AttendeeForm? form) => form is null or { Questions.IsEmpty: true } ? null :
    [
        .. form.Questions.Select(static question => new EventQuestion
        {
            Id = question.QuestionId,
            Text = question.Text,
            Kind = question.Kind,
            Required = question.IsRequired,
            Per = question.Scope,
            MaxLength = question.MaxLength,
            Options = question.Options.IsEmpty ? null : question.Options,
        }),
    ];
}

/// <summary>Who comes with a ticket.</summary>
public sealed record AttendeeRequest
{
    [StringLength(Attendee.LongestName)]
    public string? Name { get; init; }

    [StringLength(Mail.Mailbox.Longest)]
    public string? Email { get; init; }

    /// <summary>To what is asked for each ticket.</summary>
    [Length(0, AttendeeForm.MostQuestions)]
    public IReadOnlyList<AnswerRequest>? Answers { get; init; }
}

/// <summary>An answer to a question of the event.</summary>
public sealed record AnswerRequest
{
    /// <summary>The question's id.</summary>
    [StringLength(Attendees.Question.LongestId, MinimumLength = 1)]
    public required string Question { get; init; }

    /// <summary>Words, one of the options, or <c>yes</c> or <c>no</c>.</summary>
    [StringLength(Attendees.Question.LongestAnswer)]
    public required string Answer { get; init; }
}

/// <summary>Who comes from now on: all of them, and all answers.</summary>
public sealed record SetAttendeesRequest
{
    /// <summary>In the order of the tickets.</summary>
    [Length(0, AttendeeForm.MostTickets)]
    public IReadOnlyList<AttendeeRequest>? Attendees { get; init; }

    /// <summary>To what is asked once for the order.</summary>
    [Length(0, AttendeeForm.MostQuestions)]
    public IReadOnlyList<AnswerRequest>? Answers { get; init; }

    /// <summary>For the booking's history. Staff must give it for what is not their own.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>Who comes with the tickets of a booking, and what the event asks.</summary>
public sealed record BookingAttendeesResponse
{
    public required Guid BookingId { get; init; }

    public required Asking AttendeeNames { get; init; }

    public required Asking AttendeeEmails { get; init; }

    /// <summary>What the event asks now.</summary>
    public required IReadOnlyList<EventQuestion> Questions { get; init; }

    /// <summary>One for each ticket.</summary>
    public required IReadOnlyList<AttendeeResponse> Attendees { get; init; }

    /// <summary>To what was asked once for the order.</summary>
    public required IReadOnlyList<AnswerResponse> Answers { get; init; }

    /// <summary>The booking's; <c>If-Match</c> names it.</summary>
    public required long Version { get; init; }

    internal static BookingAttendeesResponse Of(BookingView booking, EventView? view, bool isStaff) => new()
    {
        BookingId = booking.BookingId.Value,
        AttendeeNames = view?.Attendees?.Names ?? Asking.None,
        AttendeeEmails = view?.Attendees?.Emails ?? Asking.None,
        Questions = EventQuestion.AllOf(view?.Attendees) ?? [],
        Attendees = [.. Enumerable.Range(1, booking.Quantity).Select(place => AttendeeResponse.Of(booking, place, isStaff))],
        Answers = AnswerResponse.AllOf(booking.Attendees?.Answers),
        Version = booking.Version,
    };
}

/// <summary>Who comes with a ticket, as far as that was told.</summary>
public sealed record AttendeeResponse
{
    /// <summary>The ticket's, from 1.</summary>
    public required int Number { get; init; }

    public required string? Name { get; init; }

    public required string? Email { get; init; }

    public required IReadOnlyList<AnswerResponse> Answers { get; init; }

    /// <summary>It is somebody else's than who booked: who comes with it is theirs to know, and staff's.</summary>
    public required bool PassedOn { get; init; }

    /// <summary>Nobody comes with it: it was given back. Not there: it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? GivenBack { get; init; }

    internal static AttendeeResponse Of(BookingView booking, int place, bool seesAll)
    {
        var passedOn = booking.PassedOf(place)?.Holder is not null;
        var attendee = passedOn && !seesAll ? Attendee.Nobody : booking.Attendees?.Of(place) ?? Attendee.Nobody;
        return new AttendeeResponse { Number = place, Name = attendee.Name, Email = attendee.Email, Answers = AnswerResponse.AllOf(attendee.Answers), PassedOn = passedOn, GivenBack = booking.IsGivenBack(place) ? true : null };
    }
}

/// <summary>An answer, and the question as it was asked then.</summary>
public sealed record AnswerResponse
{
    /// <summary>The question's id.</summary>
    public required string Question { get; init; }

    /// <summary>What was asked.</summary>
    public required string Text { get; init; }

    public required string Answer { get; init; }

    internal static IReadOnlyList<AnswerResponse> AllOf(ImmutableArray<QuestionAnswer>? answers) =>
        [.. (answers ?? []).Select(static answer => new AnswerResponse { Question = answer.QuestionId, Text = answer.Text, Answer = answer.Answer })];
}

/// <summary>A ticket of an event, and who comes with it.</summary>
public sealed record EventAttendeeResponse
{
    public required Guid BookingId { get; init; }

    public required string BookingReference { get; init; }

    /// <summary>Which of its booking's tickets, from 1.</summary>
    public required int Number { get; init; }

    public required string Section { get; init; }

    /// <summary>Null: places have no names.</summary>
    public required string? Seat { get; init; }

    /// <summary>What the ticket type is called. Null: it has none.</summary>
    public required string? TypeName { get; init; }

    public required string? Name { get; init; }

    public required string? Email { get; init; }

    /// <summary>Whose it is; null: a guest's.</summary>
    public required string? UserId { get; init; }

    /// <summary>The booking's address.</summary>
    public required string? BookingEmail { get; init; }

    /// <summary>It is somebody else's than who booked.</summary>
    public required bool PassedOn { get; init; }

    /// <summary>Somebody came to the door with it.</summary>
    public required bool Came { get; init; }

    /// <summary>To what is asked for each ticket.</summary>
    public required IReadOnlyList<AnswerResponse> Answers { get; init; }

    /// <summary>To what is asked once for the order.</summary>
    public required IReadOnlyList<AnswerResponse> OrderAnswers { get; init; }

    internal static EventAttendeeResponse Of(AttendeeRow row)
    {
        var (booking, attendee) = (row.Booking, row.Attendee);
        return new EventAttendeeResponse
        {
            BookingId = booking.BookingId.Value,
            BookingReference = Identifiers.BookingReference.Of(booking.BookingId),
            Number = row.Place,
            Section = row.Section,
            Seat = row.Seat,
            TypeName = booking.Prices?.LineOf(row.Place, row.Seat) is { Name.Length: > 0 } line ? line.Name : null,
            Name = attendee.Name,
            Email = attendee.Email,
            UserId = booking.HolderOf(row.Place),
            BookingEmail = booking.Email,
            PassedOn = booking.PassedOf(row.Place)?.Holder is not null,
            Came = booking.HasCome(row.Place),
            Answers = AnswerResponse.AllOf(attendee.Answers),
            OrderAnswers = AnswerResponse.AllOf(booking.Attendees?.Answers),
        };
    }
}

/// <summary>What a body says of who comes.</summary>
internal static class AttendeesGiven
{
    public static GivenAttendees By(Caller caller, IReadOnlyList<AttendeeRequest>? attendees, IReadOnlyList<AnswerRequest>? answers) => new(Of(attendees, answers), caller.IsStaff);

    /// <summary>Null: nothing.</summary>
    public static BookingAttendees? Of(IReadOnlyList<AttendeeRequest>? attendees, IReadOnlyList<AnswerRequest>? answers) => attendees is null && answers is null ? null : new BookingAttendees
    {
        Tickets = [.. (attendees ?? []).Select(static one => new Attendee { Name = one.Name, Email = one.Email, Answers = AnswersOf(one.Answers) })],
        Answers = AnswersOf(answers),
    };

    private static ImmutableArray<QuestionAnswer> AnswersOf(IReadOnlyList<AnswerRequest>? answers) =>
        [.. (answers ?? []).Select(static one => new QuestionAnswer { QuestionId = one.Question, Answer = one.Answer })];
}
