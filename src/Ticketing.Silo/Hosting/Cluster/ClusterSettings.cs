using System.Net;
using Ticketing.Configuration;

namespace Ticketing.Hosting;

/// <summary>The settings of a silo among others, read and checked once at start.</summary>
internal sealed record ClusterSettings
{
    public static readonly TimeSpan LongestAlivePeriod = TimeSpan.FromSeconds(20);

    /// <summary>Cluster:ServiceId. Prefix of every key in Redis; state and reminders belong to it. Default: ticketing.</summary>
    public required string ServiceId { get; init; }

    /// <summary>Cluster:ClusterId. Silos that form one cluster. Default: the service id.</summary>
    public required string ClusterId { get; init; }

    /// <summary>Cluster:Address. The IP address at which other silos find this one; <c>auto</c>: that of this machine. Default: 127.0.0.1.</summary>
    public required IPAddress? Address { get; init; }

    /// <summary>Cluster:SiloPort. Port between silos. Default: 11111.</summary>
    public required int SiloPort { get; init; }

    /// <summary>Cluster:GatewayPort. Port for Orleans clients; 0: none, the gateway is in the silo. Default: 0.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Cluster:ReminderPeriod. The shortest period of a reminder. Default: 00:01:00.</summary>
    public required TimeSpan ReminderPeriod { get; init; }

    /// <summary>Cluster:CollectionAge. How long an activation without calls stays in memory. Default: 00:10:00.</summary>
    public required TimeSpan CollectionAge { get; init; }

    /// <summary>Cluster:ResponseTimeout. How long a grain call may take. Default: 00:00:10.</summary>
    public required TimeSpan ResponseTimeout { get; init; }

    /// <summary>Cluster:ProbeTimeout. How long a silo may take to answer another one's probe. Default: 00:00:01.</summary>
    public required TimeSpan ProbeTimeout { get; init; }

    /// <summary>Cluster:MissedProbes. Probes in a row that a silo may miss before it is voted dead. Default: 2.</summary>
    public required int MissedProbes { get; init; }

    /// <summary>Cluster:AlivePeriod. How often a silo writes to Redis that it lives; after three of them without it counts as killed. Default: 00:00:05.</summary>
    public required TimeSpan AlivePeriod { get; init; }

    /// <summary>Cluster:RangeLease. How long after a silo's last sign of life its grains may not start elsewhere; what finding it out takes counts. Default: 00:00:00.</summary>
    public required TimeSpan RangeLease { get; init; }

    /// <summary>Cluster:DrainTime. How long a stop may take: requests end, grains move away. Default: 00:00:25.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>Redis:Url, Redis:User, Redis:Password. Without Redis:Url there is no cluster (StoreChoice).</summary>
    public required RedisAddress Redis { get; init; }

    /// <summary>Redis:Patience. How long a silo that starts tries to reach Redis before it ends. Default: 00:00:30.</summary>
    public required TimeSpan RedisPatience { get; init; }

    /// <summary>Redis:Events. Whether what happens is published on the channel {service}/events, too. Default: true.</summary>
    public required bool Events { get; init; }

    /// <summary>Redis:HoldEvents. Whether what becomes of holds is among them. Default: false.</summary>
    public required bool HoldEvents { get; init; }

    public static ClusterSettings From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var serviceId = reader.Text("Cluster:ServiceId", "ticketing");
        var address = reader.Text("Cluster:Address", "127.0.0.1");
        var settings = new ClusterSettings
        {
            ServiceId = serviceId,
            ClusterId = reader.Text("Cluster:ClusterId", serviceId),
            Address = IPAddress.TryParse(address, out var ip) ? ip : null,
            SiloPort = Port(reader, "Cluster:SiloPort", 11_111, least: 1),
            GatewayPort = Port(reader, "Cluster:GatewayPort", 0, least: 0),
            ReminderPeriod = reader.Duration("Cluster:ReminderPeriod", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
            CollectionAge = reader.Duration("Cluster:CollectionAge", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2), TimeSpan.FromDays(1)),
            ResponseTimeout = reader.Duration("Cluster:ResponseTimeout", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            ProbeTimeout = reader.Duration("Cluster:ProbeTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1)),
            MissedProbes = (int)reader.Number("Cluster:MissedProbes", 2, 1, 100),
            AlivePeriod = reader.Duration("Cluster:AlivePeriod", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), LongestAlivePeriod),
            RangeLease = reader.Duration("Cluster:RangeLease", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            DrainTime = reader.Duration("Cluster:DrainTime", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            Redis = RedisAddress.Parse(reader.Text("Redis:Url", ""), configuration["Redis:User"], configuration["Redis:Password"], reader),
            RedisPatience = reader.Duration("Redis:Patience", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            Events = reader.Flag("Redis:Events", true),
            HoldEvents = reader.Flag("Redis:HoldEvents", false),
        };
        reader.Check(ip is not null || address == "auto", $"Cluster:Address must be an IP address or 'auto', not '{address}'.");
        reader.Check(!serviceId.Contains('/', StringComparison.Ordinal), "Cluster:ServiceId must not contain a slash.");
        return reader.Errors.Count == 0 ? settings : throw new SettingsException(reader.Errors);
    }

    private static int Port(SettingsReader reader, string key, int fallback, int least) =>
        (int)reader.Number(key, fallback, least, IPEndPoint.MaxPort);
}
