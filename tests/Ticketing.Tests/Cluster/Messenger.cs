using Orleans;
using Orleans.Runtime;
using Ticketing.Directories;
using Ticketing.Hosting;

namespace Ticketing.Tests.Cluster;

/// <summary>Calls grains and tells what came back; and fails, for others that call it.</summary>
[Alias("ticketing.tests.messenger")]
internal interface IMessenger : IGrainWithStringKey
{
    [Alias("where")]
    Task<SiloAddress> Where();

    [Alias("append")]
    Task<string> Append(string page);

    [Alias("read")]
    Task<string> Read(string page);

    [Alias("ask")]
    Task<string> Ask(string other, string exception);

    [Alias("fail")]
    Task Fail(string exception);
}

[GrainType("test-messenger")]
internal sealed class Messenger(ILocalSiloDetails silo) : Grain, IMessenger
{
    private static readonly SiloOutages Outages = new();

    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    public Task<string> Append(string page) => Seen(GrainFactory.GetGrain<IDirectoryPageGrain>(page).Append(Guid.Empty));

    public Task<string> Read(string page) => Seen(GrainFactory.GetGrain<IDirectoryPageGrain>(page).All());

    public Task<string> Ask(string other, string exception) => Seen(GrainFactory.GetGrain<IMessenger>(other).Fail(exception));

    public Task Fail(string exception) => throw (Exception)Activator.CreateInstance(Type.GetType(exception)!, "It failed.")!;

    private static async Task<string> Seen(Task asked)
    {
        try
        {
            await asked;
            return "nothing";
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}, {(Outages.Is(e) ? "an outage" : "a fault")}: {e.Message}";
        }
    }
}

/// <summary>As a library's may be: no silo can write it.</summary>
internal sealed class ForeignException(string message) : IOException(message);
