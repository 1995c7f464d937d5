using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Tickets;

namespace Ticketing.Tests.Attendees;

/// <summary>What an order must say of who comes, and what becomes of it.</summary>
public sealed class AttendeeRulesTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly AttendeeForm Form = new()
    {
        Names = Asking.Required,
        Emails = Asking.Optional,
        Questions =
        [
            new Question { QuestionId = "meal", Text = "Which meal?", Kind = QuestionKind.Choice, Scope = QuestionScope.Ticket, IsRequired = true, Options = ["Fish", "None"] },
            new Question { QuestionId = "terms", Text = "I agree.", Kind = QuestionKind.Consent, IsRequired = true },
            new Question { QuestionId = "club", Text = "Your club?", MaxLength = 10 },
        ],
    };

    [Fact]
    public void Everything_that_is_missing_is_named_at_once_by_its_path()
    {
        var (kept, errors) = AttendeeRules.Check(Form, given: null, quantity: 2, isStaff: false);
        Assert.Null(kept);
        Assert.Equal(
            ["attendees[0].name", "attendees[0].answers.meal", "attendees[1].name", "attendees[1].answers.meal", "answers.terms"], errors.Select(static error => error.Field));
        Assert.Equal("Choose one of: Fish, None.", errors[1].Message);
    }

    [Fact]
    public void What_is_kept_has_the_questions_as_they_were_asked_and_no_outer_spaces()
    {
        var (kept, errors) = AttendeeRules.Check(Form, Given(" Ann ", "Fish", "yes"), quantity: 1, isStaff: false);
        Assert.Empty(errors);
        Assert.Equal("Ann", kept!.Of(1).Name);
        Assert.Equal(new QuestionAnswer { QuestionId = "meal", Text = "Which meal?", Answer = "Fish" }, Assert.Single(kept.Of(1).Answers));
        Assert.Equal("I agree.", Assert.Single(kept.Answers).Text);
    }

    [Theory]
    [InlineData("Ann", "Meat", "yes", "attendees[0].answers.meal")]
    [InlineData("Ann", "Fish", "no", "answers.terms")]
    [InlineData("Ann", "Fish", "maybe", "answers.terms")]
    [InlineData("A\nB", "Fish", "yes", "attendees[0].name")]
    public void What_is_wrong_is_said_at_its_field(string name, string meal, string terms, string field) =>
        Assert.Equal([field], AttendeeRules.Check(Form, Given(name, meal, terms), quantity: 1, isStaff: false).Errors.Select(static error => error.Field));

    [Fact]
    public void An_answer_that_is_too_long_or_to_no_question_and_an_address_that_is_none_are_refused()
    {
        var given = Given("Ann", "Fish", "yes") with { Answers = [Answer("terms", "yes"), Answer("club", "12345678901"), Answer("size", "L")] };
        given = given with { Tickets = [given.Tickets[0] with { Email = "ann" }] };
        Assert.Equal(["attendees[0].email", "answers.size", "answers.club"], AttendeeRules.Check(Form, given, quantity: 1, isStaff: false).Errors.Select(static error => error.Field));
    }

    [Fact]
    public void Staff_may_leave_out_what_is_required_and_nobody_gives_what_is_not_asked()
    {
        Assert.Equal((null, 0), (AttendeeRules.Check(Form, null, quantity: 2, isStaff: true).Kept, AttendeeRules.Check(Form, null, quantity: 2, isStaff: true).Errors.Count));
        Assert.Equal(["answers"], AttendeeRules.Check(form: null, Given("Ann", "Fish", "yes"), quantity: 1, isStaff: true).Errors.Select(static error => error.Field));
        Assert.Equal(["attendees"], AttendeeRules.Check(Form, Given("Ann", "Fish", "yes") with { Tickets = [new(), new()] }, quantity: 1, isStaff: true).Errors.Select(static error => error.Field));
        Assert.Equal(["attendees"], AttendeeRules.Check(Form, null, AttendeeForm.MostTickets + 1, isStaff: false).Errors.Select(static error => error.Field));
    }

    [Fact]
    public void A_ticket_that_was_passed_on_is_not_for_who_booked_to_name()
    {
        var booking = BookingTransfers.Transfer(Booking(), new TransferTicket { Place = 2, Revision = 1, To = "bob", By = "ann" }, Now).Next!;
        Assert.Equal(("Ann", null, null), (booking.Attendees!.Of(1).Name, booking.Attendees.Of(2).Name, booking.Attendees.Of(2).Email));

        var both = Given("Ann", "None", "yes") with { Tickets = [Ticket("Ann", "None"), Ticket("Bob", "Fish")] };
        Assert.Equal("attendees[1]", Decide(booking, both, isStaff: false).Refusal!.Field);
        var named = Decide(booking, both, isStaff: true).Next!;
        Assert.Equal("Bob", named.Attendees!.Of(2).Name);

        // Who booked changes their own and leaves what staff wrote.
        var later = Decide(named, Given("Anna", "None", "yes"), isStaff: false).Next!;
        Assert.Equal(("Anna", "Bob"), (later.Attendees!.Of(1).Name, later.Attendees.Of(2).Name));

        var erased = BookingDecisions.Erase(later, new EraseBooking("bob", "erased:1")).Next!;
        Assert.Equal(("Anna", null), (erased.Attendees!.Of(1).Name, erased.Attendees.Of(2).Name));
    }

    [Fact]
    public void An_erasure_takes_names_and_answers_with_it()
    {
        var erased = BookingDecisions.Erase(Booking(), new EraseBooking("ann", "erased:1")).Next!;
        Assert.Null(erased.Attendees);
        Assert.Equal("erased:1", erased.Customer);
    }

    [Fact]
    public void A_change_is_a_step_that_says_who_and_the_same_again_is_none()
    {
        var booking = Booking();
        var changed = Decide(booking, Given("Zoe", "Fish", "yes"), isStaff: false).Next!;
        var step = changed.Audit[^1];
        Assert.Equal((booking.Version + 1, "ann", true, null), (step.Version, step.By, step.NamesAttendees, step.Why));
        Assert.Equal(default, Decide(changed, Given("Zoe", "Fish", "yes"), isStaff: false));
        Assert.Equal(RefusalCode.AttendeesTooLate, Decide(booking, Given("Zoe", "Fish", "yes"), isStaff: false, Now).Refusal!.Code);
        Assert.NotNull(Decide(booking, Given("Zoe", "Fish", "yes"), isStaff: true, Now).Next);
    }

    [Fact]
    public void Answers_to_questions_of_before_stay_as_they_were_asked()
    {
        var booking = Booking();
        booking.Attendees = booking.Attendees! with { Answers = [new QuestionAnswer { QuestionId = "old", Text = "How did you come?", Answer = "By train" }] };
        var changed = Decide(booking, Given("Zoe", "Fish", "yes"), isStaff: false).Next!;
        Assert.Equal(["How did you come? By train", "I agree. yes"], changed.Attendees!.Answers.Select(static answer => $"{answer.Text} {answer.Answer}"));
    }

    private static BookingDecision Decide(BookingState booking, BookingAttendees given, bool isStaff, DateTimeOffset? until = null) => AttendeeDecisions.Set(
        booking, new SetAttendees { Attendees = given, Form = Form with { Names = Asking.Optional, Questions = [Form.Questions[0] with { IsRequired = false }, .. Form.Questions.Skip(1)] }, By = "ann", IsStaff = isStaff, Until = until, ExpectedVersion = booking.Version }, Now);

    private static BookingState Booking() => new()
    {
        Version = 2,
        Status = BookingStatus.Confirmed,
        Customer = "ann",
        Quantity = 2,
        Attendees = new BookingAttendees { Tickets = [new Attendee { Name = "Ann" }, new Attendee { Name = "Ben", Email = "ben@example.org" }] },
    };

    private static BookingAttendees Given(string name, string meal, string terms) => new() { Tickets = [Ticket(name, meal)], Answers = [Answer("terms", terms)] };

    private static Attendee Ticket(string name, string meal) => new() { Name = name, Answers = [Answer("meal", meal)] };

    private static QuestionAnswer Answer(string question, string answer) => new() { QuestionId = question, Answer = answer };
}
