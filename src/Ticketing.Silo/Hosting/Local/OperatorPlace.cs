namespace Ticketing.Hosting;

/// <summary>Where a running service takes commands: in the folder of its store; with Redis, where the machine keeps what passes.</summary>
internal sealed record OperatorPlace(string Socket)
{
    public static OperatorPlace Of(IConfiguration configuration)
    {
        if (!StoreChoice.IsRedis(configuration))
        {
            return new OperatorPlace(LocalStore.Of(configuration).Socket);
        }

        // Two silos on one machine have two ports.
        var cluster = ClusterSettings.From(configuration);
        return new OperatorPlace(Path.Combine(Path.GetTempPath(), $"ticketing.{cluster.ServiceId}.{cluster.SiloPort}.sock"));
    }
}
