using System.Buffers;
using System.Net.Mail;
using System.Text;

namespace Ticketing.Mail;

/// <summary>Addresses that can be written to; whether somebody reads them is found out by writing.</summary>
public static class Mailbox
{
    /// <summary>Octets of an address, by the longest path in RFC 5321, 4.5.3.1.3.</summary>
    public const int Longest = 254;

    /// <summary>Octets before the @ (RFC 5321, 4.5.3.1.1): servers take no longer ones.</summary>
    public const int LongestLocal = 64;

    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create(" <>,;\"");

    /// <summary>
    /// It is one address, and any mail server takes it: only some take letters beyond ASCII before the @ (SMTPUTF8), and none sends to a
    /// host without a domain.
    /// </summary>
    public static bool IsReachable(string address) =>
        IsOne(address) && Ascii.IsValid(address.AsSpan(..address.LastIndexOf('@'))) && address.AsSpan(address.LastIndexOf('@') + 1).Trim('.').Contains('.');

    /// <summary>It is exactly one address, without a name.</summary>
    public static bool IsOne(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1
            && Encoding.UTF8.GetByteCount(address.AsSpan(..at)) <= LongestLocal && Encoding.UTF8.GetByteCount(address) <= Longest
            && !address.AsSpan().ContainsAny(NotInAddresses) && MailAddress.TryCreate(address, out var read) && read.Address == address;
    }

    /// <summary>Whose mailbox it most likely is: "ann+shop@example.org" and "Ann@example.org" are both Ann's. To count by, never to write to.</summary>
    public static string Of(string address)
    {
        var (plus, at) = (address.IndexOf('+', StringComparison.Ordinal), address.LastIndexOf('@'));
        return (plus > 0 && plus < at ? address.Remove(plus, at - plus) : address).ToLowerInvariant();
    }
}
