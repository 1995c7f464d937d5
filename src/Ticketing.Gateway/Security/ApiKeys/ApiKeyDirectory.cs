using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Orleans;
using Ticketing.ApiKeys;
using Ticketing.Organizations;

namespace Ticketing.Security;

/// <summary>Which API keys there are, as of at most a second ago: taking one costs a look-up and a hash.</summary>
public sealed class ApiKeyDirectory(IGrainFactory grains, ApiKeyUses uses, TimeProvider time)
{
    private readonly RecentCopy<Known> _known = new(known => ReadAsync(grains, known), time);

    /// <summary>Whose it is. One that is wrong, has expired or was revoked is refused with one answer.</summary>
    public Task<AuthenticateResult> CheckAsync(ReadOnlySpan<char> text)
    {
        if (ApiKeyText.IdIn(text) is not { } id)
        {
            return TokenDesk.Refuse(TokenFault.BadApiKey);
        }

        var hash = ApiKeyText.HashOf(text);
        return _known.TryGet(out var known) ? Judge(known, id, hash) : WaitAsync(id, hash);
    }

    /// <summary>The keys of an organization, in the order in which they were made. Null: those of the platform.</summary>
    public async ValueTask<ImmutableArray<ApiKey>> OfAsync(Guid? organization) =>
        [.. (await _known.GetAsync()).List.Keys.Where(key => key.OrganizationId == organization)];

    public async ValueTask<ApiKey?> FindAsync(string id) => (await _known.GetAsync()).ById.GetValueOrDefault(id)?.Key;

    /// <summary>What is known here is to be read anew, since it was changed from here.</summary>
    public void Forget() => _known.Forget();

    private async Task<AuthenticateResult> WaitAsync(string id, byte[] hash) => await Judge(await _known.GetAsync(), id, hash);

    private Task<AuthenticateResult> Judge(Known known, string id, byte[] hash)
    {
        var now = time.GetUtcNow();
        if (!known.ById.TryGetValue(id, out var entry) || !CryptographicOperations.FixedTimeEquals(hash, entry.Key.Hash.AsSpan()) || entry.Key.ExpiresAt <= now)
        {
            return TokenDesk.Refuse(TokenFault.BadApiKey);
        }

        uses.Note(id, now);
        return entry.Result;
    }

    private static async Task<Known> ReadAsync(IGrainFactory grains, Known? known) =>
        await grains.GetGrain<IApiKeysGrain>(IApiKeysGrain.All).Since(known?.List.Version ?? -1) is { } list ? Known.Of(list) : known!;

    private sealed record Known(ApiKeyList List, FrozenDictionary<string, Entry> ById)
    {
        public static Known Of(ApiKeyList list) =>
            new(list, list.Keys.ToFrozenDictionary(static key => key.KeyId, static key => new Entry(key, ResultOf(key)), StringComparer.Ordinal));

        /// <summary>What an organization's key may is what its owner may, as far as a scope of it opens the way.</summary>
        private static Task<AuthenticateResult> ResultOf(ApiKey key)
        {
            Caller caller = new(PrincipalKind.User, ReservedNames.KeyPrefix + key.KeyId, Roles.None)
            {
                Key = new KeyGrant(key.Scopes, key.OrganizationId),
                Memberships = key.OrganizationId is { } organization ? [new Membership(organization, StaffRoles.Owner)] : [],
            };
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new CallerPrincipal(caller), BearerHandler.Scheme)));
        }
    }

    private sealed record Entry(ApiKey Key, Task<AuthenticateResult> Result);
}
