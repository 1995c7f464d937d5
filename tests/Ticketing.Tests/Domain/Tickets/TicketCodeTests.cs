using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Tickets;

/// <summary>The code in a ticket's QR code, and each way in which it can be wrong.</summary>
public sealed class TicketCodeTests
{
    private static readonly TicketKeyRing Ring = new(TicketSamples.Key(1));

    [Fact]
    public void A_code_says_what_was_signed()
    {
        var verdict = Ring.Check(Ring.Sign(TicketSamples.Claims), TicketSamples.Claims.TicketId.Event, TicketSamples.Start);
        Assert.Equal(new TicketVerdict(TicketSamples.Claims, TicketFault.None), verdict);
        Assert.True(verdict.IsGood);
    }

    [Fact]
    public void What_is_signed_again_has_the_same_code() =>
        Assert.Single(Enumerable.Range(0, 3).Select(static _ => Ring.Sign(TicketSamples.Claims)).Distinct());

    [Theory]
    [InlineData("sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")]
    [InlineData("test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083")]
    public void Signatures_are_those_of_RFC_6979(string content, string expected)
    {
        // Its appendix A.2.5, for P-256 and SHA-256.
        using var pair = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"),
        });
        var key = TicketKey.FromPem(pair.ExportECPrivateKeyPem());
        Assert.Equal(expected, Convert.ToHexString(key.Sign(Encoding.ASCII.GetBytes(content))));
        Assert.Throws<InvalidOperationException>(() => TicketKey.FromPem(pair.ExportSubjectPublicKeyInfoPem()).Sign([1]));
    }

    [Fact]
    public void A_ticket_without_an_end_stays_good()
    {
        var endless = TicketSamples.Claims with { ValidTo = null };
        Assert.Equal(
            new TicketVerdict(endless, TicketFault.None),
            Ring.Check(Ring.Sign(endless), endless.TicketId.Event, TicketSamples.Start.AddYears(40)));
    }

    [Fact]
    public void Its_letters_fit_the_alphanumeric_mode_and_small_ones_are_read_too()
    {
        var code = Ring.Sign(TicketSamples.Claims);
        Assert.Matches("^[A-Z2-7]+$", code);
        Assert.Equal(((34 + "stalls-A-12".Length + 64) * 8 / 5) + 1, code.Length);
        Assert.True(Ring.Check($" {code.ToLowerInvariant()}\r\n", TicketSamples.Claims.TicketId.Event, TicketSamples.Start).IsGood);
    }

    [Fact]
    public void Somebody_else_can_read_it_from_its_description()
    {
        // As docs/tickets.md tells it, without the code under test.
        var bits = string.Concat(Ring.Sign(TicketSamples.Claims).Select(static letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0')));
        var bytes = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        Assert.Equal(1, bytes[0]);
        Assert.Equal(Ring.PublicKeys[0].Id, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)));
        Assert.Equal(TicketSamples.Booking.Value, new Guid(bytes.AsSpan(5, 16), bigEndian: true));
        Assert.Equal(3, BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(21)));
        Assert.Equal(2, BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(23)));
        Assert.Equal(TicketSamples.Claims.ValidFrom.ToUnixTimeSeconds(), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(25)));
        Assert.Equal(TicketSamples.Claims.ValidTo!.Value.ToUnixTimeSeconds(), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(29)));
        Assert.Equal("stalls-A-12", Encoding.UTF8.GetString(bytes.AsSpan(34, bytes[33])));

        Span<byte> of = stackalloc byte[16];
        TicketSamples.Claims.TicketId.Event.Value.TryWriteBytes(of, bigEndian: true, out _);
        var difference = BinaryPrimitives.ReadUInt64BigEndian(of) ^ BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(5));
        Assert.Equal(0UL, difference & 0x3FFF_FFFF_FFC0_0000);

        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Ring.PublicKeys[0].X, Y = Ring.PublicKeys[0].Y } });
        Assert.True(key.VerifyData(bytes.AsSpan(..^64), bytes.AsSpan(^64..), HashAlgorithmName.SHA256));
    }

    [Theory]
    [InlineData(-12, 0, TicketFault.None)]
    [InlineData(-12, -1, TicketFault.NotYetValid)]
    [InlineData(14, -1, TicketFault.None)]
    [InlineData(14, 0, TicketFault.Expired)]
    public void It_is_good_from_its_first_second_to_before_its_last(int hours, int seconds, TicketFault expected)
    {
        var verdict = Ring.Check(Ring.Sign(TicketSamples.Claims), TicketSamples.Claims.TicketId.Event, TicketSamples.Start.AddHours(hours).AddSeconds(seconds));
        Assert.Equal(new TicketVerdict(TicketSamples.Claims, expected), verdict);
    }

    [Fact]
    public void A_ticket_of_another_event_is_told_from_a_bad_one() => Assert.Equal(
        new TicketVerdict(TicketSamples.Claims, TicketFault.WrongEvent),
        Ring.Check(Ring.Sign(TicketSamples.Claims), EventId.FromKey(4_712), TicketSamples.Start));

    [Fact]
    public void A_code_of_another_service_names_a_key_that_is_not_known()
    {
        using var other = new TicketKeyRing(TicketSamples.Key(2));
        Assert.Equal(TicketFault.UnknownKey, Fault(other.Sign(TicketSamples.Claims)));
    }

    [Fact]
    public void Every_bit_that_is_changed_is_found()
    {
        var good = Base32.Decode(Ring.Sign(TicketSamples.Claims))!;
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(TicketFault.None, Fault(Base32.Encode(bad)));
        }

        good[21] ^= 1;
        Assert.Equal(TicketFault.Forged, Fault(Base32.Encode(good)));
    }

    [Fact]
    public void A_code_that_is_cut_off_anywhere_is_found()
    {
        var good = Base32.Decode(Ring.Sign(TicketSamples.Claims))!;
        Assert.Equal(TicketFault.Malformed, Fault(""));
        for (var length = 1; length < good.Length; length++)
        {
            Assert.Equal(TicketFault.Truncated, Fault(Base32.Encode(good.AsSpan(..length))));
        }
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("A")]
    [InlineData("AAAAAAAA")]
    [InlineData("AE======")]
    [InlineData("ＡＥＡＡ")]
    public void What_is_no_code_is_called_so(string text) => Assert.Equal(TicketFault.Malformed, Fault(text));

    [Fact]
    public void What_follows_a_code_makes_it_none() =>
        Assert.Equal(TicketFault.Malformed, Fault(Base32.Encode([.. Base32.Decode(Ring.Sign(TicketSamples.Claims))!, 0])));

    [Fact]
    public void A_signed_text_that_says_nonsense_is_refused()
    {
        Assert.Equal(TicketFault.Malformed, Fault(Signed(static content => content[22] = 0)));
        Assert.Equal(TicketFault.Malformed, Fault(Signed(static content => content[24] = 0)));
        Assert.Equal(TicketFault.Malformed, Fault(Signed(static content => content[34] = 0xFF)));
        Assert.Equal(TicketFault.Malformed, Fault(Signed(static content => content[5] = 0x42)));
    }

    [Fact]
    public void The_newest_key_signs_and_the_older_ones_check()
    {
        using var old = new TicketKeyRing(TicketSamples.Key(1));
        var code = old.Sign(TicketSamples.Claims);
        var options = new TicketOptions { SigningKey = TicketSamples.Key(3), PreviousKeys = [TicketSamples.Key(1)] };
        using var rotated = TicketKeyRing.Of(options, [9, 9]);
        Assert.Equal([TicketSamples.Key(3).Public.Id, TicketSamples.Key(1).Public.Id, TicketKey.FromSecret([9, 9]).Public.Id], rotated.PublicKeys.Select(static key => key.Id));
        Assert.True(rotated.Check(code, TicketSamples.Claims.TicketId.Event, TicketSamples.Start).IsGood);
        Assert.Equal(TicketFault.UnknownKey, Fault(rotated.Sign(TicketSamples.Claims)));
    }

    [Fact]
    public void A_previous_key_that_signs_again_is_published_once()
    {
        using var ring = TicketKeyRing.Of(new TicketOptions { SigningKey = TicketSamples.Key(3), PreviousKeys = [TicketSamples.Key(3)] }, [9]);
        Assert.Equal(2, ring.PublicKeys.Length);
    }

    [Fact]
    public void A_secret_always_gives_the_same_pair()
    {
        Assert.Equal(TicketSamples.Key(7).Public.X, TicketSamples.Key(7).Public.X);
        Assert.NotEqual(TicketSamples.Key(7).Public.Id, TicketSamples.Key(8).Public.Id);
        Assert.True(TicketSamples.Key(7).CanSign);
    }

    [Fact]
    public void A_ticket_is_named_by_its_booking_and_its_place()
    {
        var id = TicketSamples.Claims.TicketId;
        Assert.Equal($"{TicketSamples.Booking}-3", id.ToString());
        Assert.True(TicketId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.All(
            ["", $"{TicketSamples.Booking}", $"{TicketSamples.Booking}-", $"{TicketSamples.Booking}-0", $"{TicketSamples.Booking}-03", $"{TicketSamples.Booking}-65536", $"{TicketSamples.Booking.Hold}-1"],
            static text => Assert.False(TicketId.TryParse(text, out _), text));
    }

    private static TicketFault Fault(string code) => Ring.Check(code, TicketSamples.Claims.TicketId.Event, TicketSamples.Start).Fault;

    private static string Signed(Action<byte[]> change)
    {
        var content = TicketCode.Write(TicketSamples.Claims, Ring.PublicKeys[0].Id);
        change(content);
        using var key = TicketSamples.Key(1).Open();
        return Base32.Encode([.. content, .. key.SignData(content, HashAlgorithmName.SHA256)]);
    }
}
