namespace Ticketing.Security;

/// <summary>Where a key set comes from.</summary>
public interface IJwksSource
{
    /// <summary>How long a key set is used before it is looked at again: how long a withdrawn key still serves.</summary>
    TimeSpan Interval { get; }

    /// <summary>The document. Throws <see cref="IOException"/> or <see cref="HttpRequestException"/> when it can't be had.</summary>
    Task<byte[]> ReadAsync(CancellationToken cancellationToken);
}
