using Ticketing.Codes;

namespace Ticketing.Web.Events;

/// <summary>The code that a reader gave, and what is known of it.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Code">Null: the event has no such code.</param>
/// <param name="IsGood">It can be used now.</param>
public sealed record GivenCode(string Text, CodeView? Code, bool IsGood)
{
    /// <summary>What is longer than any code is not looked for.</summary>
    private const int Longest = 64;

    /// <summary>What it gives now. Null: nothing.</summary>
    public CodeSpec? Spec => IsGood ? Code!.Spec : null;

    /// <summary>Orders with it are counted by mailbox.</summary>
    public bool CountsMailboxes => IsGood && Code!.Terms.CustomerLimit is not null;

    /// <summary>Null: none was given.</summary>
    public static async Task<GivenCode?> FindAsync(ICodeService codes, Identifiers.EventId id, string? text, DateTimeOffset now) =>
        text?.Trim() is not { Length: > 0 and <= Longest } wanted ? null
            : await codes.FindAsync(id, wanted) is { } code ? new GivenCode(code.Spec.Code, code, code.IsGood(now))
            : new GivenCode(wanted, null, IsGood: false);
}
