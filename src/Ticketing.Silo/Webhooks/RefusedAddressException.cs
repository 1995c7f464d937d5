namespace Ticketing.Webhooks;

/// <summary>A receiver has no address that may be called.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
