using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using Orleans.Runtime;
using Orleans.Serialization;
using StackExchange.Redis;
using Ticketing.Http;

namespace Ticketing.Hosting;

/// <summary>The failures of a cluster that pass: a silo that is gone, Redis out of reach.</summary>
internal sealed class ClusterOutages : Outages
{
    // The providers' exceptions are no OrleansException; one whose type the receiver lacks arrives as the fallback.
    public override bool Is(Exception exception) => base.Is(exception)
        || exception is RedisStorageException or RedisRemindersException or RedisException
            or UnavailableExceptionFallbackException;

    // SiloUnavailableException is one of these.
    public override bool HasMoved(Exception exception) => exception is OrleansMessageRejectionException;
}
