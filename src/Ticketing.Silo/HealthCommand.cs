using Ticketing.Configuration;

namespace Ticketing;

/// <summary><c>ticketing health</c>: asks the service on this machine whether it is ready. For container health checks, which have no curl.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync()
    {
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.AddTicketingConfiguration([]);
            var urls = builder.Configuration["ASPNETCORE_URLS"] ?? builder.Configuration["URLS"] ?? "";
            using var client = new HttpClient { Timeout = Patience };
            using var answer = await client.GetAsync(ReadinessOf(urls));
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or SettingsException or UriFormatException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>The first address that is listened on, as this machine reaches it.</summary>
    private static Uri ReadinessOf(string urls)
    {
        var first = (urls.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "http://127.0.0.1:8080")
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal);
        return new Uri(new Uri(first), "/health/ready");
    }
}
