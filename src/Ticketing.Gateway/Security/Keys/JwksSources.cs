namespace Ticketing.Security;

/// <summary>Where a key set comes from.</summary>
public interface IJwksSource
{
    /// <summary>How long a key set is used before it is looked at again: how long a withdrawn key still serves.</summary>
    TimeSpan Interval { get; }

    /// <summary>The document. Throws <see cref="IOException"/> or <see cref="HttpRequestException"/> when it can't be had.</summary>
    Task<byte[]> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A key set in a file. It is read again every few seconds rather than watched: a mounted secret is replaced by a link,
/// which watchers miss, and the file is small.
/// </summary>
public sealed class FileJwks(string path) : IJwksSource
{
    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is { Exists: true, Length: > Jwks.MaxBytes })
        {
            throw new IOException($"The key set is larger than {Jwks.MaxBytes} bytes.");
        }

        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}

/// <summary>A key set that an issuer publishes.</summary>
public sealed class UrlJwks : IJwksSource, IDisposable
{
    private readonly Uri _address;
    private readonly HttpClient _http;

    public UrlJwks(Uri address, HttpMessageHandler? handler = null)
    {
        _address = address;

        // A redirect could lead from https to anywhere. Connections end now and then, so that a moved name is noticed.
        handler ??= new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = Jwks.MaxBytes };
    }

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(_address, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
