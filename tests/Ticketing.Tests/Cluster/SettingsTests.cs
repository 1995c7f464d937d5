using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Hosting;

namespace Ticketing.Tests.Cluster;

/// <summary>The settings of a silo among others.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Without_other_settings_a_silo_is_of_this_machine_alone()
    {
        var settings = Read();
        Assert.Equal("127.0.0.1", settings.Address!.ToString());
        Assert.Equal(("ticketing", "ticketing"), (settings.ServiceId, settings.ClusterId));
        Assert.Equal("localhost:0", Assert.Single(settings.Redis.Options.EndPoints).ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal));
        Assert.False(settings.Redis.Options.AbortOnConnectFail);
    }

    [Theory]
    [InlineData("redis://:s3cret@db.example:6380/2", "db.example:6380", null, "s3cret", 2, false)]
    [InlineData("rediss://ann:p%40ss@db.example", "db.example:6379", "ann", "p@ss", null, true)]
    [InlineData("redis://db.example/", "db.example:6379", null, null, null, false)]
    [InlineData("db.example:7000,password=x,ssl=true", "db.example:7000", null, "x", null, true)]
    public void The_address_of_Redis_is_a_url_or_a_host(string url, string endpoint, string? user, string? password, int? database, bool tls)
    {
        var options = Read(("Redis:Url", url)).Redis.Options;
        Assert.EndsWith(endpoint, Assert.Single(options.EndPoints).ToString(), StringComparison.Ordinal);
        Assert.Equal((user, password, database, tls), (options.User, options.Password, options.DefaultDatabase, options.Ssl));
    }

    [Fact]
    public void A_password_of_its_own_wins_over_the_one_in_the_url() =>
        Assert.Equal("secret", Read(("Redis:Url", "redis://:old@db"), ("Redis:Password", "secret")).Redis.Options.Password);

    [Theory]
    [InlineData("Cluster:SiloPort", "0")]
    [InlineData("Redis:Patience", "soon")]
    [InlineData("Cluster:Address", "silo-1")]
    [InlineData("Cluster:ProbeTimeout", "5")]
    [InlineData("Cluster:ServiceId", "a/b")]
    [InlineData("Redis:Url", "http://:hidden@db")]
    [InlineData("Redis:Url", "redis://:hidden@db/zero")]
    public void A_wrong_setting_is_named_and_no_password_is_shown(string key, string value)
    {
        var error = Assert.Throws<SettingsException>(() => Read((key, value)));
        Assert.Contains(key, Assert.Single(error.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    private static ClusterSettings Read(params (string Key, string Value)[] settings) => ClusterSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Url", "localhost")]).AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
}
