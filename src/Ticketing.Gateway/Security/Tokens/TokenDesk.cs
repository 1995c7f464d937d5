using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace Ticketing.Security;

/// <summary>Takes the tokens that come in: one that was found good before costs a hash and a look-up.</summary>
public sealed class TokenDesk(AuthOptions options, KeyRing keys, TimeProvider time)
{
    private const int Remembered = 10_000;

    private static readonly FrozenDictionary<TokenFault, Task<AuthenticateResult>> Refusals = Enum.GetValues<TokenFault>().ToFrozenDictionary(
        fault => fault, fault => Task.FromResult(AuthenticateResult.Fail(new InvalidTokenException(fault))));

    private readonly TokenValidator _validator = new(options);
    private readonly VerdictCache _cache = new(Remembered);

    /// <summary>Tokens that are remembered now.</summary>
    public int RememberedCount => _cache.Count;

    public static Task<AuthenticateResult> Refuse(TokenFault fault) => Refusals[fault];

    public Task<AuthenticateResult> CheckAsync(ReadOnlySpan<char> token)
    {
        if (token.Length > TokenValidator.MaxBytes)
        {
            return Refuse(TokenFault.TooLarge);
        }

        Span<byte> ascii = stackalloc byte[token.Length];
        if (Ascii.FromUtf16(token, ascii, out _) != System.Buffers.OperationStatus.Done)
        {
            return Refuse(TokenFault.Malformed);
        }

        var now = time.GetUtcNow();
        var current = keys.Current;
        var key = VerdictCache.Key.Of(ascii);
        if (_cache.TryGet(key, current, (now - DateTimeOffset.UnixEpoch).TotalSeconds, out var known))
        {
            return known;
        }

        var verdict = _validator.Validate(ascii, current, now);
        return verdict.Fault == TokenFault.UnknownKey
            ? LookAgainAsync(ascii.ToArray(), key)
            : Keep(key, verdict, current);
    }

    private async Task<AuthenticateResult> LookAgainAsync(byte[] token, VerdictCache.Key key)
    {
        if (!await keys.LookAgainAsync())
        {
            return await Refuse(TokenFault.UnknownKey);
        }

        var current = keys.Current;
        return await Keep(key, _validator.Validate(token, current, time.GetUtcNow()), current);
    }

    private Task<AuthenticateResult> Keep(in VerdictCache.Key key, TokenVerdict verdict, KeySet current)
    {
        if (verdict.Caller is not { } caller)
        {
            // Already made: a refusal costs no exception.
            return Refuse(verdict.Fault);
        }

        var result = Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new CallerPrincipal(caller), BearerHandler.Scheme)));
        _cache.Add(key, new VerdictCache.Entry(result, current, verdict.EndsAt));
        return result;
    }
}
