using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>The examples of RFC 7515, appendix A, and of RFC 7519, 3.1, whose claims they share.</summary>
public sealed class RfcVectorTests
{
    private const string Claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string Hs256 = $"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{Claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private const string Rs256 =
        $"eyJhbGciOiJSUzI1NiJ9.{Claims}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string Es256 = $"eyJhbGciOiJFUzI1NiJ9.{Claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string SecretKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    private const string PublicKeys = """
        {"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"},
                 {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
        """;

    /// <summary>RFC 7519, 4.1.4: the example's exp.</summary>
    private static readonly DateTimeOffset Expiry = DateTimeOffset.FromUnixTimeSeconds(1_300_819_380);

    public static TheoryData<string, TokenAlgorithm> Examples => new()
    {
        { Hs256, TokenAlgorithm.HS256 },
        { Rs256, TokenAlgorithm.RS256 },
        { Es256, TokenAlgorithm.ES256 },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_signature_of_the_example_is_right_and_any_other_is_wrong(string token, TokenAlgorithm algorithm)
    {
        var dot = token.LastIndexOf('.');
        var signed = Encoding.ASCII.GetBytes(token[..dot]);
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(dot + 1));
        Assert.Equal(TokenFault.None, Keys.Check(algorithm, null, signed, signature));

        signature[^1] ^= 1;
        Assert.Equal(TokenFault.BadSignature, Keys.Check(algorithm, null, signed, signature));
        signature[^1] ^= 1;
        signed[0] ^= 1;
        Assert.Equal(TokenFault.BadSignature, Keys.Check(algorithm, null, signed, signature));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_example_is_judged_by_its_claims_and_these_name_no_subject(string token, TokenAlgorithm algorithm)
    {
        var validator = new TokenValidator(new AuthOptions { Algorithms = [algorithm], Issuer = "joe", ClockSkew = TimeSpan.Zero });
        var bytes = Encoding.ASCII.GetBytes(token);
        Assert.Equal(TokenFault.BadClaims, validator.Validate(bytes, Keys, Expiry.AddSeconds(-1)).Fault);
        Assert.Equal(TokenFault.Expired, validator.Validate(bytes, Keys, Expiry).Fault);

        var others = new TokenValidator(new AuthOptions { Algorithms = [algorithm], Issuer = "jane" });
        Assert.Equal(TokenFault.WrongIssuer, others.Validate(bytes, Keys, Expiry.AddSeconds(-1)).Fault);
    }

    private static KeySet Keys { get; } = new(
    [
        .. new KeyRing(
            new AuthOptions { SigningKey = new SigningSecret(System.Buffers.Text.Base64Url.DecodeFromChars(SecretKey)) },
            TimeProvider.System,
            NullLogger<KeyRing>.Instance).Current.Keys,
        .. Jwks.Parse(Encoding.UTF8.GetBytes(PublicKeys)).Keys!.Value,
    ]);
}
