using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Doors;

/// <summary>Who has no code to show, and says the booking's reference.</summary>
public sealed class TypedScanHttpTests : IAsyncLifetime
{
    private Gate? _gate;

    private Gate Gate => _gate!;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Fact]
    public async Task A_reference_and_a_number_let_in_once_with_the_name_to_ask_for()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, codes) = await Gate.BookAsync(id, 2);
        var reference = ReferenceOf(booking);
        var (status, said, body) = await TypeAsync($"{reference.ToLowerInvariant()} 2", id);
        Assert.Equal((200, "admitted", $"{booking}-2", "ann", true), (status, said, Gate.Text(body, "ticket_id"), Gate.Text(body, "holder"), body.GetProperty("typed").GetBoolean()));
        Assert.Equal("already_admitted", (await TypeAsync($"{reference}-2", id)).Said);
        var (_, why, problem) = await Gate.ScanAsync(codes[1]);
        Assert.Equal(("already_admitted", true), (why, problem.GetProperty("admission").GetProperty("typed").GetBoolean()));
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[0])).Said);
        var (_, twice, other) = await TypeAsync($"{booking}-1", id);
        Assert.Equal(("already_admitted", "ann", false), (twice, Gate.Text(other, "holder"), other.GetProperty("admission").GetProperty("typed").GetBoolean()));
    }

    [Fact]
    public async Task A_reference_alone_does_for_a_booking_of_one_ticket_and_else_is_told_the_numbers()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (one, _) = await Gate.BookAsync(id);
        var (three, _) = await Gate.BookAsync(id, 3);
        Assert.Equal("admitted", (await TypeAsync(ReferenceOf(one), id)).Said);
        var (status, said, body) = await TypeAsync(ReferenceOf(three), id);
        Assert.Equal((409, "ticket_number_needed"), (status, said));
        Assert.Equal([1, 2, 3], body.GetProperty("numbers").EnumerateArray().Select(static number => number.GetInt32()));
    }

    [Fact]
    public async Task The_same_scan_asked_again_is_the_same_and_an_undone_one_stays_undone()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, _) = await Gate.BookAsync(id);
        var scan = Gate.Next();
        var first = await TypeAsync(ReferenceOf(booking), id, scan);
        Assert.Equal(first.Body.GetRawText(), (await TypeAsync(ReferenceOf(booking), id, scan)).Body.GetRawText());
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-1/checkin/undo", Gate.Organizer, """{"reason":"wrong person"}""")).Status);
        Assert.Equal("admission_undone", (await TypeAsync(ReferenceOf(booking), id, scan)).Said);
        Assert.Equal("admitted", (await TypeAsync(ReferenceOf(booking), id)).Said);
    }

    [Fact]
    public async Task Every_refusal_of_a_code_is_one_of_what_is_typed()
    {
        var (id, other) = (await Service.Office.GeneralEventAsync(10), await Service.Office.GeneralEventAsync(5));
        var (booking, _) = await Gate.BookAsync(id, 2);
        var (elsewhere, _) = await Gate.BookAsync(other);
        var reference = ReferenceOf(booking);
        Assert.Equal((404, "ticket_not_found"), await SaidAsync($"{reference}-3"));
        Assert.Equal((404, "ticket_not_found"), await SaidAsync($"{reference}-1-2"));
        Assert.Equal((404, "ticket_not_found"), await SaidAsync(ReferenceOf(elsewhere)));
        Assert.Equal((409, "wrong_event"), await SaidAsync($"{elsewhere}-1"));
        Assert.Equal((422, "not_a_ticket"), await SaidAsync("HELLO"));
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-1/reissue", Gate.Organizer, """{"reason":"lost"}""", ("If-Match", "*"))).Status);
        Assert.Equal((409, "ticket_revoked"), await SaidAsync($"{reference}-1"));
        Assert.Equal((200, "admitted"), await SaidAsync($"{reference}-1-2"));
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{booking}/cancel", Gate.Boss, """{"reason":"ill"}""")).Status);
        Assert.Equal((409, "ticket_cancelled"), await SaidAsync($"{reference}-2"));

        async Task<(int, string)> SaidAsync(string text) => await TypeAsync(text, id) is var (status, said, _) ? (status, said) : default;
    }

    [Fact]
    public async Task A_reference_is_typed_by_staff_for_an_event_and_is_never_taken_for_a_code()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, _) = await Gate.BookAsync(id);
        Assert.Equal("not_a_ticket", (await Gate.ScanAsync($"{ReferenceOf(booking)}-1", served: id)).Said);
        var typed = $$"""{"ticket":"{{ReferenceOf(booking)}}-1","typed":true,"gate":"north"}""";
        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/checkin", Gate.Scanner, typed)).Status);
        Assert.Equal(403, (await Service.SendAsync("POST", "/api/v1/checkin", Gate.Ann, typed[..^1] + $$""","event_id":"{{id}}"}""")).Status);
    }

    private static string ReferenceOf(string booking) => BookingReference.Of(new BookingId(Guid.Parse(booking)));

    private async Task<(int Status, string Said, JsonElement Body)> TypeAsync(string text, EventId id, Guid? scan = null)
    {
        var (status, body, _) = await Service.SendAsync(
            "POST", "/api/v1/checkin", Gate.Scanner, $$"""{"ticket":"{{text}}","typed":true,"gate":"north","scan_id":"{{scan ?? Gate.Next()}}","event_id":"{{id}}"}""");
        return (status, Gate.Text(body, status == 200 ? "result" : "code"), body);
    }
}
