using System.Net;
using System.Net.Sockets;

namespace Ticketing.Webhooks;

/// <summary>Which addresses belong to the public internet: what is set aside for anything else does not.</summary>
public static class PublicAddresses
{
    /// <summary>Private, shared (CGNAT), loopback, link-local, documentation, benchmarks, multicast and reserved: RFC 6890 and its successors.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(static text => IPNetwork.Parse(text)),
    ];

    /// <summary>All global unicast addresses of IPv6 that were ever given out. Unique local, link-local and mapped ones lie outside.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>IPv4 behind a translator: what counts is the address within.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool Include(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        else if (Translated.Contains(address))
        {
            address = new IPAddress(address.GetAddressBytes().AsSpan(12));
        }

        return (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
            && !Array.Exists(NotPublic, network => network.Contains(address));
    }
}
