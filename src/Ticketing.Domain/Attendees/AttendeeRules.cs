using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Mail;

namespace Ticketing.Attendees;

/// <summary>What an event may ask of those who come, and what an order must give. Field errors name members as they are called on the wire.</summary>
public static class AttendeeRules
{
    private const string Yes = "yes";
    private const string No = "no";

    /// <summary>What it asks after a change. Null: nothing.</summary>
    public static AttendeeForm? Changed(AttendeeForm? current, UpdateEvent command) => WithoutNothing(new AttendeeForm
    {
        Names = command.AttendeeNames ?? current?.Names ?? Asking.None,
        Emails = command.AttendeeEmails ?? current?.Emails ?? Asking.None,
        Questions = command.Questions ?? current?.Questions ?? [],
    });

    public static AttendeeForm? WithoutNothing(AttendeeForm? form) => form is null or { IsNothing: true } ? null : form;

    /// <summary>Notes what is wrong with what an event is to ask.</summary>
    internal static void Check(AttendeeForm? form, FieldErrors errors)
    {
        if (form is null)
        {
            return;
        }

        foreach (var (field, asking) in new[] { ("attendee_names", form.Names), ("attendee_emails", form.Emails) })
        {
            if (!Enum.IsDefined(asking))
            {
                errors.Add(field, "Give 'none', 'optional' or 'required'.");
            }
        }

        if (form.Questions.Length > AttendeeForm.MostQuestions)
        {
            errors.Add("questions", $"There are {form.Questions.Length} questions; ask at most {AttendeeForm.MostQuestions}.");
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        for (var i = 0; i < form.Questions.Length && !errors.Full; i++)
        {
            var (question, path) = (form.Questions[i], $"questions[{i}]");
            if (question.QuestionId.Length is 0 or > Question.LongestId || !question.QuestionId.All(static letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '_'))
            {
                errors.Add($"{path}.id", $"Give an id of 1 to {Question.LongestId} characters: small letters, digits and underscores.");
            }
            else if (!known.Add(question.QuestionId))
            {
                errors.Add($"{path}.id", $"Another question is called '{question.QuestionId}'; give each an id of its own.");
            }

            errors.CheckLine($"{path}.text", question.Text, Question.LongestText);
            Check(question, path, errors);
        }
    }

    /// <summary>What an order gives, as the booking keeps it, or what is wrong with it.</summary>
    /// <param name="form">What the event asks. Null: nothing.</param>
    /// <param name="given">What was given. Null: nothing.</param>
    /// <param name="quantity">How many tickets there are.</param>
    /// <param name="isStaff">What is required may be missing.</param>
    /// <param name="others">Tickets that are somebody else's: nothing is given for them.</param>
    public static (BookingAttendees? Kept, IReadOnlyList<FieldError> Errors) Check(AttendeeForm? form, BookingAttendees? given, int quantity, bool isStaff, params ImmutableArray<int> others)
    {
        var errors = new FieldErrors();
        if (form is null)
        {
            if (given is { IsNothing: false })
            {
                errors.Add(given.Answers.IsEmpty ? "attendees" : "answers", "The event asks nothing of those who come; leave attendees and answers out.");
            }

            return (null, errors.List);
        }

        given ??= new BookingAttendees();
        if (given.Tickets.Length > quantity)
        {
            errors.Add("attendees", $"There are {given.Tickets.Length} attendees for {quantity} {(quantity == 1 ? "ticket" : "tickets")}; give one for each ticket, in the order of the seats.");
        }
        else if (form.AsksTickets && quantity > AttendeeForm.MostTickets && !isStaff)
        {
            errors.Add("attendees", $"An order that names its attendees has at most {AttendeeForm.MostTickets} tickets; book the {quantity} places in several orders.");
        }
        else
        {
            List<Attendee> tickets = [];
            for (var place = 1; place <= Math.Min(quantity, Math.Max(AttendeeForm.MostTickets, given.Tickets.Length)) && !errors.Full; place++)
            {
                tickets.Add(others.Contains(place) ? OfOthers(given.Of(place), place, errors) : Kept(form, given.Of(place), place, isStaff, errors));
            }

            var answers = Answers(form, QuestionScope.Order, given.Answers, "answers", isStaff, errors);
            while (tickets is [.., { IsNothing: true }])
            {
                tickets.RemoveAt(tickets.Count - 1);
            }

            given = new BookingAttendees { Tickets = [.. tickets], Answers = answers };
        }

        return (errors.Any || given.IsNothing ? null : given, errors.List);
    }

    private static void Check(Question question, string path, FieldErrors errors)
    {
        if (!Enum.IsDefined(question.Kind) || !Enum.IsDefined(question.Scope))
        {
            errors.Add($"{path}.kind", "Give 'text', 'choice' or 'consent', and for per 'order' or 'ticket'.");
        }

        if (question.MaxLength is { } most)
        {
            errors.CheckRange($"{path}.max_length", most, 1, Question.LongestAnswer);
            if (question.Kind != QuestionKind.Text)
            {
                errors.Add($"{path}.max_length", "Only answers of the kind 'text' have a length; leave it out.");
            }
        }

        if (question.Kind != QuestionKind.Choice)
        {
            if (!question.Options.IsEmpty)
            {
                errors.Add($"{path}.options", "Only a 'choice' has options; leave them out.");
            }

            return;
        }

        if (question.Options.Length is < 2 or > Question.MostOptions)
        {
            errors.Add($"{path}.options", $"There are {question.Options.Length} options; give from 2 to {Question.MostOptions}.");
        }

        if (question.Options.Distinct(StringComparer.Ordinal).Count() < question.Options.Length)
        {
            errors.Add($"{path}.options", "An option is there twice; give each once.");
        }

        foreach (var option in question.Options)
        {
            errors.CheckLine($"{path}.options", option, Question.LongestOption);
        }
    }

    private static Attendee OfOthers(Attendee given, int place, FieldErrors errors)
    {
        if (!given.IsNothing)
        {
            errors.Add($"attendees[{place - 1}]", $"Ticket {place} was passed on, or given back; leave its attendee empty. Staff name who comes with one that was passed on.");
        }

        return Attendee.Nobody;
    }

    private static Attendee Kept(AttendeeForm form, Attendee given, int place, bool isStaff, FieldErrors errors)
    {
        var path = $"attendees[{place - 1}]";
        var (name, email) = (Said(given.Name), Said(given.Email));
        if (form.Names == Asking.None && name is not null)
        {
            errors.Add($"{path}.name", "The event asks for no names; leave it out.");
        }
        else if (name is null && form.Names == Asking.Required && !isStaff)
        {
            errors.Add($"{path}.name", $"Give the name of who comes with ticket {place}.");
        }
        else if (name is not null)
        {
            errors.CheckLine($"{path}.name", name, Attendee.LongestName);
        }

        if (form.Emails == Asking.None && email is not null)
        {
            errors.Add($"{path}.email", "The event asks for no e-mail addresses; leave it out.");
        }
        else if (email is null && form.Emails == Asking.Required && !isStaff)
        {
            errors.Add($"{path}.email", $"Give the e-mail address of who comes with ticket {place}.");
        }
        else if (email is not null && !Mailbox.IsReachable(email))
        {
            errors.Add($"{path}.email", "It must be an address such as ann@example.org.");
        }

        return new Attendee { Name = name, Email = email, Answers = Answers(form, QuestionScope.Ticket, given.Answers, $"{path}.answers", isStaff, errors) };
    }

    private static ImmutableArray<QuestionAnswer> Answers(
        AttendeeForm form, QuestionScope scope, ImmutableArray<QuestionAnswer> given, string path, bool isStaff, FieldErrors errors)
    {
        var asked = form.Of(scope).ToArray();
        foreach (var answer in given)
        {
            if (asked.All(question => question.QuestionId != answer.QuestionId))
            {
                errors.Add($"{path}.{answer.QuestionId}", asked.Length == 0
                    ? $"No such question is asked for each {(scope == QuestionScope.Order ? "order" : "ticket")}; leave the answer out."
                    : $"No such question is asked for each {(scope == QuestionScope.Order ? "order" : "ticket")}; there is {string.Join(", ", asked.Select(static question => question.QuestionId))}.");
            }
        }

        var kept = ImmutableArray.CreateBuilder<QuestionAnswer>();
        foreach (var question in asked)
        {
            var field = $"{path}.{question.QuestionId}";
            string?[] said = [.. given.Where(answer => answer.QuestionId == question.QuestionId).Select(static answer => Said(answer.Answer)).Where(static text => text is not null)];
            if (said.Length > 1)
            {
                errors.Add(field, "It is answered twice; answer once.");
            }
            else if (said is [{ } text])
            {
                Check(question, text, field, isStaff, errors);
                kept.Add(new QuestionAnswer { QuestionId = question.QuestionId, Text = question.Text, Answer = text });
            }
            else if (question.IsRequired && !isStaff)
            {
                errors.Add(field, question.Kind switch
                {
                    QuestionKind.Choice => $"Choose one of: {string.Join(", ", question.Options)}.",
                    QuestionKind.Consent => $"Answer '{Yes}': it is needed.",
                    _ => "Give an answer.",
                });
            }
        }

        return kept.ToImmutable();
    }

    private static void Check(Question question, string text, string field, bool isStaff, FieldErrors errors)
    {
        switch (question.Kind)
        {
            case QuestionKind.Text:
                errors.CheckLine(field, text, question.MaxLength ?? Question.LongestAnswer);
                break;
            case QuestionKind.Choice when !question.Options.Contains(text):
                errors.Add(field, $"Choose one of: {string.Join(", ", question.Options)}.");
                break;
            case QuestionKind.Consent when text is not (Yes or No):
                errors.Add(field, $"Answer '{Yes}' or '{No}'.");
                break;
            case QuestionKind.Consent when text == No && question.IsRequired && !isStaff:
                errors.Add(field, $"Answer '{Yes}': it is needed.");
                break;
        }
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
