namespace Ticketing.Security;

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
