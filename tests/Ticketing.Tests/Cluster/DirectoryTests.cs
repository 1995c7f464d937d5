using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.TestingHost;
using Ticketing.Directories;

namespace Ticketing.Tests.Cluster;

/// <summary>Orleans lets calls marked <c>[ReadOnly]</c> pass a writer that waits, so readers that overlap keep it waiting for good.</summary>
public sealed class DirectoryTests
{
    private const int Readers = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Something_new_gets_into_a_list_while_many_read_it()
    {
        await using var cluster = Start();
        await cluster.DeployAsync();
        var list = cluster.Client.GetGrain<IDirectoryGrain>("read by many");
        await list.Add(Guid.NewGuid());
        using CancellationTokenSource enough = new();
        var reads = 0;
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await list.List(0, 100);
                if (Interlocked.Increment(ref reads) == Readers)
                {
                    begun.SetResult();
                }
            }
        })).ToArray();
        await begun.Task;
        try
        {
            await list.Add(Guid.NewGuid()).WaitAsync(Patience);
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(readers);
        }

        Assert.Equal(2, (await list.List(0, 100)).Ids.Length);
    }

    private static InProcessTestCluster Start()
    {
        InProcessTestClusterBuilder builder = new(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo(static (_, silo) =>
        {
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddIncomingGrainCallFilter<SlowPages>();
            silo.Services.AddSingleton(TimeProvider.System);
        });
        return builder.Build();
    }

    /// <summary>A page takes its time and answers one reader after the other, so that the list always has several.</summary>
    private sealed class SlowPages : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context is { Grain: IDirectoryPageGrain, MethodName: nameof(IDirectoryPageGrain.All) })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }

            await context.Invoke();
        }
    }
}
