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

    public static (ulong EventKey, int Block) ParseSection(string key)
    {
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return (
            ulong.Parse(key.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            int.Parse(key.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
