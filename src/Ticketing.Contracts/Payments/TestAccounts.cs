using System.Globalization;

namespace Ticketing.Payments;

/// <summary>Names at the test provider. An account's payments are its own: asked for on another account, nobody knows them.</summary>
public static class TestAccounts
{
    private const char Of = '@';

    /// <summary>The name of an account that is made with a key.</summary>
    public static string Named(string key) => "acct_test_" + key.Replace("-", "", StringComparison.Ordinal);

    /// <summary>What a payment is called there, by its key and its account.</summary>
    public static string Intent(string key, string? account) => account is null ? key : $"{key}{Of}{account}";

    /// <summary>The key in that.</summary>
    public static string KeyIn(string intent) => intent.Split(Of)[0];

    /// <summary>The number of the attempt in that.</summary>
    public static int AttemptIn(string intent) => int.Parse(KeyIn(intent).Split('-')[1], CultureInfo.InvariantCulture);
}
