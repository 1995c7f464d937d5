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

    public string Route(string name) => (string)http.GetRouteValue(name)!;

    public string? Header(string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
