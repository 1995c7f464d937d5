using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Tests.Runtime;

public interface IInterleavingGrain : IGrainWithStringKey
{
    Task<int> Meet(int guests);

    Task WriteTogether(int value);
}

[Reentrant, GrainType("test-interleaving")]
public sealed class InterleavingGrain([PersistentState("number")] IPersistentState<NumberState> state) : Grain, IInterleavingGrain
{
    private readonly TaskCompletionSource _all = new();
    private int _here;

    public async Task<int> Meet(int guests)
    {
        if (++_here == guests)
        {
            _all.SetResult();
        }

        await _all.Task;
        return _here;
    }

    public Task WriteTogether(int value)
    {
        state.State.Number = value;
        return state.WriteStateAsync();
    }
}
