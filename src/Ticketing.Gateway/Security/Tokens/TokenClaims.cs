using System.Text.Json;

namespace Ticketing.Security;

/// <summary>Judges a payload whose signature is right.</summary>
internal static class TokenClaims
{
    public const int MaxSubject = 128;

    /// <summary>9999-12-31: beyond it a time can't be said.</summary>
    private const double LastSecond = 253_402_300_799;

    public static TokenVerdict Check(JsonElement json, AuthOptions options, DateTimeOffset now)
    {
        if (!TryTime(json, "exp"u8, out var expires) || expires is null
            || !TryTime(json, "nbf"u8, out var notBefore) || !TryTime(json, "iat"u8, out var issued))
        {
            return TokenVerdict.Refused(TokenFault.BadClaims);
        }

        // Overflow is not a matter: a time is at most that of the year 9999, a skew some minutes.
        var seconds = (now - DateTimeOffset.UnixEpoch).TotalSeconds;
        var skew = options.ClockSkew.TotalSeconds;
        if (seconds >= expires + skew)
        {
            return TokenVerdict.Refused(TokenFault.Expired);
        }

        if (seconds + skew < notBefore || seconds + skew < issued)
        {
            return TokenVerdict.Refused(TokenFault.NotYetValid);
        }

        if (options.Issuer is { } issuer && json.Text("iss"u8) != issuer)
        {
            return TokenVerdict.Refused(TokenFault.WrongIssuer);
        }

        if (options.Audience is { } audience && !IsFor(json, audience))
        {
            return TokenVerdict.Refused(TokenFault.WrongAudience);
        }

        return TryRoles(json, out var roles) && json.Text("sub"u8) is { } subject && IsSubject(subject)
            ? new TokenVerdict(new Caller(PrincipalKind.User, subject, roles), TokenFault.None, expires.Value + skew)
            : TokenVerdict.Refused(TokenFault.BadClaims);
    }

    /// <summary>A subject becomes part of keys and logs, and must not be taken for a guest's name or the service itself.</summary>
    public static bool IsSubject(string subject) =>
        subject.Length is > 0 and <= MaxSubject
        && !subject.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !ReservedNames.Has(subject);

    private static bool TryTime(JsonElement json, ReadOnlySpan<byte> name, out double? seconds)
    {
        seconds = null;
        if (!json.TryGetProperty(name, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !(number >= 0 && number <= LastSecond))
        {
            return false;
        }

        seconds = number;
        return true;
    }

    private static bool IsFor(JsonElement json, string audience)
    {
        if (!json.TryGetProperty("aud"u8, out var value))
        {
            return false;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.ValueEquals(audience),
            JsonValueKind.Array => value.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(audience)),
            _ => false,
        };
    }

    /// <summary>A token that says nothing of roles is a customer's. Roles of other services are passed over.</summary>
    private static bool TryRoles(JsonElement json, out Roles roles)
    {
        roles = Roles.None;
        var any = false;
        if (json.TryGetProperty("role"u8, out var one))
        {
            any = true;
            if (!TryAdd(one, ref roles))
            {
                return false;
            }
        }

        if (json.TryGetProperty("roles"u8, out var many))
        {
            any = true;
            if (many.ValueKind != JsonValueKind.Array)
            {
                return TryAdd(many, ref roles);
            }

            foreach (var item in many.EnumerateArray())
            {
                if (!TryAdd(item, ref roles))
                {
                    return false;
                }
            }
        }

        roles = any ? roles : Roles.Customer;
        return true;
    }

    private static bool TryAdd(JsonElement value, ref Roles roles)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        roles |= RoleNames.Of(value.GetString()!);
        return true;
    }
}
