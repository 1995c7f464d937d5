using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Gateway;

/// <summary>A body that is too large is drained within a limit, so that its sender reads the answer and can go on.</summary>
public sealed class OversizedBodyTests(RunningService service) : IClassFixture<RunningService>
{
    private const int Limit = 64 << 10;
    private const int DrainLimit = 4 << 20;

    [Theory]
    [InlineData(Limit + 1, false)]
    [InlineData(Limit + 1, true)]
    [InlineData(DrainLimit - Limit, false)]
    [InlineData(DrainLimit - Limit, true)]
    public async Task It_is_answered_with_413_and_the_connection_serves_on(int length, bool chunked)
    {
        var connections = 0;
        using var client = Client(() => Interlocked.Increment(ref connections));
        for (var i = 0; i < 2; i++)
        {
            var (status, problem) = await PostAsync(client, length, chunked);
            Assert.Equal((413, "body_too_large"), (status, problem.GetProperty("code").GetString()));
            using var after = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
            Assert.Equal(200, (int)after.StatusCode);
        }

        Assert.Equal(1, connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_just_the_limit_is_read(bool chunked)
    {
        using var client = Client(static () => { });
        var (status, problem) = await PostAsync(client, Limit, chunked);
        Assert.Equal((400, "malformed_request"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_service_lives_on_after_bodies_beyond_all_limits()
    {
        for (var i = 0; i < 3; i++)
        {
            using var client = Client(static () => { });
            try
            {
                Assert.Equal(413, (await PostAsync(client, 20 << 20, chunked: i % 2 == 0)).Status);
            }
            catch (HttpRequestException)
            {
                // The connection was cut while this side was still sending: nothing forces the service to take it all.
            }
        }

        using var after = await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(200, (int)after.StatusCode);
    }

    private static async Task<(int Status, JsonElement Body)> PostAsync(HttpClient client, int length, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/holds", UriKind.Relative));
        var body = new byte[length];
        body.AsSpan().Fill((byte)' ');
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private HttpClient Client(Action connected) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            connected();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = service.Client.BaseAddress,
    };
}
