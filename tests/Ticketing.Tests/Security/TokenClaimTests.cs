using System.Text.Json.Nodes;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>What a token must say, once its signature is right.</summary>
public sealed class TokenClaimTests
{
    private static long In(double seconds) => Forge.Now.AddSeconds(seconds).ToUnixTimeSeconds();

    [Theory]
    [InlineData(-29, TokenFault.None)]
    [InlineData(-30, TokenFault.Expired)]
    [InlineData(-86_400, TokenFault.Expired)]
    public void A_token_is_good_until_its_end_and_the_allowance_for_clocks(int end, TokenFault fault) =>
        Assert.Equal(fault, Fault(("exp", In(end))));

    [Theory]
    [InlineData("nbf", 30, TokenFault.None)]
    [InlineData("nbf", 31, TokenFault.NotYetValid)]
    [InlineData("iat", 30, TokenFault.None)]
    [InlineData("iat", 31, TokenFault.NotYetValid)]
    public void A_token_of_the_future_is_refused(string claim, int start, TokenFault fault) =>
        Assert.Equal(fault, Fault((claim, In(start))));

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "\"2027-01-31T20:00:00Z\"")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "true")]
    [InlineData("nbf", "\"0\"")]
    [InlineData("iat", "[]")]
    [InlineData("sub", null)]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "7")]
    [InlineData("sub", "\"a\\nb\"")]
    [InlineData("sub", "\"guest:ann\"")]
    [InlineData("sub", "\"guest\"")]
    [InlineData("sub", "\"system\"")]
    [InlineData("sub", "\"payment\"")]
    [InlineData("sub", "\"erased:2Tb5m8Ck1mJ0mYb9Yb0v4A\"")]
    [InlineData("roles", "7")]
    [InlineData("roles", "[\"customer\",7]")]
    [InlineData("role", "[\"admin\"]")]
    public void Claims_that_are_missing_or_of_another_kind_are_refused(string name, string? json) =>
        Assert.Equal(TokenFault.BadClaims, Fault((name, json is null ? null : JsonNode.Parse(json))));

    [Theory]
    [InlineData("iss", null, TokenFault.WrongIssuer)]
    [InlineData("iss", "\"https://issuer.example/\"", TokenFault.WrongIssuer)]
    [InlineData("iss", "[\"https://issuer.example\"]", TokenFault.WrongIssuer)]
    [InlineData("aud", null, TokenFault.WrongAudience)]
    [InlineData("aud", "\"other\"", TokenFault.WrongAudience)]
    [InlineData("aud", "[]", TokenFault.WrongAudience)]
    [InlineData("aud", "[\"other\",[\"ticketing\"]]", TokenFault.WrongAudience)]
    [InlineData("aud", "{\"ticketing\":1}", TokenFault.WrongAudience)]
    [InlineData("aud", "[\"other\",\"ticketing\"]", TokenFault.None)]
    public void Issuer_and_audience_must_be_the_configured_ones(string name, string? json, TokenFault fault) =>
        Assert.Equal(fault, Fault((name, json is null ? null : JsonNode.Parse(json))));

    [Theory]
    [InlineData("""{"sub":"ann","sub":"bob","exp":1801425600,"iss":"https://issuer.example","aud":"ticketing"}""")]
    [InlineData("""{"sub":"ann","exp":1801425600,"iss":"https://issuer.example","aud":"ticketing","x":{"a":1,"a":2}}""")]
    [InlineData("""{"sub":"ann","exp":1801425600,"iss":"https://issuer.example","aud":"ticketing","role":"customer","\u0072ole":"admin"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not json")]
    public void Claims_that_readers_could_understand_differently_are_refused(string claims) =>
        Assert.Equal(TokenFault.Malformed, Forge.Judge(Forge.Hs256(claims)).Fault);

    [Theory]
    [InlineData(null, null, Roles.Customer)]
    [InlineData("[]", null, Roles.None)]
    [InlineData("[\"accountant\"]", null, Roles.None)]
    [InlineData("[\"Admin\"]", null, Roles.None)]
    [InlineData("[\"organizer\",\"scanner\"]", null, Roles.Organizer | Roles.Scanner)]
    [InlineData("\"admin\"", null, Roles.Admin)]
    [InlineData(null, "\"admin\"", Roles.Admin)]
    [InlineData("[\"customer\"]", "\"organizer\"", Roles.Customer | Roles.Organizer)]
    public void Roles_are_the_known_ones_and_a_token_that_names_none_is_a_customers(string? roles, string? role, Roles expected)
    {
        var verdict = Forge.Judge(Forge.Hs256(Forge.Claims(
            ("roles", roles is null ? null : JsonNode.Parse(roles)), ("role", role is null ? null : JsonNode.Parse(role)))));
        Assert.Equal(expected, verdict.Caller!.Roles);
    }

    [Fact]
    public void What_is_not_configured_is_not_looked_at()
    {
        var options = Forge.Options with { Issuer = null, Audience = null };
        Assert.Equal(TokenFault.None, Forge.Judge(Forge.Hs256(Forge.Claims(("iss", null), ("aud", null))), options).Fault);
    }

    private static TokenFault Fault(params (string Name, JsonNode? Value)[] changes) => Forge.Judge(Forge.Hs256(Forge.Claims(changes))).Fault;
}
