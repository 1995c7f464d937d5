using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>What an attacker sends, each refused for its own reason. Beside each stands the token that is taken.</summary>
public sealed class TokenAttackTests
{
    private static readonly string Good = Forge.Hs256(Forge.Claims());

    [Fact]
    public void A_good_token_of_each_algorithm_is_taken()
    {
        foreach (var token in new[] { Good, Forge.Rs256(Forge.Claims(), "r"), Forge.Rs256(Forge.Claims(), null), Forge.Es256(Forge.Claims(), "e") })
        {
            var verdict = Forge.Judge(token);
            Assert.Equal(TokenFault.None, verdict.Fault);
            Assert.Equal(new Caller(PrincipalKind.User, "ann", Roles.Customer), verdict.Caller);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("hs256")]
    [InlineData("HS512")]
    [InlineData("PS256")]
    [InlineData("HS256 ")]
    public void Any_other_algorithm_is_refused_with_and_without_a_signature(string algorithm)
    {
        var header = $$"""{"alg":"{{algorithm}}","typ":"JWT"}""";
        Assert.Equal(TokenFault.AlgorithmRefused, Forge.Judge(Forge.Hs256(Forge.Claims(), header)).Fault);
        Assert.Null(Forge.Judge($"{Forge.Encode(header)}.{Forge.Encode(Forge.Claims())}.").Caller);
        Assert.Null(Forge.Judge($"{Forge.Encode(header)}.{Forge.Encode(Forge.Claims())}").Caller);
    }

    [Fact]
    public void A_public_key_is_no_secret()
    {
        // Every form in which a careless library might use the public key as the key of an HMAC.
        byte[][] forms =
        [
            Encoding.ASCII.GetBytes(Forge.Rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(Forge.Rsa.ExportRSAPublicKeyPem()),
            Forge.Rsa.ExportSubjectPublicKeyInfo(), Forge.Rsa.ExportParameters(false).Modulus!, Forge.Ec.ExportSubjectPublicKeyInfo(),
        ];
        foreach (var form in forms)
        {
            foreach (var (header, fault) in new[]
            {
                ("""{"alg":"HS256","kid":"r"}""", TokenFault.UnknownKey), ("""{"alg":"HS256"}""", TokenFault.BadSignature),
                ("""{"alg":"RS256","kid":"r"}""", TokenFault.BadSignature), ("""{"alg":"ES256","kid":"r"}""", TokenFault.UnknownKey),
            })
            {
                Assert.Equal(fault, Forge.Judge(Forge.Token(header, Forge.Claims(), signed => HMACSHA256.HashData(form, signed))).Fault);
            }
        }
    }

    [Fact]
    public void A_key_set_alone_takes_no_HS256_even_if_the_list_of_algorithms_has_it()
    {
        var keys = new KeySet(Jwks.Parse(Forge.KeySetOf(Forge.Jwk(Forge.Rsa, "r"))).Keys!.Value);
        Assert.Equal(TokenFault.UnknownKey, new TokenValidator(Forge.Options).Validate(Encoding.ASCII.GetBytes(Good), keys, Forge.Now).Fault);
    }

    [Fact]
    public void An_algorithm_that_is_not_on_the_list_is_refused_although_there_is_a_key()
    {
        var options = Forge.Options with { Algorithms = [TokenAlgorithm.ES256] };
        Assert.Equal(TokenFault.AlgorithmRefused, Forge.Judge(Good, options).Fault);
        Assert.Equal(TokenFault.None, Forge.Judge(Forge.Es256(Forge.Claims(), "e"), options).Fault);
    }

    [Fact]
    public void A_swapped_or_unknown_key_id_is_refused()
    {
        using var other = RSA.Create(2_048);
        Assert.Equal(TokenFault.BadSignature, Forge.Judge(Forge.Rs256(Forge.Claims(), "r", other)).Fault);
        Assert.Equal(TokenFault.UnknownKey, Forge.Judge(Forge.Rs256(Forge.Claims(), "e")).Fault);
        Assert.Equal(TokenFault.UnknownKey, Forge.Judge(Forge.Rs256(Forge.Claims(), "../../dev/null")).Fault);
        Assert.Equal(TokenFault.UnknownKey, Forge.Judge(Forge.Es256(Forge.Claims(), "r")).Fault);
    }

    [Fact]
    public void A_key_that_the_token_brings_along_is_not_used()
    {
        using var own = RSA.Create(2_048);
        var header = new JsonObject { ["alg"] = "RS256", ["jwk"] = Forge.Jwk(own, "x"), ["jku"] = "https://attacker.example/keys" }.ToJsonString();
        var token = Forge.Token(header, Forge.Claims(), signed => own.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(TokenFault.BadSignature, Forge.Judge(token).Fault);
    }

    [Fact]
    public void A_token_cut_anywhere_is_refused()
    {
        for (var length = 0; length < Good.Length; length++)
        {
            Assert.Null(Forge.Judge(Good[..length]).Caller);
        }
    }

    [Fact]
    public void A_token_with_any_letter_changed_is_refused()
    {
        for (var at = 0; at < Good.Length; at++)
        {
            var letters = Good.ToCharArray();
            letters[at] = letters[at] == 'A' ? 'B' : 'A';
            Assert.Null(Forge.Judge(new string(letters)).Caller);
        }
    }

    [Theory]
    [InlineData("{0}.{1}.{2}.{2}")]
    [InlineData(".{0}.{1}.{2}")]
    [InlineData("{0}..{1}.{2}")]
    [InlineData("{0}.{1}.{2}.")]
    [InlineData("{0}.{1}.{2}=")]
    [InlineData("{0}.{1}= .{2}")]
    [InlineData("{0}.{1}. {2}")]
    [InlineData("{0}.{1}.{2} ")]
    [InlineData("{0}.{1}.{2}\n")]
    [InlineData("{0}.{1}.+{2}")]
    [InlineData("{0}.{1}./{2}")]
    [InlineData("{0}.{1}.")]
    [InlineData("..")]
    [InlineData("")]
    public void Extra_parts_padding_and_white_space_are_refused(string form)
    {
        var parts = Good.Split('.');
        Assert.Equal(
            TokenFault.Malformed,
            Forge.Judge(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, parts[0], parts[1], parts[2])).Fault);
    }

    [Fact]
    public void A_second_spelling_of_the_same_bytes_is_refused()
    {
        // 32 bytes leave two bits of the last letter unused.
        var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var other = letters[letters.IndexOf(Good[^1], StringComparison.Ordinal) + 1];
        Assert.Equal(TokenFault.Malformed, Forge.Judge(Good[..^1] + other).Fault);
    }

    [Fact]
    public void A_huge_token_is_refused_before_it_is_read()
    {
        Assert.Equal(TokenFault.TooLarge, Forge.Judge(Forge.Hs256(Forge.Claims(("pad", new string('x', 9_000))))).Fault);
        Assert.Equal(TokenFault.None, Forge.Judge(Forge.Hs256(Forge.Claims(("pad", new string('x', 4_000))))).Fault);
    }

    [Theory]
    [InlineData("""{"alg":"HS256","alg":"HS256"}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256","\u0061lg":"none"}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256","kid":"r","kid":"e"}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256","crit":["exp"],"exp":1}""", TokenFault.CriticalHeader)]
    [InlineData("""{"alg":"HS256","crit":[],"b64":false}""", TokenFault.CriticalHeader)]
    [InlineData("""{"alg":"HS256","typ":"secevent+jwt"}""", TokenFault.WrongType)]
    [InlineData("""{"alg":"HS256","typ":7}""", TokenFault.WrongType)]
    [InlineData("""{"alg":["HS256"]}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256","kid":7}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256","kid":""}""", TokenFault.Malformed)]
    [InlineData("""{}""", TokenFault.Malformed)]
    [InlineData("""["alg","HS256"]""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256"}/**/""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256",}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"HS256","a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}""", TokenFault.Malformed)]
    public void A_header_that_readers_could_understand_differently_is_refused(string header, TokenFault fault) =>
        Assert.Equal(fault, Forge.Judge(Forge.Hs256(Forge.Claims(), header)).Fault);

    [Fact]
    public void A_header_with_a_type_of_an_access_token_is_taken()
    {
        Assert.Equal(TokenFault.None, Forge.Judge(Forge.Hs256(Forge.Claims(), """{"alg":"HS256","typ":"at+jwt"}""")).Fault);
        Assert.Equal(TokenFault.None, Forge.Judge(Forge.Hs256(Forge.Claims(), """{"alg":"HS256","typ":"application/at+JWT"}""")).Fault);
    }

    [Fact]
    public void A_signature_of_ES256_in_another_form_or_of_zeros_is_refused()
    {
        var claims = Forge.Claims();
        Assert.Equal(TokenFault.BadSignature, Forge.Judge(Forge.Es256(claims, "e", format: DSASignatureFormat.Rfc3279DerSequence)).Fault);
        foreach (var (r, s) in new (byte, byte)[] { (0, 0), (0, 1), (1, 0), (255, 255) })
        {
            byte[] signature = [.. Enumerable.Repeat(r, 32), .. Enumerable.Repeat(s, 32)];
            Assert.Equal(TokenFault.BadSignature, Forge.Judge(Forge.Token("""{"alg":"ES256","kid":"e"}""", claims, _ => signature)).Fault);
        }
    }
}
