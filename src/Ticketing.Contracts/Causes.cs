namespace Ticketing;

/// <summary>
/// What an exception was caused by, told in its message. An inner exception does not cross silos: one of a library (of
/// Redis, of a payment provider) has no codec, so the caller would hear of that instead of what happened.
/// </summary>
internal static class Causes
{
    public static string Told(string message, Exception? cause) => cause?.GetBaseException() is { } root
        ? $"{message} ({root.GetType().Name}: {root.Message})"
        : message;
}
