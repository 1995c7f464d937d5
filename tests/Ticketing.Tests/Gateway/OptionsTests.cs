using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>What load balancers and curious clients ask before anything else.</summary>
public sealed class OptionsTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("HEAD", 200)]
    [InlineData("OPTIONS", 204)]
    public async Task The_root_answers_the_check_of_a_load_balancer(string method, int status)
    {
        var (seen, body, headers) = await Service.SendAsync(method, "/");
        Assert.Equal((status, method == "GET"), (seen, body.ValueKind != default && body.GetProperty("name").GetString() == "Ticketing.Orleans"));
        Assert.Equal(method == "OPTIONS" ? "no-store" : "no-cache", headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/", "GET, HEAD, OPTIONS")]
    [InlineData("/api/v1/events", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/v1/events/4242d34d-8040-8000-8000-000000000000", "GET, HEAD, OPTIONS, PATCH")]
    [InlineData("/api/v1/customers/me", "DELETE, GET, HEAD, OPTIONS, PUT")]
    [InlineData("/api/v1/admin/customers/blocked", "DELETE, GET, HEAD, OPTIONS")]
    [InlineData("/reserve", "OPTIONS, POST")]
    [InlineData("/openapi/v1.json", "GET, HEAD, OPTIONS")]
    public async Task A_path_tells_what_it_has(string path, string methods)
    {
        Assert.Equal((204, methods, ""), await AskAsync("OPTIONS", path));
    }

    [Fact]
    public async Task Every_route_is_among_what_its_path_has()
    {
        foreach (var route in Service.Routes)
        {
            var (status, methods, body) = await AskAsync("OPTIONS", route.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
            Assert.Equal((route.Path, 204, ""), (route.Path, status, body));
            Assert.Empty(route.Methods.Append("OPTIONS").Except(methods.Split(", ")).Select(method => $"{method} {route.Path}"));
        }
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_have_is_told_what_it_has()
    {
        var (status, methods, body) = await AskAsync("DELETE", "/reserve");
        Assert.Equal((405, "OPTIONS, POST"), (status, methods));
        Assert.Contains("method_not_allowed", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_not_there_has_nothing()
    {
        var (status, methods, body) = await AskAsync("OPTIONS", "/nothing");
        Assert.Equal((404, ""), (status, methods));
        Assert.Contains("not_found", body, StringComparison.Ordinal);
    }

    private async Task<(int Status, string Methods, string Body)> AskAsync(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var response = await Service.Client.SendAsync(request);
        return ((int)response.StatusCode, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)), await response.Content.ReadAsStringAsync());
    }
}
