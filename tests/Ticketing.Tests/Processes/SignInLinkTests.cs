using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;

namespace Ticketing.Tests.Processes;

/// <summary>Who starts the service for the first time, in Development with nothing set, can sign in on its pages.</summary>
public sealed partial class SignInLinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-sign-in-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_links_that_it_prints_sign_in_an_admin_and_a_scanner()
    {
        using var service = await ServiceProcess.StartAsync(_folder);
        var sell = Token(await service.Output.LineAsync(static line => line.Contains("/organize#token=", StringComparison.Ordinal)));
        var scan = Token(await service.Output.LineAsync(static line => line.Contains("/door#token=", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, await ListBookingsAsync(service, sell));
        Assert.Equal(HttpStatusCode.Forbidden, await ListBookingsAsync(service, scan));
        Assert.Equal(HttpStatusCode.Unauthorized, await ListBookingsAsync(service, sell[..^2] + (sell[^2] == 'A' ? 'B' : 'A') + sell[^1]));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false, "Redis:Url", "redis://127.0.0.1:6379")]
    [InlineData(true, false, "Auth:SigningKey", "a secret of thirty-two bytes or more")]
    public void A_key_is_drawn_only_where_nothing_is_set(bool isDevelopment, bool isDrawn, string? name = null, string? value = null)
    {
        var given = new ConfigurationBuilder().AddInMemoryCollection(name is null ? [] : [new(name, value)]).Build();
        Assert.Equal(isDrawn, SecuritySettings.From(given, isDevelopment).Auth.IsKeyDrawn);
    }

    [Theory]
    [InlineData(true, "Strict")]
    [InlineData(false, "Guest")]
    public void Elsewhere_somebody_has_to_set_one(bool isDevelopment, string mode)
    {
        var given = new ConfigurationBuilder().AddInMemoryCollection([new("Auth:Mode", mode)]).Build();
        Assert.Throws<SettingsException>(() => SecuritySettings.From(given, isDevelopment));
    }

    private static string Token(string line) => Tokens().Match(line).Groups[1].Value;

    private static async Task<HttpStatusCode> ListBookingsAsync(ServiceProcess service, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/admin/bookings");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await service.Client.SendAsync(request);
        return response.StatusCode;
    }

    [GeneratedRegex("#token=([^ ]+)")]
    private static partial Regex Tokens();
}
