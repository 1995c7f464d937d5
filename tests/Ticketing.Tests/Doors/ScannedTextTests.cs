using System.Text.Json;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Doors;

/// <summary>What scanners read and how they send it: a line's end after a code, and codes that are none of ours.</summary>
public sealed class ScannedTextTests : IAsyncLifetime
{
    private Gate? _gate;

    private Gate Gate => _gate!;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Theory]
    [InlineData("", "\r")]
    [InlineData("", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("", "\t")]
    [InlineData(" \t", " \u00a0\u001d\u0004")]
    [InlineData("\u0002", "\u0003")]
    public async Task What_a_scanner_types_around_a_code_is_passed_over(string before, string after)
    {
        var (_, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        Assert.Equal((200, "admitted"), await ScanAsync(before + codes[0] + after));
    }

    [Fact]
    public async Task What_is_no_ticket_is_told_to_be_none()
    {
        string[] read =
        [
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Example\r\nEND:VCARD", "https://example.org/menu", new string('A', 504), new string(' ', 504), "\r\n", "", "\ud83d\ude00", "WIFI:T:WPA;S:net;P:key;;",
        ];
        foreach (var text in read)
        {
            Assert.Equal((422, "not_a_ticket"), await ScanAsync(text));
        }
    }

    [Fact]
    public async Task One_that_is_no_ticket_is_refused_in_a_report_and_the_others_are_taken()
    {
        var (_, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 3);
        Service.Office.Time.Advance(TimeSpan.FromMinutes(2));
        var now = Service.Office.Time.GetUtcNow();
        string[] read = [codes[0] + "\r\n", "BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD", codes[1], new string('A', 504), "\ud800", codes[2] + "\t"];
        var scans = string.Join(',', read.Select(text => $$"""{"ticket":{{Quoted(text)}},"scan_id":"{{Gate.Next()}}","at":"{{now.AddMinutes(-1):O}}"}"""));
        var (status, report, _) = await Service.SendAsync(
            "POST", "/api/v1/checkin/scans", Gate.Scanner, $$"""{"gate":"north","sent_at":"{{now:O}}","scans":[{{scans}}]}""");
        Assert.Equal((200, 3, 3), (status, report.GetProperty("admitted").GetInt32(), report.GetProperty("refused").GetInt32()));
        Assert.Equal(
            ["admitted ", "refused not_a_ticket", "admitted ", "refused not_a_ticket", "refused not_a_ticket", "admitted "],
            report.GetProperty("items").EnumerateArray().Select(static item => $"{Gate.Text(item, "result")} {item.GetProperty("code").GetString()}"));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task What_is_no_text_at_all_is_a_fault_of_the_request(string value)
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/checkin", Gate.Scanner, $$"""{"ticket":{{value}},"gate":"north"}""");
        Assert.Equal((422, "invalid_field"), (status, Gate.Text(problem, "code")));
    }

    private async Task<(int Status, string Said)> ScanAsync(string text)
    {
        var (status, body, _) = await Service.SendAsync("POST", "/api/v1/checkin", Gate.Scanner, $$"""{"ticket":{{Quoted(text)}},"gate":"north","scan_id":"{{Gate.Next()}}"}""");
        return (status, Gate.Text(body, status == 200 ? "result" : "code"));
    }

    /// <summary>As JSON; half of a surrogate pair as the escape that it is.</summary>
    private static string Quoted(string text) => text == "\ud800" ? "\"\\ud800\"" : JsonSerializer.Serialize(text);
}
