namespace Ticketing.Security;

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
