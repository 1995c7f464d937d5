using System.Collections.Immutable;
using System.Globalization;
using Ticketing.Attendees;
using Ticketing.Web.Http;

namespace Ticketing.Web.Attendees;

/// <summary>The fields in which a form asks who comes: what they are called, and what they say.</summary>
internal static class AttendeeFields
{
    /// <summary>A field of a ticket.</summary>
    public static string Of(int place, string name) => string.Create(CultureInfo.InvariantCulture, $"attendee-{place}-{name}");

    /// <summary>The field of an answer. Place 0: of the order.</summary>
    public static string Of(int place, Question question) => place == 0 ? "order-q-" + question.QuestionId : Of(place, "q-" + question.QuestionId);

    /// <summary>Where the service says that something is wrong, as it calls members.</summary>
    public static string PathOf(int place, string name) => string.Create(CultureInfo.InvariantCulture, $"attendees[{place - 1}].{name}");

    /// <summary>The same of an answer. Place 0: of the order.</summary>
    public static string PathOf(int place, Question question) => place == 0 ? "answers." + question.QuestionId : PathOf(place, "answers." + question.QuestionId);

    /// <param name="request">The form that was sent.</param>
    /// <param name="form">What is asked. Null: nothing.</param>
    /// <param name="quantity">How many tickets there are.</param>
    /// <param name="passedOn">Tickets that are somebody else's, for which the form has no fields.</param>
    /// <returns>Null: the event asks nothing.</returns>
    public static BookingAttendees? Read(PageRequest request, AttendeeForm? form, int quantity, IReadOnlyList<int>? passedOn = null) => form is null ? null : new BookingAttendees
    {
        Tickets =
        [
            .. Enumerable.Range(1, form.AsksTickets ? Math.Min(quantity, AttendeeForm.MostTickets) : 0).Select(place => passedOn?.Contains(place) == true ? Attendee.Nobody : new Attendee
            {
                Name = request.Field(Of(place, "name")),
                Email = request.Field(Of(place, "email")),
                Answers = Answers(request, form, QuestionScope.Ticket, place),
            }),
        ],
        Answers = Answers(request, form, QuestionScope.Order, 0),
    };

    private static ImmutableArray<QuestionAnswer> Answers(PageRequest request, AttendeeForm form, QuestionScope scope, int place) =>
    [
        .. form.Of(scope)
            .Select(question => new QuestionAnswer { QuestionId = question.QuestionId, Answer = request.Field(Of(place, question)) ?? (question.Kind == QuestionKind.Consent ? "no" : "") })
            .Where(static answer => answer.Answer.Length > 0),
    ];
}
