using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.Json;

namespace Ticketing.Texts;

/// <summary>
/// What an assembly says in one language: its <c>Texts/*.{language}.resx</c> together, and those of this one. The service runs without
/// cultures of the machine, so names of days and months and the forms of numbers are texts too.
/// </summary>
public sealed class TextBook
{
    private readonly FrozenDictionary<string, string> _texts;
    private readonly ConcurrentDictionary<string, string> _forScripts = new(StringComparer.Ordinal);

    private TextBook(Language language, Assembly assembly) =>
        (Language, _texts) = (language, new[] { typeof(TextBook).Assembly, assembly }.SelectMany(one => Read(language, one)).ToFrozenDictionary(StringComparer.Ordinal));

    public Language Language { get; }

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text. One that is missing is a fault, found by the tests that compare the languages.</summary>
    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"No text '{key}' in {Language.Tag()}.");

    public bool Has(string key) => _texts.ContainsKey(key);

    /// <summary>One in each language.</summary>
    public static FrozenDictionary<Language, TextBook> AllOf(Assembly assembly) => Languages.All.ToFrozenDictionary(static language => language, language => new TextBook(language, assembly));

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

    private static IEnumerable<KeyValuePair<string, string>> Read(Language language, Assembly assembly)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("texts/", StringComparison.Ordinal)
            && name.EndsWith($".{language.Tag()}.resources", StringComparison.Ordinal)))
        {
            using ResourceReader reader = new(assembly.GetManifestResourceStream(name)!);
            foreach (DictionaryEntry entry in reader)
            {
                yield return KeyValuePair.Create((string)entry.Key, (string)entry.Value!);
            }
        }
    }
}
