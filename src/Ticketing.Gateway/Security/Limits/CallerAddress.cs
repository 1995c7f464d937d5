using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Primitives;

namespace Ticketing.Security;

/// <summary>The address that a request comes from, and the networks that it is counted by.</summary>
internal static class CallerAddress
{
    /// <summary>
    /// Behind proxies it is the one that the outermost of ours heard: each appends whom it heard to X-Forwarded-For, and what is
    /// to the left of that was written by anybody.
    /// </summary>
    public static void UseForwardedAddress(this IApplicationBuilder app, int trustedProxies)
    {
        if (trustedProxies == 0)
        {
            return;
        }

        app.Use(UnquoteAsync);
        // The scheme too: a proxy that ends TLS says so in X-Forwarded-Proto, and cookies are then Secure.
        ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = trustedProxies };

        // Which proxies there are is told by their number, not by their addresses.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        app.UseForwardedHeaders(options);
    }

    /// <summary>As it is noted: an IPv4 address, or the first 64 bits of an IPv6 address, which is what one household or one host has.</summary>
    public static string Of(HttpContext http) => AddressOf(http) is not { } address ? "unknown"
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? Network(address, 8)
        : address.ToString();

    /// <summary>
    /// What it is counted by: its own network, and for IPv6 the one around that, since whoever has 48 bits of a network has 65,536
    /// of 64 bits.
    /// </summary>
    public static (string Own, string? Around) NetworksOf(HttpContext http) =>
        AddressOf(http) is { AddressFamily: AddressFamily.InterNetworkV6 } address
            ? (Network(address, 8), Network(address, 6))
            : (Of(http), null);

    private static IPAddress? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
        ? mapped.MapToIPv4()
        : http.Connection.RemoteIpAddress;

    private static string Network(IPAddress address, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexString(bytes[..length]);
    }

    /// <summary>Some proxies quote what they heard, as the header Forwarded has it.</summary>
    private static Task UnquoteAsync(HttpContext http, RequestDelegate next)
    {
        var heard = http.Request.Headers[ForwardedHeadersDefaults.XForwardedForHeaderName];
        if (heard.ToString().Contains('"', StringComparison.Ordinal))
        {
            http.Request.Headers[ForwardedHeadersDefaults.XForwardedForHeaderName] =
                new StringValues([.. heard.Select(static text => text?.Replace("\"", "", StringComparison.Ordinal))]);
        }

        return next(http);
    }
}
