namespace Ticketing.Hosting;

/// <summary>Logs to the standard output: one JSON object a line, or text for people.</summary>
internal static class LoggingSetup
{
    public static void AddTicketingLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.Configure(static options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        var text = string.Equals(builder.Configuration["Logging:Format"], "text", StringComparison.OrdinalIgnoreCase);
        builder.Logging.AddConsole(options => options.FormatterName = text ? "simple" : JsonLogFormatter.FormatterName);
        builder.Logging.AddConsoleFormatter<JsonLogFormatter, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
    }
}
