namespace Ticketing.Configuration;

/// <summary>A setting is wrong. The message names it and says what it must be.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception("The configuration is not valid:" + string.Concat(errors.Select(error => Environment.NewLine + "  " + error)))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
