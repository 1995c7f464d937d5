using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Tests.Runtime;

[PersistedState, GenerateSerializer]
public sealed class NumberState
{
    [Id(0)]
    public int Number { get; set; }
}
