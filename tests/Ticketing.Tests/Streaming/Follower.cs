using System.Text.Json;

namespace Ticketing.Tests.Streaming;

/// <summary>Reads a stream as a browser does: messages of lines, a comment is passed over, an id stays until the next.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private Follower(HttpResponseMessage response, Stream body)
    {
        (_response, _reader) = (response, new StreamReader(body));
    }

    public HttpResponseMessage Response => _response;

    public string? LastId { get; private set; }

    public string? Retry { get; private set; }

    public static async Task<Follower> OpenAsync(HttpClient client, string path, string? lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        using var deadline = new CancellationTokenSource(Patience);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        return new Follower(response, await response.Content.ReadAsStreamAsync(deadline.Token));
    }

    /// <summary>Reads the next line that is not empty, which must be a comment.</summary>
    public async Task HeartbeatAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var line = "";
        while (line?.Length == 0)
        {
            line = await _reader.ReadLineAsync(deadline.Token);
        }

        Assert.Equal(":", line);
    }

    /// <summary>All of an answer that is no stream.</summary>
    public Task<string> TextAsync() => _reader.ReadToEndAsync();

    /// <summary>The next message; null at the end of the stream.</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var (name, data) = ("message", "");
        while (await _reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    return (name, JsonDocument.Parse(data).RootElement.Clone());
                }

                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].TrimStart();
            switch (line[..colon])
            {
                case "event": name = value; break;
                case "data": data += value; break;
                case "id": LastId = value; break;
                case "retry": Retry = value; break;
            }
        }

        return null;
    }

    /// <summary>The next message, which must be of that name.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        var next = await NextAsync() ?? throw new InvalidOperationException($"The stream ended before a {name}.");
        Assert.Equal(name, next.Name);
        return next.Data;
    }

    /// <summary>Reads on until a status says so many places are held.</summary>
    public async Task UntilHeldAsync(int held)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Name == "status" && next.Data.GetProperty("held").GetInt32() == held)
            {
                return;
            }
        }

        Assert.Fail($"The stream ended before {held} places were held.");
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
