namespace Ticketing.Tests.Persistence;

/// <summary>
/// Bytes that stored states consist of. A failure here means that state written before this build can't be trusted any
/// more: never edit an earlier form to make a test pass, add the new one beside it.
/// </summary>
public sealed class FormatTests
{
    private const string Scalars1 =
        "01000108C80110D70418E0D40320DFC5082880D0ACF30E30FFC7AFA025388080A0CFC8E0C8E38A01450000C03F4900000000000002C056E204"
        + "00000000000000000000000002805E33221100554477668899AABBCCDDEEFF6100C55AF0B9FDE30868FFAFB4F80870E3A02D7E02000000000000"
        + "0001000000000000008001C80188010190010D9A01045A6FC3ABA20100AA01030102FFB00100BE0100000000000000000000000000000000C001"
        + "01CB01000204807D1204";

    private const string Collections1 =
        "0107180201D00F0F1A0161000162171B0002080404040806041F130A0178130201740B0201750404040A00130404270B0E332211005544776688"
        + "99AABBCCDDEEFF170B0012081204042F1F100204000806320209FA3F09000000000000E03F470900C55AF0B9FDE3084F130800100004080A10"
        + "0104520004";

    private const string Pool1 =
        "010080040F13060000000000000000F0DEBC9A7856341208021100C55AF0B9FDE30818EFFDFAD7ECD9FEF6FE0120013600000000000000000700"
        + "00000000000004060100000000000000F0DEBC9A78563412080411805BF3F0B9FDE30818F0FDFAD7ECD9FEF6FE0120012A0A637573746F6D65"
        + "722D310404";

    private const string Defaults1 = "0102016E080010001F04200004";

    [Fact]
    public void Scalars()
    {
        Assert.Equal(Scalars1, Wire.Hex(Samples.EveryScalar()));
        Assert.Equal(Scalars1, Wire.Hex(Wire.FromHex<EveryScalar>(Scalars1)));
        Assert.Equal(-12.50m, Wire.FromHex<EveryScalar>(Scalars1).Decimal);
    }

    [Fact]
    public void Collections()
    {
        Assert.Equal(Collections1, Wire.Hex(Samples.Collections()));
        Assert.Equal(Samples.Collections().Details, Wire.FromHex<Collections>(Collections1).Details);
    }

    [Fact]
    public void A_pool_of_claims()
    {
        Assert.Equal(Pool1, Wire.Hex(Samples.Pool(2)));
        Assert.Equal(Samples.Pool(2).Claims, Wire.FromHex<PoolSample>(Pool1).Claims);
    }

    [Fact]
    public void Defaults_over_a_parameters_default()
    {
        var state = new WithDefaults("n", 0, Colour.None, null, false);
        Assert.Equal(Defaults1, Wire.Hex(state));
        Assert.Equal(state, Wire.FromHex<WithDefaults>(Defaults1));
    }

    [Fact]
    public void A_state_of_defaults_is_two_bytes() => Assert.Equal("0104", Wire.Hex(new EveryScalar()));
}
