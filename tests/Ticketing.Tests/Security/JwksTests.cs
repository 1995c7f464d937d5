using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>Which keys of a key set serve.</summary>
public sealed class JwksTests
{
    [Fact]
    public void Keys_for_checking_signatures_are_taken_with_their_one_algorithm()
    {
        var (keys, problems) = Jwks.Parse(Forge.KeySetOf(Forge.Jwk(Forge.Rsa, "r"), Forge.Jwk(Forge.Ec, "e")));
        Assert.Empty(problems);
        Assert.Equal([("r", TokenAlgorithm.RS256), ("e", TokenAlgorithm.ES256)], keys!.Value.Select(key => (key.Id!, key.Algorithm)));
    }

    [Theory]
    [InlineData("use", "\"enc\"")]
    [InlineData("alg", "\"RS512\"")]
    [InlineData("alg", "\"PS256\"")]
    [InlineData("alg", "\"ES256\"")]
    [InlineData("kty", "\"OKP\"")]
    [InlineData("key_ops", "[\"encrypt\"]")]
    public void Keys_for_other_purposes_are_passed_over(string name, string json)
    {
        var key = Forge.Jwk(Forge.Rsa, "r");
        key[name] = JsonNode.Parse(json);
        var (keys, problems) = Jwks.Parse(Forge.KeySetOf(key));
        Assert.Empty(keys!.Value);
        Assert.Empty(problems);
    }

    [Fact]
    public void A_short_RSA_key_is_a_problem()
    {
        using var weak = RSA.Create(1_024);
        AssertProblem(Forge.Jwk(weak, "w"), "2048 to 8192 bits");
    }

    [Theory]
    [InlineData("AQ")]
    [InlineData("AA")]
    [InlineData("BA")]
    public void An_RSA_key_with_a_useless_exponent_is_a_problem(string exponent)
    {
        var key = Forge.Jwk(Forge.Rsa, "w");
        key["e"] = exponent;
        AssertProblem(key, "exponent");
    }

    [Fact]
    public void A_modulus_filled_up_with_zeros_does_not_pass_for_a_long_one()
    {
        using var weak = RSA.Create(1_024);
        var key = Forge.Jwk(weak, "w");
        key["n"] = Forge.Encode([.. new byte[128], .. weak.ExportParameters(false).Modulus!]);
        AssertProblem(key, "2048 to 8192 bits");
    }

    [Fact]
    public void A_point_off_the_curve_or_of_another_length_is_a_problem()
    {
        var off = Forge.Jwk(Forge.Ec, "w");
        off["y"] = Forge.Encode([.. Enumerable.Repeat((byte)1, 32)]);
        AssertProblem(off, "not on the curve");

        var cut = Forge.Jwk(Forge.Ec, "w");
        cut["x"] = Forge.Encode([1, 2, 3]);
        AssertProblem(cut, "32 bytes");
    }

    [Fact]
    public void A_secret_in_a_key_set_is_a_problem() =>
        AssertProblem(new JsonObject { ["kty"] = "oct", ["kid"] = "w", ["k"] = Forge.Encode(Forge.Secret) }, "Auth:SigningKey");

    [Fact]
    public void Two_keys_of_one_name_both_fall_out()
    {
        var (keys, problems) = Jwks.Parse(Forge.KeySetOf(Forge.Jwk(Forge.Rsa, "twin"), Forge.Jwk(Forge.Ec, "twin"), Forge.Jwk(Forge.Ec, "e")));
        Assert.Equal("e", Assert.Single(keys!.Value).Id);
        Assert.Contains("more than once", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static void AssertProblem(JsonObject key, string words)
    {
        var (keys, problems) = Jwks.Parse(Forge.KeySetOf(key, Forge.Jwk(Forge.Rsa, "good")));
        Assert.Equal("good", Assert.Single(keys!.Value).Id);
        Assert.Contains(words, Assert.Single(problems), StringComparison.Ordinal);
    }
}
