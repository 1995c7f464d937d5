using System.Security.Cryptography;
using Orleans;

namespace Ticketing.SignIn;

/// <summary>The links of one address that may still be used, by their hashes.</summary>
[GenerateSerializer, Alias("ticketing.sign-in-state")]
public sealed class SignInState
{
    [Id(0)]
    public List<SignInLink> Links { get; set; } = [];

    /// <summary>Those that are too old are gone.</summary>
    public void Forget(DateTimeOffset now) => Links.RemoveAll(link => link.ExpiresAt <= now);

    /// <summary>Takes the link of this hash, if it is good.</summary>
    public bool Take(byte[] hash) => Links.RemoveAll(link => CryptographicOperations.FixedTimeEquals(link.Hash, hash)) > 0;
}

/// <summary>A link that was mailed.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.sign-in-link")]
public sealed record SignInLink([property: Id(0)] byte[] Hash, [property: Id(1)] DateTimeOffset ExpiresAt);
