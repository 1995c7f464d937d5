using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Finalization;

/// <summary>How far the index of bookings was worked through, and what is left to do of that.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.finalization-state")]
public sealed class FinalizationState
{
    /// <summary>Rows of the index before this one were taken.</summary>
    [Id(0)]
    public long Position { get; set; }

    /// <summary>So many of the late confirmations were taken.</summary>
    [Id(1)]
    public long Late { get; set; }

    [Id(2)]
    public List<FinalizationTask> Tasks { get; set; } = [];

    [Id(3)]
    public long Finalized { get; set; }

    [Id(4)]
    public long LettersSent { get; set; }

    [Id(5)]
    public long LettersGivenUp { get; set; }

    /// <summary>How many dead letters there ever were.</summary>
    [Id(6)]
    public long Given { get; set; }

    /// <summary>What was given up, in the order in which it was.</summary>
    [Id(7)]
    public List<DeadLetter> Dead { get; set; } = [];

    public int Waiting(FinalizationStep step) => Tasks.Count(task => task.Step == step);
}
