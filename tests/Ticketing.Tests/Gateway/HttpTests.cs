using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Gateway;

/// <summary>What clients see of the API: statuses, codes, members, headers.</summary>
public sealed class HttpTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("{", 400, "malformed_request")]
    [InlineData("[]", 400, "malformed_request")]
    [InlineData("{}", 422, "invalid_field")]
    [InlineData("""{"event_id":7,"qty":1}""", 422, "invalid_field")]
    [InlineData("""{"event_id":"00000000-0000-0000-0000-000000000000","qty":1}""", 404, "event_not_found")]
    [InlineData("""{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":1}""", 404, "event_not_found")]
    [InlineData("""{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":"two"}""", 422, "invalid_field")]
    public async Task A_hold_that_can_not_be_read_or_placed_is_explained(string body, int status, string code)
    {
        var (answered, problem) = await PostAsync("/api/v1/holds", body);
        Assert.Equal(status, answered);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
    }

    [Fact]
    public async Task A_wrong_member_is_named_by_its_path()
    {
        var (status, problem) = await PostAsync(
            "/api/v1/events", """{"name":"x","sections":[{"id":"a","kind":"seated","rows":[{"label":"A","seats":0}]}]}""");
        Assert.Equal(422, status);
        Assert.Contains(problem.GetProperty("errors").EnumerateObject(), error => error.Name == "sections[0].rows[0].seats");
    }

    [Fact]
    public async Task An_event_has_a_location_a_version_and_is_changed_only_at_that_version()
    {
        using var created = await service.Client.PostAsync(At("/api/v1/events"), Json("""{"name":"Versioned","total_seats":5}"""));
        Assert.Equal(201, (int)created.StatusCode);
        Assert.Equal("\"1\"", created.Headers.ETag!.Tag);
        var path = created.Headers.Location!.ToString();
        Assert.Equal(428, await PatchAsync(path, null));
        Assert.Equal(412, await PatchAsync(path, "\"9\""));
        Assert.Equal(422, await PatchAsync(path, "\"1\"", """{"total_seats":20}"""));
        Assert.Equal(200, await PatchAsync(path, "\"1\""));
        Assert.Equal(412, await PatchAsync(path, "\"1\""));
    }

    [Fact]
    public async Task The_same_key_and_body_give_the_first_answer_again_and_another_body_is_refused()
    {
        var id = await EventAsync(5);
        var key = Guid.NewGuid().ToString();
        var (first, hold) = await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":2}""", key);
        var (again, same) = await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":2}""", key);
        var (other, problem) = await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":3}""", key);
        Assert.Equal((201, 201, 422), (first, again, other));
        Assert.Equal(hold.GetRawText(), same.GetRawText());
        Assert.Equal("idempotency_key_reused", problem.GetProperty("code").GetString());
        Assert.Equal(2, await CountAsync(id, "held"));
    }

    [Fact]
    public async Task The_first_answer_is_given_again_when_it_was_a_refusal()
    {
        var id = await EventAsync(1);
        var key = Guid.NewGuid().ToString();
        var (_, hold) = await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":1}""");
        Assert.Equal(409, (await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":1}""", key)).Status);
        Assert.Equal(200, (await PostAsync($"/api/v1/holds/{hold.GetProperty("hold_id").GetString()}/expire", "")).Status);
        Assert.Equal(409, (await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":1}""", key)).Status);
        Assert.Equal(201, (await PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":1}""")).Status);
    }

    [Fact]
    public async Task A_key_that_can_be_guessed_is_refused()
    {
        var (status, problem) = await PostAsync("/api/v1/events", """{"name":"x","total_seats":1}""", "1");
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
    }

    [Fact]
    public async Task One_event_is_created_by_one_key_however_often_it_is_sent()
    {
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync("/api/v1/events", """{"name":"Once","total_seats":3}""", key)));
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[201, 409]));
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Body.GetProperty("event_id").GetString()).Distinct());
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_no_JSON_is_refused()
    {
        Assert.Equal(413, (await PostAsync("/api/v1/holds", new string(' ', 70_000))).Status);
        using var text = new StringContent("hello", Encoding.UTF8, "text/plain");
        using var response = await service.Client.PostAsync(At("/api/v1/holds"), text);
        Assert.Equal(415, (int)response.StatusCode);
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_problems_too()
    {
        using var nothing = await service.Client.GetAsync(At("/nothing"));
        using var method = await service.Client.DeleteAsync(At("/reserve"));
        Assert.Equal((404, 405), ((int)nothing.StatusCode, (int)method.StatusCode));
        Assert.Equal("application/problem+json", nothing.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/problem+json", method.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_seat_of_the_house_is_reserved_and_bought_by_one_user()
    {
        const string ann = """{"seat_id":"HTTP-1","user_id":"ann"}""";
        const string bob = """{"seat_id":"HTTP-1","user_id":"bob"}""";
        Assert.Equal("Available", await SeatAsync());
        Assert.Equal(400, (await PostAsync("/buy", ann)).Status);
        var (status, body) = await PostAsync("/reserve", ann);
        Assert.Equal((200, """{"status":"reserved"}"""), (status, body.GetRawText()));
        Assert.Equal(200, (await PostAsync("/reserve", ann)).Status);
        Assert.Equal(409, (await PostAsync("/reserve", bob)).Status);
        Assert.Equal("Reserved", await SeatAsync());
        Assert.Equal(400, (await PostAsync("/buy", bob)).Status);
        var (_, sold) = await PostAsync("/buy", ann);
        Assert.Equal("""{"status":"sold"}""", sold.GetRawText());
        Assert.Equal(200, (await PostAsync("/buy", ann)).Status);
        Assert.Equal(409, (await PostAsync("/reserve", ann)).Status);
        Assert.Equal("Sold", await SeatAsync());

        async Task<string?> SeatAsync() => (await service.Client.GetFromJsonAsync<JsonElement>(At("/seats/HTTP-1"))).GetProperty("status").GetString();
    }

    [Fact]
    public async Task A_million_places_are_created_in_seconds_and_sold_from()
    {
        var id = await EventAsync(1_000_000);
        var (status, booking) = await PostAsync("/api/v1/book", $$"""{"event_id":"{{id}}","qty":100}""");
        Assert.Equal(201, status);
        Assert.Equal(100, booking.GetProperty("qty").GetInt32());
        Assert.Equal(999_900, await CountAsync(id, "available"));
    }

    [Fact]
    public async Task Every_route_is_documented_with_its_refusals()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>(At("/openapi/v1.json"));
        Assert.Equal("3.1.1", document.GetProperty("openapi").GetString());
        var holds = document.GetProperty("paths").GetProperty("/api/v1/holds").GetProperty("post").GetProperty("responses");
        Assert.Equal(["201", "401", "403", "404", "409", "503", "default"], holds.EnumerateObject().Select(response => response.Name).Order());
    }

    [Fact]
    public async Task Metrics_count_what_was_refused()
    {
        await PostAsync("/api/v1/holds", "{}");
        var text = await service.Client.GetStringAsync(At("/metrics"));
        Assert.Contains("# TYPE http_requests_total counter", text, StringComparison.Ordinal);
        Assert.Contains("refusals_total{code=\"invalid_field\"}", text, StringComparison.Ordinal);
        Assert.Contains("http_request_duration_seconds_bucket{method=\"POST\",route=\"/api/v1/holds\",le=\"+Inf\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correlation_id_comes_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At("/info"));
        request.Headers.Add("X-Correlation-ID", "order-17");
        using var response = await service.Client.SendAsync(request);
        Assert.Equal("order-17", Assert.Single(response.Headers.GetValues("X-Correlation-ID")));
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private async Task<(int Status, JsonElement Body)> PostAsync(string path, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(path)) { Content = Json(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await service.Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task<int> PatchAsync(string path, string? version, string body = """{"status":"paused"}""")
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, At(path)) { Content = Json(body) };
        if (version is not null)
        {
            request.Headers.Add("If-Match", version);
        }

        using var response = await service.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<string> EventAsync(int places) =>
        (await PostAsync("/api/v1/events", $$"""{"name":"Http","total_seats":{{places}}}""")).Body.GetProperty("event_id").GetString()!;

    private async Task<int> CountAsync(string id, string what) =>
        (await service.Client.GetFromJsonAsync<JsonElement>(At($"/api/v1/events/{id}/status"))).GetProperty(what).GetInt32();
}
