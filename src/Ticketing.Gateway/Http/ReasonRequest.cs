using System.ComponentModel.DataAnnotations;

namespace Ticketing.Http;

/// <summary>Why staff do something: it is noted with what they did.</summary>
public sealed record ReasonRequest
{
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}
