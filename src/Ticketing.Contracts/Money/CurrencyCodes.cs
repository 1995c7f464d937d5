namespace Ticketing.Money;

/// <summary>
/// The active codes of ISO 4217 by their minor units. Left out are those in which nothing is priced: metals, bond market
/// units, drawing rights, test and "no currency" codes.
/// </summary>
internal static class CurrencyCodes
{
    private const string None = """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        """;

    private const string Two = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
        COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
        INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
        MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
        STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """;

    private const string Three = """
        BHD IQD JOD KWD LYD OMR TND
        """;

    private const string Four = """
        CLF UYW
        """;

    internal static Dictionary<string, Currency> Load()
    {
        var all = new Dictionary<string, Currency>(StringComparer.Ordinal);
        Add(None, 0);
        Add(Two, 2);
        Add(Three, 3);
        Add(Four, 4);
        return all;

        void Add(string codes, int minorUnits)
        {
            foreach (var code in codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                all.Add(code, new Currency(code, minorUnits));
            }
        }
    }
}
