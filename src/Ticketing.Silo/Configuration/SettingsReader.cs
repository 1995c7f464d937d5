using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ticketing.Configuration;

/// <summary>Reads settings and notes every one that is wrong.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    public List<string> Errors { get; } = [];

    public string Text(string key, string fallback) => configuration[key] is { Length: > 0 } text ? text : fallback;

    public long Number(string key, long fallback, long least, long most, string? alias = null)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return fallback;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Errors.Add($"{Named(key, alias)} must be a whole number from {least} to {most}, not '{text}'.");
        return fallback;
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most, string? alias = null)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return fallback;
        }

        // A number alone would be days, which nobody means.
        if ((text.Contains(':', StringComparison.Ordinal) || text == "0") && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        Errors.Add($"{Named(key, alias)} must be a duration from {least} to {most}, written hh:mm:ss, not '{text}'.");
        return fallback;
    }

    public bool Flag(string key, bool fallback)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return fallback;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Errors.Add($"{key} must be true or false, not '{text}'.");
        return fallback;
    }

    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return fallback;
        }

        var name = Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name is not null)
        {
            return Enum.Parse<T>(name);
        }

        Errors.Add($"{key} must be one of {string.Join(", ", Enum.GetNames<T>())}, not '{text}'.");
        return fallback;
    }

    /// <summary>Texts with commas between them, or members of a list.</summary>
    public IReadOnlyList<string> List(string key) =>
    [
        .. Text(key, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        .. configuration.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>(),
    ];

    /// <summary>An origin as browsers send it: it is compared letter by letter.</summary>
    public static bool IsOrigin(string text, [NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text;

    /// <summary>Notes a value that is none of the choices.</summary>
    public void Choice(string key, string? alias, IReadOnlyCollection<string> choices)
    {
        if (configuration[key] is { Length: > 0 } text && !choices.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            Errors.Add($"{Named(key, alias)} must be one of {string.Join(", ", choices)}, not '{text}'.");
        }
    }

    /// <summary>Notes every logger's level that is none.</summary>
    public void Levels(string section, string alias)
    {
        foreach (var logger in configuration.GetSection(section).GetChildren())
        {
            Choice(logger.Path, logger.Key == "Default" ? alias : null, Enum.GetNames<LogLevel>());
        }
    }

    /// <summary>Notes an address that can't be listened on.</summary>
    public void Addresses(string key, string alias)
    {
        foreach (var text in (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Kestrel also takes a star or a plus for every address.
            var host = text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(host, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                Errors.Add($"{Named(key, alias)} must be addresses such as http://127.0.0.1:8080, not '{text}'.");
            }
        }
    }

    public void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            Errors.Add(otherwise);
        }
    }

    /// <summary>Whoever gave the short name looks for that.</summary>
    private static string Named(string key, string? alias) => alias is null ? key : $"{key} ({alias})";
}
