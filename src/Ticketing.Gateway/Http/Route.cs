using Ticketing.Security;

namespace Ticketing.Http;

/// <summary>One route: what serves it and what its documentation says. The OpenAPI document is made from these.</summary>
public sealed record Route(string Method, string Path, string Summary, Func<Request, Task<Answer>> Handler)
{
    /// <summary>Who may use it. The service does not start while one is missing.</summary>
    public Access Access { get; init; }

    /// <summary>An <c>Idempotency-Key</c> is honoured.</summary>
    public bool Keyed { get; init; }

    /// <summary>What staff do here is noted also where they only read, or where others may do it too.</summary>
    public bool Audited { get; init; }

    /// <summary>How often it is called is not limited: it changes nothing before the call has proved itself, and many come at once.</summary>
    public bool Unlimited { get; init; }

    /// <summary>The largest body that is read, in bytes.</summary>
    public int BodyLimit { get; init; } = 64 << 10;

    /// <summary>What it looks at in the query, by name.</summary>
    public string[] Query { get; init; } = [];

    /// <summary>What it looks at in the headers, beside those that are known by other members.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>An example of the body, as JSON. Null: there is no body.</summary>
    public string? BodyExample { get; init; }

    /// <summary>The body may be left out.</summary>
    public bool BodyOptional { get; init; }

    /// <summary>An example of the answer, as JSON.</summary>
    public string AnswerExample { get; init; } = "{}";

    /// <summary>The media type of the answer when it is no JSON; there is no example of it then.</summary>
    public string? AnswerType { get; init; }

    /// <summary>The answer is a stream of server-sent events, and its example their text, as a JSON string.</summary>
    public bool Streams { get; init; }

    public int[] Successes { get; init; } = [200];

    /// <summary>Every refusal that the route's rules can give. 400, 413, 415 and 422 for a body, 422 for a query and 503 are added by themselves.</summary>
    public RefusalCode[] Refusals { get; init; } = [];
}
