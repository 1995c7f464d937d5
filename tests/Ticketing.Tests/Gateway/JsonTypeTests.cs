using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>
/// A body is JSON when its type says exactly that. In Guest mode a page of another site could write otherwise: browsers send
/// what they take for plain text to anybody without asking first.
/// </summary>
public sealed class JsonTypeTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("application/json", 201)]
    [InlineData("APPLICATION/JSON; charset=UTF-8", 201)]
    [InlineData("application/json; charset=\"utf-8\"", 201)]
    [InlineData("application/merge-patch+json", 201)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/jsonp", 415)]
    [InlineData("application/json-seq", 415)]
    [InlineData("application/json, text/plain", 415)]
    [InlineData("text/plain;+json", 415)]
    [InlineData("text/plain; a=+json", 415)]
    [InlineData("text/plain+json", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded;+json", 415)]
    [InlineData("multipart/form-data; boundary=application/json", 415)]
    [InlineData("application/json/x", 415)]
    [InlineData(null, 415)]
    public async Task Nothing_is_taken_for_json_but_json(string? type, int expected)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"name":"Concert","total_seats":5}"""));
        if (type is not null)
        {
            Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", type));
        }

        using var response = await Service.Client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), content);
        Assert.Equal(expected, (int)response.StatusCode);
    }

    /// <summary>The server learns only at its end that it is empty.</summary>
    [Fact]
    public async Task A_body_that_may_be_left_out_may_come_without_a_length_and_be_empty()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/payments/test/nobody-1/complete") { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var response = await Service.Client.SendAsync(request);
        Assert.Contains("payment_not_found", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_are_those_of_the_host_and_none_is_kept_in_a_home_folder() =>
        Assert.IsType<EphemeralDataProtectionProvider>(Service.Services.GetService(typeof(IDataProtectionProvider)));
}
