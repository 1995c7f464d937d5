using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Orleans;
using Ticketing.Configuration;
using Ticketing.Security;

namespace Ticketing.Hosting;

/// <summary>
/// The keys that seal sessions, forms and links (data protection). They are kept where everything else is, so that what one silo sealed the others read,
/// also after a restart, and from a backup; encrypted where a certificate is given.
/// </summary>
internal static partial class ProtectionKeys
{
    /// <summary>As the store names the grain that keeps them.</summary>
    public const string GrainType = "ticketing.protection-keys";

    /// <summary>Fixed: keys of a service that was called otherwise would open nothing.</summary>
    private const string Name = "ticketing";

    /// <summary>Registered after the silo, so that the keys are read when it has started, and before requests come.</summary>
    public static void AddProtectionKeys(this WebApplicationBuilder builder)
    {
        var certificate = ProtectionSettings.From(builder.Configuration);
        var services = builder.Services;

        // It warns at each start that keys are not encrypted where they are kept: whoever reads them there reads every booking too.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        var protection = services.AddDataProtection().SetApplicationName(Name);
        if (certificate is not null)
        {
            protection.ProtectKeysWithCertificate(certificate);
        }

        services.AddOptions<KeyManagementOptions>().Configure<IGrainFactory>((options, grains) => options.XmlRepository = new Repository(grains, certificate is not null));

        // The framework's own reads them before there is a silo that could be asked.
        foreach (var early in services.Where(static service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
        {
            services.Remove(early);
        }

        services.AddHostedService<AtStart>();
    }

    /// <summary>The framework asks seldom, and waits: nothing of it runs in a grain.</summary>
    private sealed class Repository(IGrainFactory grains, bool areEncrypted) : IXmlRepository
    {
        private IProtectionKeysGrain Grain => grains.GetGrain<IProtectionKeysGrain>(IProtectionKeysGrain.All);

        public IReadOnlyCollection<XElement> GetAllElements() =>
            [.. Task.Run(Grain.List).GetAwaiter().GetResult().Select(XElement.Parse).Where(element => !areEncrypted || IsEncrypted(element))];

        public void StoreElement(XElement element, string friendlyName) =>
            Task.Run(() => Grain.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting))).GetAwaiter().GetResult();

        /// <summary>A key from before there was a certificate was there for whoever read the store: what they sealed with it counts no more.</summary>
        private static bool IsEncrypted(XElement element) => element.Name.LocalName != "key" || element.Descendants().Any(static part => part.Name.LocalName == "encryptedSecret");
    }

    /// <summary>Reads the keys, and makes the first.</summary>
    private sealed partial class AtStart(IDataProtectionProvider protection, ILogger<AtStart> log) : IHostedService
    {
        private readonly ILogger<AtStart> _log = log;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            try
            {
                await Task.Run(() => protection.CreateProtector("start").Protect([]), cancellationToken);
            }
            catch (CryptographicException e)
            {
                // The store is away for a moment: whoever needs a key first asks again.
                LogLater(e);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(Level = LogLevel.Warning, Message = "Data protection keys could not be read yet")]
        private partial void LogLater(Exception exception);
    }
}
