namespace Ticketing.Security;

/// <summary>Who acts when nobody who is known does. No customer or staff can have such a name, so that a history says who it was.</summary>
public static class ReservedNames
{
    /// <summary>Time, and the homes of holds.</summary>
    public const string System = "system";

    /// <summary>Somebody who did not say who they are.</summary>
    public const string Guest = "guest";

    /// <summary>Money that was seen.</summary>
    public const string Payment = "payment";

    /// <summary>Begins the pseudonyms of customers whose personal data was erased.</summary>
    public const string ErasedPrefix = "erased:";

    /// <summary>Begins the names that guests give themselves in Strict mode, so that they are never a customer's.</summary>
    public const string GuestPrefix = "guest:";

    /// <summary>Begins the names of API keys.</summary>
    public const string KeyPrefix = "key:";

    public static bool Has(string name) => name is System or Guest or Payment
        || name.StartsWith(KeyPrefix, StringComparison.Ordinal)
        || name.StartsWith(ErasedPrefix, StringComparison.Ordinal)
        || name.StartsWith(GuestPrefix, StringComparison.Ordinal);
}
