using Ticketing.Finalization;

namespace Ticketing.Configuration;

/// <summary>The settings of the background work on tickets, read and checked once at start.</summary>
internal static class FinalizationSettings
{
    public static FinalizationOptions From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var defaults = new FinalizationOptions();
        var options = new FinalizationOptions
        {
            Concurrency = (int)reader.Number("Finalization:Concurrency", defaults.Concurrency, 1, 64),
            Share = (int)reader.Number("Finalization:Share", defaults.Share, 1, 100),
            Attempts = (int)reader.Number("Finalization:Attempts", defaults.Attempts, 1, 1_000),
            MailAttempts = (int)reader.Number("Finalization:MailAttempts", defaults.MailAttempts, 0, 1_000),
        };
        return reader.Errors.Count == 0 ? options : throw new SettingsException(reader.Errors);
    }
}
