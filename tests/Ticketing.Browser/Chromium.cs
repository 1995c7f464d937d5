namespace Ticketing.Browser;

/// <summary>The browser that the pages are looked at with: the machine's own.</summary>
internal static class Chromium
{
    public const string Variable = "TICKETING_CHROMIUM";

    public static string? Path { get; } = new[] { Environment.GetEnvironmentVariable(Variable), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(static path => path is { Length: > 0 } && File.Exists(path));

    public static string? Missing { get; } = Path is null ? $"There is no Chromium: install it, or name it in {Variable}." : null;
}

/// <summary>A test that needs a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}
