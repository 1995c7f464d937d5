using System.Text.Json;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Attendees;

/// <summary>Who comes, over HTTP: asked with the order, changed after it, listed for staff, and forgotten.</summary>
public sealed class AttendeeHttpTests : IAsyncLifetime
{
    private const string Two = """
        "attendees":[{"name":"Ann Lee","answers":[{"question":"meal","answer":"Fish"}]},{"name":"=2+5","email":"ben@example.org"}],"answers":[{"question":"terms","answer":"yes"}]
        """;
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Olga => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("0.00")]
    [InlineData("20.00")]
    public async Task An_order_that_lacks_something_is_refused_by_field_and_its_hold_stays(string price)
    {
        var id = await EventAsync(price);
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":2}""")).Body;
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","attendees":[{"name":"Ann Lee"}]}""");
        Assert.Equal((422, "invalid_field"), (status, Text(problem, "code")));
        Assert.Equal(["attendees[1].name", "answers.terms"], problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name));
        Assert.Equal("Give the name of who comes with ticket 2.", problem.GetProperty("errors").GetProperty("attendees[1].name")[0].GetString());
        Assert.Equal("active", Text((await Service.SendAsync("GET", $"/api/v1/holds/{Text(hold, "hold_id")}", Ann)).Body, "status"));

        var (booked, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{Text(hold, "hold_id")}}",{{Two}}}""");
        Assert.Equal((201, price == "0.00" ? "confirmed" : "pending"), (booked, Text(booking, "status")));
        var shown = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/attendees", Ann)).Body;
        Assert.Equal(["Ann Lee", "=2+5"], shown.GetProperty("attendees").EnumerateArray().Select(static one => Text(one, "name")));
        Assert.Equal("Which meal?", Text(shown.GetProperty("attendees")[0].GetProperty("answers")[0], "text"));
        Assert.Equal(404, (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/attendees", Service.Token("bob", Roles.Customer))).Status);

        // Asked again it is the same booking, which has them.
        Assert.Equal(200, (await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{Text(hold, "hold_id")}}"}""")).Status);
        if (price == "0.00")
        {
            var history = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/history", Ann)).Body.GetProperty("items");
            Assert.Equal(["pending ann", "confirmed ann"], history.EnumerateArray().Select(static step => $"{Text(step, "status")} {Text(step, "by")}"));
        }
    }

    [Fact]
    public async Task One_step_asks_too_and_staff_at_the_box_office_sell_without()
    {
        var id = await EventAsync("0.00");
        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":2}""")).Status);
        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{id}}","quantity":2}""")).Status);
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Olga, $$"""{"event_id":"{{id}}","qty":2}""")).Status);
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":2,{{Two}}}""");
        Assert.Equal((201, "confirmed", 2), (status, Text(booking, "status"), booking.GetProperty("version").GetInt32()));
        var tickets = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/tickets", Ann)).Body.GetProperty("items");
        Assert.Equal(["Ann Lee", "=2+5"], tickets.EnumerateArray().Select(static ticket => Text(ticket, "holder")));
        Assert.DoesNotContain(Service.Logged, static line => line.Contains("Ann Lee", StringComparison.Ordinal) || line.Contains("ben@example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_that_asks_nothing_takes_nothing()
    {
        var id = await Service.Office.FreeEventAsync(10);
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":2,"attendees":[{"name":"Ann"}]}""");
        Assert.Equal((422, "attendees"), (status, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":2}""")).Status);
    }

    [Fact]
    public async Task A_free_order_that_was_cut_off_once_it_was_opened_is_shown_as_it_is_told_also_when_the_event_asks_nothing_any_more()
    {
        var id = await EventAsync("0.00");
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":2}""")).Body;
        Assert.True(HoldId.TryFrom(hold.GetProperty("hold_id").GetGuid(), out var held));
        var known = (await Service.Office.Grains.HomeOf(held).Get(held)).Hold!;
        var begun = await Service.Office.Grains.GetGrain<IBookingGrain>(BookingId.Of(held).GrainKey()).Start(
            new StartBooking { Hold = known, Customer = "ann", Attendees = new BookingAttendees { Tickets = [new Attendee { Name = "Ann Lee" }, new Attendee { Name = "Ben" }] } });
        Assert.Equal(BookingStatus.Pending, begun.Booking!.Status);
        var (changed, answer, _) = await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Olga, """{"questions":null,"attendee_names":"none","attendee_emails":"none"}""", ("If-Match", "*"));
        Assert.True(changed == 200, answer.GetRawText());

        var (status, booked, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"hold_id":"{{held}}","hold_token":"{{Text(hold, "hold_token")}}"}""");
        Assert.True(status == 201, booked.GetRawText());
        Assert.Equal("confirmed", Text(booked, "status"));
        var shown = (await Service.SendAsync("GET", $"/api/v1/bookings/{BookingId.Of(held)}", Ann)).Body;
        Assert.Equal("confirmed", Text(shown, "status"));
    }

    [Fact]
    public async Task Who_comes_is_changed_with_the_version_and_staff_say_why()
    {
        var booking = await BookAsync(await EventAsync("0.00"));
        var path = $"/api/v1/bookings/{booking}/attendees";
        const string Other = """{"attendees":[{"name":"Zoe"},{"name":"Ben"}],"answers":[{"question":"terms","answer":"yes"}]}""";
        Assert.Equal(428, (await Service.SendAsync("PUT", path, Ann, Other)).Status);
        Assert.Equal(412, (await Service.SendAsync("PUT", path, Ann, Other, ("If-Match", "\"1\""))).Status);
        var (status, changed, _) = await Service.SendAsync("PUT", path, Ann, Other, ("If-Match", "\"2\""));
        Assert.Equal((200, "Zoe", 3), (status, Text(changed.GetProperty("attendees")[0], "name"), changed.GetProperty("version").GetInt32()));
        Assert.Equal(422, (await Service.SendAsync("PUT", path, Ann, """{"attendees":[{"name":"Zoe"}]}""", ("If-Match", "*"))).Status);
        Assert.Equal(422, (await Service.SendAsync("PUT", path, Olga, Other, ("If-Match", "*"))).Status);
        Assert.Equal(200, (await Service.SendAsync("PUT", path, Olga, """{"attendees":[{"name":"Max"}],"reason":"asked by phone"}""", ("If-Match", "*"))).Status);
        var last = (await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/history", Ann)).Body.GetProperty("items").EnumerateArray().Last();
        Assert.Equal(("olga", "asked by phone", true), (Text(last, "by"), Text(last, "why"), last.GetProperty("attendees_changed").GetBoolean()));

        Service.Office.Time.Advance(TimeSpan.FromDays(400));
        var (late, why, _) = await Service.SendAsync("PUT", path, Ann, Other, ("If-Match", "*"));
        Assert.Equal((409, "attendees_too_late"), (late, Text(why, "code")));
    }

    [Fact]
    public async Task A_request_that_was_served_is_answered_the_same_after_the_event_asks_for_more()
    {
        var id = await EventAsync("20.00");
        var body = $$"""{"event_id":"{{id}}","quantity":2,{{Two}}}""";
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, body, ("Idempotency-Key", "k1"));
        Assert.Equal(201, status);
        Assert.Equal(200, (await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Olga, """{"attendee_emails":"required"}""", ("If-Match", "*"))).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/bookings", Ann, body, ("Idempotency-Key", "k2"))).Status);
        var (again, same, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, body, ("Idempotency-Key", "k1"));
        Assert.True(again is 200 or 201 && Text(same, "id") == Text(booking, "id"), $"{again} {same}");
    }

    [Fact]
    public async Task Names_that_are_put_right_before_it_is_paid_take_the_place_of_those_before()
    {
        var id = await EventAsync("20.00");
        var hold = Text((await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":2}""")).Body, "hold_id");
        var (_, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{hold}}",{{Two}}}""");
        var (status, _, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{hold}}",{{Two.Replace("Ann Lee", "Anne Lee", StringComparison.Ordinal)}}}""");
        Assert.Equal(200, status);
        var shown = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/attendees", Ann)).Body;
        Assert.Equal("Anne Lee", Text(shown.GetProperty("attendees")[0], "name"));
    }

    [Fact]
    public async Task Who_has_booked_changes_them_a_hundred_times_and_staff_after_that()
    {
        var path = $"/api/v1/bookings/{await BookAsync(await EventAsync("0.00"))}/attendees";
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await ChangeAsync(Ann, $"Zoe {i}")).Status);
        }

        Assert.Equal((409, "too_many_attendee_changes"), await ChangeAsync(Ann, "Zoe"));
        Assert.Equal(200, (await ChangeAsync(Olga, "Zoe")).Status);

        async Task<(int Status, string Code)> ChangeAsync(string token, string name)
        {
            var (status, answer, _) = await Service.SendAsync(
                "PUT", path, token, $$"""{"attendees":[{"name":"{{name}}"},{"name":"Ben"}],"answers":[{"question":"terms","answer":"yes"}],"reason":"asked"}""", ("If-Match", "*"));
            return (status, status == 200 ? "" : Text(answer, "code"));
        }
    }

    [Fact]
    public async Task A_ticket_that_is_passed_on_says_nothing_of_who_had_it()
    {
        var booking = await BookAsync(await EventAsync("0.00"));
        var bob = Service.Token("bob", Roles.Customer);
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/customers/me", bob, """{"name":"Bob","email":"bob@example.org"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/tickets/2/transfer", Ann, """{"to":"bob"}""")).Status);
        var ticket = Assert.Single((await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/tickets", bob)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal("Bob", Text(ticket, "holder"));
        var export = (await Service.SendAsync("GET", "/api/v1/customers/me/export", bob)).Body.GetRawText();
        Assert.DoesNotContain("ben@example.org", export, StringComparison.Ordinal);
        var shown = (await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/attendees", Ann)).Body.GetProperty("attendees")[1];
        Assert.Equal((JsonValueKind.Null, true), (shown.GetProperty("name").ValueKind, shown.GetProperty("passed_on").GetBoolean()));
    }

    [Fact]
    public async Task Staff_find_who_comes_page_by_page_and_take_a_table_home_that_no_spreadsheet_computes()
    {
        var id = await EventAsync("0.00");
        await BookAsync(await EventAsync("0.00"));
        var booking = await BookAsync(id);
        await Service.SendAsync("POST", "/api/v1/book", Olga, $$"""{"event_id":"{{id}}","qty":1}""");
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(20));
            return (await Service.SendAsync("GET", $"/api/v1/events/{id}/attendees", Olga)).Body.GetProperty("items").GetArrayLength() == 3;
        });
        Assert.Equal(403, (await Service.SendAsync("GET", $"/api/v1/events/{id}/attendees", Ann)).Status);
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = (await Service.SendAsync("GET", $"/api/v1/events/{id}/attendees?limit=1{(cursor is null ? "" : "&cursor=" + cursor)}", Olga)).Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(static one => $"{one.GetProperty("number")} {one.GetProperty("name")}"));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(["1 Ann Lee", "2 =2+5", "1 "], seen);
        foreach (var search in new[] { "lee", "BEN@example", "2%2B5" })
        {
            var found = Assert.Single((await Service.SendAsync("GET", $"/api/v1/events/{id}/attendees?q={search}", Olga)).Body.GetProperty("items").EnumerateArray());
            Assert.Equal(booking, Text(found, "booking_id"));
        }

        // The question is another now: what was answered stays beside what was asked.
        var version = (await Service.SendAsync("GET", $"/api/v1/events/{id}", Olga)).Body.GetProperty("version");
        Assert.Equal(200, (await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Olga, """{"questions":[{"id":"meal","text":"Meat?","kind":"consent","per":"ticket"}]}""", ("If-Match", $"\"{version}\""))).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1/events/{id}/attendees.csv", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Olga);
        using var answer = await Service.Client.SendAsync(request);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.EndsWith(",name,email,user_id,booking_email,passed_on,came,Meat?,other_answers", lines[0], StringComparison.Ordinal);
        Assert.Contains(",Ann Lee,,ann,,no,no,,\"I agree.: yes; Which meal?: Fish\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(",'=2+5,ben@example.org,ann,,no,no,,I agree.: yes", lines[2], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public async Task The_same_again_asks_the_same_and_a_wrong_question_is_told_by_its_place()
    {
        var id = await EventAsync("0.00");
        var again = (await Service.SendAsync("POST", $"/api/v1/events/{id}/duplicate", Olga, """{"starts_at":"2031-06-01T19:00:00Z"}""")).Body;
        Assert.Equal(("required", 2), (Text(again, "attendee_names"), again.GetProperty("questions").GetArrayLength()));
        var version = again.GetProperty("version");
        var (status, problem, _) = await Service.SendAsync(
            "PATCH", $"/api/v1/events/{Text(again, "event_id")}", Olga, """{"questions":[{"id":"a","text":"A?","kind":"choice"},{"id":"a","text":"B?","kind":"text","options":["x","y"]}]}""", ("If-Match", $"\"{version}\""));
        Assert.Equal(422, status);
        Assert.Equal(["questions[0].options", "questions[1].id", "questions[1].options"], problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name));
        var (cleared, nothing, _) = await Service.SendAsync("PATCH", $"/api/v1/events/{Text(again, "event_id")}", Olga, """{"questions":null,"attendee_names":"none"}""", ("If-Match", $"\"{version}\""));
        Assert.Equal((200, false, false), (cleared, nothing.TryGetProperty("questions", out _), nothing.TryGetProperty("attendee_names", out _)));
    }

    [Fact]
    public async Task What_is_known_of_who_comes_is_exported_and_erased_with_the_customer()
    {
        var booking = await BookAsync(await EventAsync("0.00"));
        var export = (await Service.SendAsync("GET", "/api/v1/customers/me/export", Ann)).Body.GetProperty("bookings")[0];
        Assert.Equal(("Ann Lee", "I agree."), (Text(export.GetProperty("attendees")[0], "name"), Text(export.GetProperty("answers")[0], "text")));
        Assert.Equal(202, (await Service.SendAsync("DELETE", "/api/v1/customers/me", Ann)).Status);
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(20));
            var shown = (await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/attendees", Olga)).Body;
            return shown.GetProperty("answers").GetArrayLength() == 0 && shown.GetProperty("attendees").EnumerateArray().All(static one => one.GetProperty("name").ValueKind == JsonValueKind.Null);
        });
    }

    private async Task<string> EventAsync(string price)
    {
        var (status, created, _) = await Service.SendAsync("POST", "/api/v1/events", Olga, $$"""
            {"name":"Dinner","total_seats":50,"price":"{{price}}","starts_at":"{{Service.Office.Time.GetUtcNow().AddDays(30):yyyy-MM-ddTHH:mm:ssZ}}","attendee_names":"required","attendee_emails":"optional",
             "questions":[{"id":"meal","text":"Which meal?","kind":"choice","options":["Fish","None"],"per":"ticket"},{"id":"terms","text":"I agree.","kind":"consent","required":true}]}
            """);
        Assert.Equal(201, status);
        return Text(created, "event_id");
    }

    private async Task<string> BookAsync(string id)
    {
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":2,{{Two}}}""");
        Assert.Equal(201, status);
        return Text(booking, "id");
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString() ?? "";
}
