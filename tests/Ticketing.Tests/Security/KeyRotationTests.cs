using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Ticketing.Security;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Security;

/// <summary>Keys change while the service runs.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RSA _old = RSA.Create(2_048);
    private readonly RSA _new = RSA.Create(2_048);
    private readonly PublishedKeys _issuer;
    private readonly KeyRing _ring;
    private readonly TokenDesk _desk;

    public KeyRotationTests()
    {
        _issuer = new PublishedKeys(Forge.KeySetOf(Forge.Jwk(_old, "old")));
        _ring = new KeyRing(Forge.Options, _time, NullLogger<KeyRing>.Instance, _issuer);
        _desk = new TokenDesk(Forge.Options, _ring, _time);
    }

    [Fact]
    public async Task A_token_of_a_new_key_is_taken_at_once_and_one_of_a_withdrawn_key_no_more_though_it_is_remembered()
    {
        await _ring.StartAsync(CancellationToken.None);
        var old = Forge.Rs256(Forge.Claims(), "old", _old);
        Assert.Null(await FaultAsync(old));
        Assert.Null(await FaultAsync(old));
        _issuer.Document = Forge.KeySetOf(Forge.Jwk(_new, "new"));
        Assert.Null(await FaultAsync(Forge.Rs256(Forge.Claims(), "new", _new)));
        Assert.Equal(TokenFault.UnknownKey, await FaultAsync(old));
        Assert.Equal(TokenFault.BadSignature, await FaultAsync(Forge.Rs256(Forge.Claims(), "new", _old)));
    }

    [Fact]
    public async Task Without_any_new_token_a_withdrawn_key_ends_with_the_interval()
    {
        await _ring.StartAsync(CancellationToken.None);
        var old = Forge.Rs256(Forge.Claims(), "old", _old);
        Assert.Null(await FaultAsync(old));
        _issuer.Document = Forge.KeySetOf(Forge.Jwk(_new, "new"));
        Assert.Null(await FaultAsync(old));
        _time.Advance(_issuer.Interval);
        await _ring.Reading;
        Assert.Equal(TokenFault.UnknownKey, await FaultAsync(old));
    }

    [Fact]
    public async Task Made_up_key_ids_make_the_issuer_be_asked_once_in_a_while_only()
    {
        await _ring.StartAsync(CancellationToken.None);
        Assert.Equal(1, _issuer.Readings);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(TokenFault.UnknownKey, await FaultAsync(Forge.Rs256(Forge.Claims(), $"made-up-{i}", _new)));
        }

        Assert.Equal(2, _issuer.Readings);
        _time.Advance(KeyRing.LeastPause);
        Assert.Equal(TokenFault.UnknownKey, await FaultAsync(Forge.Rs256(Forge.Claims(), "made-up", _new)));
        Assert.Equal(TokenFault.UnknownKey, await FaultAsync(Forge.Rs256(Forge.Claims(), "made-up", _new)));
        Assert.Equal(3, _issuer.Readings);
    }

    [Fact]
    public async Task Many_tokens_of_a_new_key_at_once_wait_for_one_reading()
    {
        await _ring.StartAsync(CancellationToken.None);
        var gate = new TaskCompletionSource();
        _issuer.Document = Forge.KeySetOf(Forge.Jwk(_new, "new"));
        _issuer.Gate = gate.Task;
        var checks = Enumerable.Range(0, 20).Select(i => FaultAsync(Forge.Rs256(Forge.Claims(("jti", $"{i}")), "new", _new))).ToArray();
        Assert.All(checks, check => Assert.False(check.IsCompleted));
        gate.SetResult();
        Assert.All(await Task.WhenAll(checks), Assert.Null);
        Assert.Equal(2, _issuer.Readings);
    }

    [Fact]
    public async Task While_the_issuer_is_away_or_publishes_nonsense_the_known_keys_go_on_serving()
    {
        await _ring.StartAsync(CancellationToken.None);
        foreach (var nonsense in new[] { null, "not json"u8.ToArray(), """{"keys":7}"""u8.ToArray() })
        {
            (_issuer.IsAway, _issuer.Document) = (nonsense is null, nonsense ?? []);
            _time.Advance(_issuer.Interval);
            await _ring.Reading;
            Assert.Null(await FaultAsync(Forge.Rs256(Forge.Claims(("exp", Forge.Now.AddDays(1).ToUnixTimeSeconds())), "old", _old)));
        }

        Assert.Equal(4, _issuer.Readings);
    }

    [Fact]
    public async Task An_issuer_that_is_away_at_start_is_asked_again_when_its_tokens_come()
    {
        _issuer.IsAway = true;
        await _ring.StartAsync(CancellationToken.None);
        _issuer.IsAway = false;
        Assert.Null(await FaultAsync(Forge.Rs256(Forge.Claims(), "old", _old)));
    }

    [Fact]
    public async Task A_key_set_in_a_file_is_read_again_when_it_was_replaced()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, Forge.KeySetOf(Forge.Jwk(_old, "old")));
            var source = new FileJwks(path);
            using var ring = new KeyRing(Forge.Options, _time, NullLogger<KeyRing>.Instance, source);
            await ring.StartAsync(CancellationToken.None);
            Assert.Contains(ring.Current.Keys, key => key.Id == "old");
            await File.WriteAllBytesAsync(path, Forge.KeySetOf(Forge.Jwk(_new, "new")));
            _time.Advance(source.Interval);
            await ring.Reading;
            Assert.Equal([null, "new"], ring.Current.Keys.Select(key => key.Id));
            await ring.StopAsync(CancellationToken.None);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_remembered_token_ends_when_it_should()
    {
        var token = Forge.Hs256(Forge.Claims(("exp", Forge.Now.AddMinutes(1).ToUnixTimeSeconds())));
        Assert.Null(await FaultAsync(token));
        Assert.Equal(1, _desk.RememberedCount);
        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.Null(await FaultAsync(token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TokenFault.Expired, await FaultAsync(token));
        Assert.Equal(0, _desk.RememberedCount);
    }

    [Fact]
    public async Task Tokens_are_remembered_up_to_a_number_and_refused_ones_not_at_all()
    {
        for (var i = 0; i < 25_000; i++)
        {
            Assert.Null(await FaultAsync(Forge.Hs256(Forge.Claims(("jti", $"{i}")))));
        }

        Assert.InRange(_desk.RememberedCount, 5_000, 10_000);
        var before = _desk.RememberedCount;
        Assert.Equal(TokenFault.BadSignature, await FaultAsync(Forge.Hs256(Forge.Claims(), secret: new string('x', 40))));
        Assert.Equal(before, _desk.RememberedCount);
    }

    public void Dispose()
    {
        _ring.Dispose();
        _old.Dispose();
        _new.Dispose();
    }

    /// <summary>Null: the token is taken.</summary>
    private async Task<TokenFault?> FaultAsync(string token)
    {
        AuthenticateResult result = await _desk.CheckAsync(token);
        return result.Succeeded ? null : Assert.IsType<InvalidTokenException>(result.Failure).Fault;
    }
}
