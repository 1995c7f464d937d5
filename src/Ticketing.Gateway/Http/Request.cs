using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Holds;
using Ticketing.Security;

namespace Ticketing.Http;

/// <summary>A request whose body has been read and judged.</summary>
public sealed class Request(HttpContext http, ReadOnlyMemory<byte> body)
{
    /// <summary>What a handler is given.</summary>
    public static ValueTask<Request?> BindAsync(HttpContext http) => new(http.Features.Get<Request>());

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Who asks: for what is an organization's, as one of its staff.</summary>
    public Caller Caller { get; set; } = Caller.Guest;

    /// <summary>What limits count the caller by.</summary>
    public (string Own, string? Around) CountedBy => CallerBudget.NamesOf(http, Caller);

    /// <summary>What an idempotency key stands for, where one came with the request.</summary>
    public KeySecrets? Secrets { get; set; }

    /// <summary>What the handler answered.</summary>
    internal Answer? Answer { get; set; }

    /// <summary>Members of the body that are named, and null: what a change clears. By their paths.</summary>
    internal IReadOnlyCollection<string> Nulls { get; init; } = [];

    /// <summary>A member of the body is named, and null: what a change clears.</summary>
    public bool Clears(string path) => Nulls.Contains(path);

    /// <summary>The answer is of this version.</summary>
    public void Tag(long version) => Tag(EntityTags.OfVersion(version));

    /// <summary>The answer is known by this tag, quotes and all.</summary>
    public void Tag(string tag) => http.Response.Headers.ETag = tag;

    /// <summary>201 for what is new, 200 for what a repeated request made before; both say where it is.</summary>
    internal Results<Created<T>, Ok<T>, Problem> Made<T>(string path, T shown, bool isRepeated)
    {
        if (!isRepeated)
        {
            return TypedResults.Created(path, shown);
        }

        http.Response.Headers.Location = path;
        return TypedResults.Ok(shown);
    }

    /// <summary>The answer is of this version, and may say the same in other bytes.</summary>
    public void TagWeakly(long version) => http.Response.Headers.ETag = EntityTags.Weak(version);

    public string Path => http.Request.Path.Value ?? "/";

    public string Method => http.Request.Method;

    /// <summary>A part of the path as it was meant: the server decodes everything in it but the slash.</summary>
    public string Route(string name)
    {
        var value = (string)http.GetRouteValue(name)!;
        return value.Contains('%', StringComparison.Ordinal) ? value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : value;
    }

    /// <summary>
    /// What is asked for, the same however its path is written: in capitals, with a slash at its end, an id in capitals, a number
    /// with zeros before it.
    /// </summary>
    public string Target(string template) => string.Join('/', template.Split('/').Select(part => part is ['{', .., '}'] ? Plain(Route(part[1..^1])) : part));

    private static string Plain(string value) =>
        Guid.TryParseExact(value, "D", out var id) ? id.ToString("D")
        : ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture)
        : value;

    public bool HasHeader(string name) => http.Request.Headers.ContainsKey(name);

    public string? Header(string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
