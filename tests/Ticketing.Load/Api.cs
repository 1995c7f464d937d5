using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Ticketing.Load;

/// <summary>A thin client: one connection for each user at work, bodies as bytes.</summary>
internal sealed class Api(Uri root) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
    });

    public Task<Reply> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(root, path)));

    public Task<Reply> PostAsync(string path, string json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = Json;
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(root, path)) { Content = content });
    }

    /// <summary>A reply that must succeed, for setting up and for verifying.</summary>
    public async Task<JsonElement> MustAsync(Task<Reply> sending)
    {
        var reply = await sending;
        return reply.Ok
            ? reply.Parse()
            : throw new InvalidOperationException($"The service answered {reply.Status}: {Encoding.UTF8.GetString(reply.Body)}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using (request)
            {
                using var response = await _http.SendAsync(request, CancellationToken.None);
                return new Reply((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Reply((int)HttpStatusCode.Unused, []);
        }
    }
}

/// <summary>An answer. A broken connection has the status 306, which nobody sends.</summary>
internal readonly record struct Reply(int Status, byte[] Body)
{
    public bool Ok => Status is >= 200 and < 300;

    public JsonElement Parse() => JsonSerializer.Deserialize<JsonElement>(Body);

    public string Text(string member) => Parse().GetProperty(member).GetString()!;

    /// <summary>"201", or "409 insufficient_seats".</summary>
    public string Outcome()
    {
        if (Ok || Status == 306)
        {
            return Ok ? Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : "connection lost";
        }

        return Body.Length > 0 && Parse().TryGetProperty("code", out var code) ? $"{Status} {code.GetString()}" : $"{Status}";
    }
}
