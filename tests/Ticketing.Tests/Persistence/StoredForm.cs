using System.Globalization;

namespace Ticketing.Tests.Persistence;

/// <summary>
/// A form that a type was ever stored in, as a file of <c>Forms/</c>: the bytes in the first line, below them what
/// must be read from them. Such a file is never changed; when a type gets a new form, a file with the next number joins.
/// </summary>
internal sealed record StoredForm(string Alias, int Number, string Hex, string[] Members)
{
    private const string Prefix = "Forms.";

    public string FileName => $"{Alias}.{Number}.txt";

    public static IReadOnlyList<StoredForm> All { get; } =
    [
        .. typeof(StoredForm).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(Read)
            .OrderBy(form => form.Alias, StringComparer.Ordinal)
            .ThenBy(form => form.Number),
    ];

    public static StoredForm Today(Type type, int number)
    {
        var sample = SampleMaker.Make(type);
        return new StoredForm(PersistedTypes.AliasOf(type), number, Convert.ToHexString(Generic.Write(type, sample)), Dump.Of(sample));
    }

    public override string ToString() => string.Join('\n', [Hex, .. Members]) + "\n";

    private static StoredForm Read(string resource)
    {
        using var reader = new StreamReader(typeof(StoredForm).Assembly.GetManifestResourceStream(resource)!);
        var lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var name = resource[Prefix.Length..^".txt".Length];
        var dot = name.LastIndexOf('.');
        return new StoredForm(name[..dot], int.Parse(name.AsSpan(dot + 1), CultureInfo.InvariantCulture), lines[0], lines[1..]);
    }

    /// <summary>The serializer for types that only reflection knows.</summary>
    internal static class Generic
    {
        public static byte[] Write(Type type, object value) =>
            (byte[])typeof(Wire).GetMethod(nameof(Wire.Write))!.MakeGenericMethod(type).Invoke(null, [value])!;

        public static object Read(Type type, byte[] bytes) =>
            typeof(Wire).GetMethod(nameof(Wire.Read))!.MakeGenericMethod(type).Invoke(null, [bytes])!;
    }
}
