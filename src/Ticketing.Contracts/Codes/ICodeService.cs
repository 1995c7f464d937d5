using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>Makes codes, and finds them.</summary>
public interface ICodeService
{
    /// <summary>Makes a code of an event, if it gives something and what it leaves to pay can be paid.</summary>
    /// <param name="command">The code.</param>
    Task<CodeAnswer> CreateAsync(CreateCode command);

    /// <summary>Puts other terms in the place of a code's.</summary>
    Task<CodeAnswer> UpdateAsync(CodeView code, UpdateCode command);

    /// <summary>The code as somebody wrote it. Null: the event has none that is written so.</summary>
    Task<CodeView?> FindAsync(EventId id, string text);

    /// <summary>The codes of an event in the order in which they were made, from a place on, and where the next begin; null: that was all.</summary>
    Task<(IReadOnlyList<CodeView> Items, int? Next)> ListAsync(EventId id, int start, int limit);
}
