using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Ticketing.Security;

/// <summary>The address that a request comes from.</summary>
internal static class CallerAddress
{
    /// <summary>What one household or one host has: an IPv4 address, or the first 64 bits of an IPv6 address.</summary>
    public static string Of(HttpContext http, int trustedProxies)
    {
        var address = Forwarded(http, trustedProxies) ?? http.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexString(bytes[..8]);
    }

    /// <summary>Each proxy appends whom it heard; what is to the left of ours was written by anybody.</summary>
    private static IPAddress? Forwarded(HttpContext http, int trustedProxies)
    {
        if (trustedProxies == 0)
        {
            return null;
        }

        var hops = http.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries);
        return IPAddress.TryParse(hops[Math.Max(0, hops.Length - trustedProxies)], out var address) ? address : null;
    }
}
