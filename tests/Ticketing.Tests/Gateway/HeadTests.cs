using Microsoft.Extensions.DependencyInjection;
using Ticketing.Security;
using Ticketing.Streaming;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>HEAD: what GET answers, without its body (RFC 9110, 9.3.2).</summary>
public sealed class HeadTests : IAsyncLifetime
{
    /// <summary>What differs from one call to the next.</summary>
    private static readonly string[] Own = ["X-Correlation-ID", "Date"];

    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Every_route_that_has_GET_answers_HEAD_alike()
    {
        var (_, created, _) = await Service.SendAsync("POST", "/api/v1/events", null, """{"name":"Play","total_seats":5}""");
        var admin = Service.Token("adam", Roles.Admin);
        foreach (var route in Service.Routes.Where(static route => route.Method == "GET" && !route.Streams))
        {
            foreach (var id in new[] { created.GetProperty("event_id").GetString()!, "4242d34d-8040-8000-8000-000000000000", "nonsense" })
            {
                var path = route.Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{event_id}", id, StringComparison.Ordinal);

                // Counts and lists of calls grow by each call.
                var isOfCalls = route.Path.EndsWith("/metrics", StringComparison.Ordinal) || route.Path.EndsWith("/audit", StringComparison.Ordinal);
                foreach (var token in new[] { null, admin })
                {
                    await LikeAsync(path, token, withLength: !isOfCalls);
                }
            }
        }
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/swagger-ui.css")]
    [InlineData("/nothing")]
    public async Task Pages_that_are_no_route_do_so_too(string path) => await LikeAsync(path, null, withLength: true);

    [Theory]
    [InlineData("/reserve", 405)]
    [InlineData("/api/v1/checkin", 405)]
    public async Task A_path_that_has_no_GET_has_no_HEAD(string path, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var response = await Service.Client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_headers_of_a_stream_are_told_and_nobody_listens()
    {
        var (_, created, _) = await Service.SendAsync("POST", "/api/v1/events", null, """{"name":"Play","total_seats":5}""");
        var path = $"/api/v1/events/{created.GetProperty("event_id").GetString()}/stream";
        using HttpRequestMessage asked = new(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var head = await Service.Client.SendAsync(asked);
        Assert.Equal((200, ""), ((int)head.StatusCode, await head.Content.ReadAsStringAsync()));
        Assert.Equal(0, Service.Services.GetRequiredService<EventStreams>().Listeners);

        using var get = await Service.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", get.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HeadersOf(get, withLength: true), HeadersOf(head, withLength: true));

        using var missing = await Service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(path + "?sections=nowhere", UriKind.Relative)));
        Assert.Equal(404, (int)missing.StatusCode);
    }

    private async Task LikeAsync(string path, string? token, bool withLength)
    {
        using HttpRequestMessage get = new(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using HttpRequestMessage head = new(HttpMethod.Head, new Uri(path, UriKind.Relative));
        foreach (var request in new[] { get, head }.Where(_ => token is not null))
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var shown = await Service.Client.SendAsync(get);
        using var told = await Service.Client.SendAsync(head);
        Assert.Equal((path, shown.StatusCode), (path, told.StatusCode));
        Assert.Equal([path, .. HeadersOf(shown, withLength)], [path, .. HeadersOf(told, withLength)]);
        Assert.Empty(await told.Content.ReadAsByteArrayAsync());
    }

    private static string[] HeadersOf(HttpResponseMessage response, bool withLength) =>
    [
        .. response.Headers.Concat(response.Content.Headers)
            .Where(header => !Own.Contains(header.Key) && (withLength || header.Key is not ("Content-Length" or "ETag")))
            .Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal),
    ];
}
