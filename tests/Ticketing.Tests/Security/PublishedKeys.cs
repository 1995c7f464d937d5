using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>An issuer whose key set the test changes, and whose readings it counts.</summary>
internal sealed class PublishedKeys(byte[] document) : IJwksSource
{
    public byte[] Document { get; set; } = document;

    public bool IsAway { get; set; }

    public int Readings { get; private set; }

    /// <summary>While set, a reading waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        Readings++;
        await Gate;
        return IsAway ? throw new HttpRequestException("The issuer is away.") : Document;
    }
}
