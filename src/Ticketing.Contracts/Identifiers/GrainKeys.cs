using System.Globalization;
using System.Text;

namespace Ticketing.Identifiers;

/// <summary>The string keys of grains whose home is told by an id.</summary>
public static class GrainKeys
{
    private const int HouseBlocks = 4_096;

    public static string Event(ulong eventKey) => eventKey.ToString("x10", CultureInfo.InvariantCulture);

    public static string Section(ulong eventKey, int block) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{block}");

    public static string Unit(ulong eventKey, int block, int unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{block}-{unit}");

    /// <summary>The block of a seat of the house event: one of many by a hash of the seat's id, so that their number is not bounded by one block.</summary>
    public static string HouseSection(string seat)
    {
        // FNV-1a: where a seat lives must never change.
        var hash = 2_166_136_261u;
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(seat.Length)];
        foreach (var b in bytes[..Encoding.UTF8.GetBytes(seat, bytes)])
        {
            hash = (hash ^ b) * 16_777_619u;
        }

        return Section(EventId.HouseKey, (int)(hash % HouseBlocks));
    }

    /// <summary>A seat of the house event, which is found by its name and not by its number.</summary>
    public static string OpenSeat(ulong eventKey, int block, string seat) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{block}-{seat}");

    public static string Message(ulong eventKey, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{number}");

    /// <summary>The list of an event's withholdings.</summary>
    public static string Withholdings(ulong eventKey) => $"withholdings-{Event(eventKey)}";

    /// <summary>Places that were taken away for good: a withholding that no list has.</summary>
    public static string Removal(ulong eventKey, Guid removal) => $"{Withholding(eventKey, removal)}-removed";

    public static string Withholding(ulong eventKey, Guid withholding) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{withholding:n}");

    public static string Allowance(ulong eventKey, string customer) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{customer}");

    public static string Code(ulong eventKey, string code) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{code}");

    /// <summary>Begins as no other allowance's key, whatever the customer is called.</summary>
    public static string CodeAllowance(ulong eventKey, string code, string customer) =>
        string.Create(CultureInfo.InvariantCulture, $"code/{eventKey:x10}/{code}/{customer}");

    /// <summary>What may be sold as a ticket type: an allowance of all customers. Begins as no other's key does.</summary>
    public static string Quota(ulong eventKey, string type) =>
        string.Create(CultureInfo.InvariantCulture, $"type/{eventKey:x10}/{type}");

    public static (ulong EventKey, int Block) ParseSection(string key)
    {
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return (
            ulong.Parse(key.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            int.Parse(key.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
