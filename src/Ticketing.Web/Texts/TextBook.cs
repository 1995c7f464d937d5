using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using System.Text.Json;

namespace Ticketing.Web.Texts;

/// <summary>
/// What pages say, in one language: every <c>Texts/*.{language}.resx</c> together. The service runs without cultures of the machine,
/// so names of days and months and the forms of numbers are texts too.
/// </summary>
public sealed class TextBook
{
    private static readonly FrozenDictionary<Language, TextBook> Books = Languages.All.ToFrozenDictionary(static language => language, static language => new TextBook(language));

    private readonly FrozenDictionary<string, string> _texts;
    private readonly ConcurrentDictionary<string, string> _forScripts = new(StringComparer.Ordinal);

    private TextBook(Language language) => (Language, _texts) = (language, Read(language).ToFrozenDictionary(StringComparer.Ordinal));

    public Language Language { get; }

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text. One that is missing is a fault, found by the tests that compare the languages.</summary>
    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"No text '{key}' in {Language.Tag()}.");

    public bool Has(string key) => _texts.ContainsKey(key);

    public static TextBook Of(Language language) => Books[language];

    /// <summary>The text with its {0}, {1} filled in.</summary>
    public string Say(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The text for one, or for another number, which is its {0}.</summary>
    public string Count(string key, long number) => Say(number == 1 ? $"{key}.One" : $"{key}.Many", Number(number));

    /// <summary>The texts whose keys begin so, as JSON for a page's scripts, by the rest of their keys.</summary>
    public string ForScripts(string prefix) => _forScripts.GetOrAdd(
        prefix,
        static (prefix, texts) => JsonSerializer.Serialize(texts.Where(text => text.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(text => text.Key[prefix.Length..], static text => text.Value)),
        _texts);

    /// <summary>A whole number, its thousands apart.</summary>
    public string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(",", this["Number.Thousands"], StringComparison.Ordinal);

    private static Dictionary<string, string> Read(Language language)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        var assembly = typeof(TextBook).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("texts/", StringComparison.Ordinal)
            && name.EndsWith($".{language.Tag()}.resources", StringComparison.Ordinal)))
        {
            using ResourceReader reader = new(assembly.GetManifestResourceStream(name)!);
            foreach (DictionaryEntry entry in reader)
            {
                texts.Add((string)entry.Key, (string)entry.Value!);
            }
        }

        return texts;
    }
}
