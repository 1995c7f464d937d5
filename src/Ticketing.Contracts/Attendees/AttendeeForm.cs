using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Attendees;

/// <summary>What an event asks of those who come to it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.attendee-form")]
public sealed record AttendeeForm
{
    /// <summary>The most questions of an event.</summary>
    public const int MostQuestions = 10;

    /// <summary>Tickets of an order that asks something for each.</summary>
    public const int MostTickets = 50;

    /// <summary>The name for each ticket.</summary>
    [Id(0)]
    public Asking Names { get; init; }

    /// <summary>The e-mail address for each ticket.</summary>
    [Id(1)]
    public Asking Emails { get; init; }

    [Id(2)]
    public ImmutableArray<Question> Questions { get; init; } = [];

    public bool IsNothing => Names == Asking.None && Emails == Asking.None && Questions.IsEmpty;

    /// <summary>Something is asked for each ticket.</summary>
    public bool AsksTickets => Names != Asking.None || Emails != Asking.None || Of(QuestionScope.Ticket).Any();

    public IEnumerable<Question> Of(QuestionScope scope) => Questions.Where(question => question.Scope == scope);

    public bool Equals(AttendeeForm? other) => other is not null && Names == other.Names && Emails == other.Emails && Questions.AsSpan().SequenceEqual(other.Questions.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Names, Emails, Questions.Length);
}

/// <summary>Whether something is asked for. Numbers are stored: never reuse one.</summary>
public enum Asking
{
    None = 0,
    Optional = 1,
    Required = 2,
}

/// <summary>A question of an event's own.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.attendee-question")]
public sealed record Question
{
    public const int LongestId = 32;

    public const int LongestText = 200;

    public const int LongestAnswer = 500;

    public const int MostOptions = 20;

    public const int LongestOption = 100;

    /// <summary>What answers call it by.</summary>
    [Id(0)]
    public string QuestionId { get; init; } = "";

    /// <summary>As it is asked.</summary>
    [Id(1)]
    public string Text { get; init; } = "";

    [Id(2)]
    public QuestionKind Kind { get; init; }

    [Id(3)]
    public bool IsRequired { get; init; }

    [Id(4)]
    public QuestionScope Scope { get; init; }

    /// <summary>Characters of an answer in words. Null: <see cref="LongestAnswer"/>.</summary>
    [Id(5)]
    public int? MaxLength { get; init; }

    /// <summary>What can be chosen. Empty, but for a choice.</summary>
    [Id(6)]
    public ImmutableArray<string> Options { get; init; } = [];

    public bool Equals(Question? other) => other is not null && QuestionId == other.QuestionId && Text == other.Text && Kind == other.Kind && IsRequired == other.IsRequired
        && Scope == other.Scope && MaxLength == other.MaxLength && Options.AsSpan().SequenceEqual(other.Options.AsSpan());

    public override int GetHashCode() => HashCode.Combine(QuestionId, Text, Kind, Scope);
}

/// <summary>What an answer is. Numbers are stored: never reuse one.</summary>
public enum QuestionKind
{
    /// <summary>Words.</summary>
    Text = 0,

    /// <summary>One of several options.</summary>
    Choice = 1,

    /// <summary>Yes or no, by a box that is ticked. Where it is required, yes.</summary>
    Consent = 2,
}

/// <summary>How often a question is asked. Numbers are stored: never reuse one.</summary>
public enum QuestionScope
{
    /// <summary>Once for an order.</summary>
    Order = 0,

    /// <summary>Once for each ticket.</summary>
    Ticket = 1,
}
