using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using StackExchange.Redis;

namespace Ticketing.Hosting;

/// <summary>
/// The keys that sign the forms of pages (data protection). They are kept where everything else is, so that a form that one silo
/// made is good for the others, and after a restart.
/// </summary>
internal static class FormKeys
{
    private const string Name = "ticketing";

    /// <summary>In a folder of the store's that its user alone reads.</summary>
    public static void KeepFormKeysIn(this WebApplicationBuilder builder, LocalStore place) => builder.AddFormKeys()
        .Services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory>((options, logs) =>
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(place.Keys);
            }
            else
            {
                Directory.CreateDirectory(place.Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(place.Keys), logs);
        });

    /// <summary>In Redis, under this service's name.</summary>
    public static void KeepFormKeysIn(this WebApplicationBuilder builder, ClusterSettings cluster) => builder.AddFormKeys()
        .Services.AddOptions<KeyManagementOptions>().Configure(options =>
        {
            // One that could not be opened is tried again.
            Lazy<IConnectionMultiplexer> redis = new(() => ConnectionMultiplexer.Connect(cluster.Redis.Options.Clone()), LazyThreadSafetyMode.PublicationOnly);
            options.XmlRepository = new RedisXmlRepository(() => redis.Value.GetDatabase(), $"{cluster.ServiceId}/form-keys");
        });

    private static IDataProtectionBuilder AddFormKeys(this WebApplicationBuilder builder)
    {
        // It warns at each start that keys are not encrypted where they are kept: whoever reads them there reads every booking too.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        return builder.Services.AddDataProtection().SetApplicationName(Name);
    }
}
