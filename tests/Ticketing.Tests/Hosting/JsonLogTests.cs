using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ticketing.Hosting;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Hosting;

/// <summary>What a line of the log has.</summary>
public sealed class JsonLogTests
{
    [Fact]
    public void A_line_has_when_how_bad_who_what_and_the_ids_of_what_it_speaks_of()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.SetTag(TicketingGateway.CorrelationTag, "order-7");
        var line = Line(LogLevel.Warning, [new("Hold", "h-1"), new("UnitNumber", 3), new("Message", "mine"), new("{OriginalFormat}", "Unit {UnitNumber} of {Hold}")]);

        Assert.Equal("2027-01-31T19:30:00Z", line.GetProperty("timestamp").GetString());
        Assert.Equal("warning", line.GetProperty("level").GetString());
        Assert.Equal("Ticketing.Test", line.GetProperty("logger").GetString());
        Assert.Equal("it happened", line.GetProperty("message").GetString());
        Assert.Equal(activity.TraceId.ToString(), line.GetProperty("trace_id").GetString());
        Assert.Equal("order-7", line.GetProperty("correlation_id").GetString());
        Assert.Equal("h-1", line.GetProperty("hold").GetString());
        Assert.Equal("mine", line.GetProperty("its_message").GetString());
        Assert.Equal("3", line.GetProperty("unit_number").GetString());
    }

    [Fact]
    public void Without_the_callers_word_the_trace_correlates()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Line(LogLevel.Information, []);
        Assert.Equal(activity.TraceId.ToString(), line.GetProperty("correlation_id").GetString());
        Assert.Equal("info", line.GetProperty("level").GetString());
    }

    [Fact]
    public void What_is_secret_in_an_API_key_is_left_out_wherever_one_stands()
    {
        var line = Line(LogLevel.Information, [new("Path", "/api/v1/keys/tk_0102030405060708_00112233445566778899aabbccddeeff00112233")]);
        Assert.Equal("/api/v1/keys/tk_0102030405060708_…", line.GetProperty("path").GetString());
    }

    private static JsonElement Line(LogLevel level, KeyValuePair<string, object?>[] members)
    {
        using var text = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Ticketing.Test", default, members, null, static (_, _) => "it happened");
        new JsonLogFormatter(new ManualTimeProvider()).Write(entry, null, text);
        return JsonDocument.Parse(text.ToString()).RootElement;
    }
}
