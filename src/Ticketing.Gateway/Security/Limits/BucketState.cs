namespace Ticketing.Security;

/// <summary>What became of a request, and of the bucket it was taken from.</summary>
/// <param name="Allowed">There was room.</param>
/// <param name="Remaining">Requests that may come at once now.</param>
/// <param name="FullInSeconds">Until the whole burst is there again.</param>
/// <param name="RetryInSeconds">Until one more request may come. 0: now.</param>
public readonly record struct BucketState(bool Allowed, int Remaining, int FullInSeconds, int RetryInSeconds);
