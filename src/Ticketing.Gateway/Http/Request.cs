using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Holds;
using Ticketing.Security;

namespace Ticketing.Http;

/// <summary>A request whose body has been read.</summary>
public sealed class Request(HttpContext http, ReadOnlyMemory<byte> body)
{
    public ReadOnlyMemory<byte> Body { get; } = body;

    public Caller Caller { get; init; } = Caller.Guest;

    /// <summary>What an idempotency key stands for, where one came with the request.</summary>
    public KeySecrets? Secrets { get; set; }

    public string Path => http.Request.Path.Value ?? "/";

    public string Method => http.Request.Method;

    /// <summary>A part of the path as it was meant: the server decodes everything in it but the slash.</summary>
    public string Route(string name)
    {
        var value = (string)http.GetRouteValue(name)!;
        return value.Contains('%', StringComparison.Ordinal) ? value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : value;
    }

    public string? Header(string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
