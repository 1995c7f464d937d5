namespace Orleans.Embedded.Storage;

/// <summary>The medium failed. Whether the change is durable is unknown; the next start will tell.</summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null)
    : Orleans.Runtime.OrleansException(message, innerException!);
