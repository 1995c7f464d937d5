using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Ticketing.ApiKeys;

namespace Ticketing.Hosting;

/// <summary>One JSON object a line. The console logger writes on a thread of its own, so a request never waits for it.</summary>
public sealed class JsonLogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ticketing-json";

    /// <summary>Members that every line has; a message's own member of that name must not be a second one.</summary>
    private static readonly HashSet<string> Reserved = ["timestamp", "level", "logger", "message", "trace_id", "correlation_id", "exception"];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime);
            json.WriteString("level"u8, Level(logEntry.LogLevel));
            json.WriteString("logger"u8, logEntry.Category);
            json.WriteString("message"u8, logEntry.Formatter(logEntry.State, logEntry.Exception));
            var activity = System.Diagnostics.Activity.Current;
            var trace = activity?.TraceId.ToString();
            json.WriteString("trace_id"u8, trace);
            json.WriteString("correlation_id"u8, activity?.GetTagItem(TicketingGateway.CorrelationTag) as string ?? trace);
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> members)
            {
                foreach (var (name, value) in members)
                {
                    if (name != "{OriginalFormat}")
                    {
                        var member = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
                        json.WriteString(Reserved.Contains(member) ? "its_" + member : member, Convert.ToString(value, CultureInfo.InvariantCulture));
                    }
                }
            }

            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception"u8, exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(ApiKeyText.Redact(Encoding.UTF8.GetString(buffer.WrittenSpan)));
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "debug",
    };
}
