using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Tests.Deployment;

namespace Ticketing.Tests.Configuration;

/// <summary>A setting that nobody reads is told of, with the one that was probably meant.</summary>
public sealed class UnknownSettingsTests
{
    [Fact]
    public void Every_setting_that_the_service_reads_is_known() => Assert.Equal(
        KnownSettings.Own.Where(static name => name.Contains(':', StringComparison.Ordinal) && !name.StartsWith("Logging:", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        UnknownSettings.Known.Order(StringComparer.Ordinal));

    [Fact]
    public void One_that_is_misspelt_is_named_and_what_is_not_ours_is_passed_over()
    {
        var given = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Holds:TTL", "00:01:00"), new("Holds:Tll", "00:01:00"), new("RateLimit:PerSec", "5"), new("Cors:Origins:0", "https://shop.example"),
            new("Auth", "x"), new("Mail", "/var/mail/root"), new("Mail:Hosts", "x"), new("Logging:LogLevel:Tickets", "Debug"), new("Kestrel:Endpoints:x", "y"), new("PATH", "/bin"),
        ]).Build();
        Assert.Equal(
            [("Holds:Tll", "Holds:Ttl"), ("Mail:Hosts", "Mail:Host"), ("RateLimit:PerSec", "RateLimit:PerSecond")], UnknownSettings.In(given));
    }
}
