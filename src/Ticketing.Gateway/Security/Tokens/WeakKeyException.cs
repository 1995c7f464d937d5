namespace Ticketing.Security;

/// <summary>A key is too weak, or is no key at all.</summary>
public sealed class WeakKeyException(string message) : Exception(message);
