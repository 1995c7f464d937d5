using Microsoft.AspNetCore.Http;
using Ticketing.ApiKeys;
using Ticketing.Security;

namespace Ticketing.Http;

/// <summary>What is checked before an endpoint's handler runs, and what its documentation says beside its types.</summary>
public sealed record Rules
{
    /// <summary>Who may use it. The service does not start while one is missing.</summary>
    public Access Access { get; init; }

    /// <summary>Who of an organization may use it, for what is the organization's. Null: nobody, unless they may anyway.</summary>
    public StaffRule? Staff { get; init; }

    /// <summary>An <c>Idempotency-Key</c> is honoured.</summary>
    public bool Keyed { get; init; }

    /// <summary>What staff do here is noted also where they only read, or where others may do it too.</summary>
    public bool Audited { get; init; }

    /// <summary>How often it is called is not limited: it changes nothing before the call has proved itself, and many come at once.</summary>
    public bool Unlimited { get; init; }

    /// <summary>The largest body that is read, in bytes.</summary>
    public int BodyLimit { get; init; } = 64 << 10;

    /// <summary>The tag of its answer stands for all that is in it: a client that has it is told so (304). Without one of its own it gets that of its bytes.</summary>
    public bool Revalidates { get; init; }

    /// <summary>What it looks at in the query.</summary>
    public QueryParameter[] Query { get; init; } = [];

    /// <summary>What it looks at in the headers, beside those that are known by other members.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>The type of an answer whose members may be sent too, and are passed over: what was shown may be sent as it is.</summary>
    public Type? Shown { get; init; }

    /// <summary>Members that a change may not have, since they belong to a thing from its beginning on, and what is said of them.</summary>
    public (string[] Names, string Rule) Fixed { get; init; } = ([], "");

    /// <summary>What comes may have members and parameters that nobody here knows: it is others who say what they send. The handler gets the body's bytes as they are.</summary>
    public bool IsLenient { get; init; }

    /// <summary>A change must say which version it is of (428): <c>If-Match</c>. PATCH always, others where it counts.</summary>
    public bool NeedsVersion { get; init; }

    /// <summary>The media type of the answer when it is no JSON.</summary>
    public string? AnswerType { get; init; }

    /// <summary>The answer is a stream of server-sent events.</summary>
    public bool Streams { get; init; }

    /// <summary>Every refusal that the endpoint's rules can give. 400, 413, 415 and 422 for a body, 422 for a query and 503 are added by themselves.</summary>
    public RefusalCode[] Refusals { get; init; } = [];

    /// <summary>Which scopes of an API key open it, each by itself. Set when the endpoint is mapped, from <see cref="ApiKeyRoutes"/>.</summary>
    public ApiKeyScopes Scopes { get; init; }

    /// <summary>Set when the endpoint is mapped.</summary>
    public string Method { get; init; } = "";

    /// <summary>The path's template. Set when the endpoint is mapped.</summary>
    public string Path { get; init; } = "";

    /// <summary>The methods that it serves: what can be had can be asked for without its body (RFC 9110, 9.3.2).</summary>
    public string[] Methods => Method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [Method];

    /// <summary>It looks up what a path names. Who asks for much that is not there is limited.</summary>
    public bool NamesSomething => Method == HttpMethods.Get && Path.Contains('{', StringComparison.Ordinal);

    /// <summary>It reads a body.</summary>
    public bool TakesBody => Body is not null;

    /// <summary>What the body may be. Set when the endpoint is mapped; null: there is none.</summary>
    internal BodyShape? Body { get; init; }
}

/// <summary>What a request may say in its query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
public sealed record QueryParameter(string Name, string Description)
{
    /// <summary>How many items a list has at most.</summary>
    public static readonly QueryParameter Limit = new("limit", "How many items the answer has at most.") { Least = 1, Most = 200, Default = 50 };

    /// <summary>Where a list goes on.</summary>
    public static readonly QueryParameter Cursor = new("cursor", "The next_cursor of the answer before; left out: the list's beginning.");

    /// <summary>The values that it may have. Empty: any.</summary>
    public string[] Values { get; init; } = [];

    /// <summary>Such as <c>uuid</c> and <c>date-time</c>.</summary>
    public string? Format { get; init; }

    /// <summary>With it the value is a whole number.</summary>
    public int? Least { get; init; }

    public int? Most { get; init; }

    public int? Default { get; init; }

    /// <summary>It is a whole number.</summary>
    public bool IsNumber => Least is not null;
}
