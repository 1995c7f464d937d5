using System.Globalization;

namespace Ticketing.Identifiers;

/// <summary>The string keys of grains whose home is told by an id.</summary>
public static class GrainKeys
{
    public static string Event(ulong eventKey) => eventKey.ToString("x10", CultureInfo.InvariantCulture);

    public static string Section(ulong eventKey, int block) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{block}");

    public static string Unit(ulong eventKey, int block, int unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{block}-{unit}");

    /// <summary>A seat of the house event, which is found by its name and not by its number.</summary>
    public static string OpenSeat(ulong eventKey, int block, string seat) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{block}-{seat}");

    public static string Allowance(ulong eventKey, string customer) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventKey:x10}-{customer}");

    public static (ulong EventKey, int Block) ParseSection(string key)
    {
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return (
            ulong.Parse(key.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            int.Parse(key.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
