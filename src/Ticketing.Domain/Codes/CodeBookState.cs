using Orleans;

namespace Ticketing.Codes;

/// <summary>The names of an event's codes, in the order in which they were made. At most <see cref="CodeRules.Most"/>.</summary>
[GenerateSerializer, Alias("ticketing.code-book-state")]
public sealed class CodeBookState
{
    [Id(0)]
    public List<string> Names { get; set; } = [];
}
