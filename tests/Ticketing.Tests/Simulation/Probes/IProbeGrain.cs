using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Tests.Simulation.Probes;

/// <summary>A grain whose behaviour depends on what the runtime promises: turns, timers, reminders, deactivation.</summary>
[Alias("ticketing.tests.probe")]
public interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>Notes that it begins, waits at the gate of that name, and notes that it ends.</summary>
    [Alias("enter")]
    Task Enter(string name);

    [Alias("look"), ReadOnly]
    Task Look(string name);

    [Alias("pass"), AlwaysInterleave]
    Task Pass(string name);

    [Alias("drop"), OneWay]
    Task Drop(string name);

    [Alias("await")]
    Task Await(string name, CancellationToken cancellationToken);

    /// <summary>Waits at the gate of that name, and throws.</summary>
    [Alias("throw")]
    Task<int> Throw(string name, Failure failure);

    /// <summary>Waits at the gate of that name, and asks to be deactivated.</summary>
    [Alias("leave")]
    Task Leave(string name);

    [Alias("tick")]
    Task Tick(string name);

    [Alias("remind")]
    Task Remind(string name);

    [Alias("context")]
    Task<string?> Context(string key, string? change);

    /// <summary>Asks another probe within the silo, and tells how it went.</summary>
    [Alias("relay")]
    Task<string> Relay(string to, Failure failure);

    /// <summary>Hands a list to another probe within the silo, and changes its own afterwards.</summary>
    [Alias("hand-over")]
    Task<int> HandOver(string to);

    [Alias("keep")]
    Task Keep(List<int> numbers);

    [Alias("sum")]
    Task<int> Sum();

    [Alias("save")]
    Task Save(string? text);

    [Alias("load")]
    Task<string> Load();
}

/// <summary>The same, on a reentrant class.</summary>
[Alias("ticketing.tests.reentrant-probe")]
public interface IReentrantProbeGrain : IProbeGrain;

[GenerateSerializer]
public enum Failure
{
    None,
    Plain,
    Marked,
    Unmarked,
    UnmarkedInside,
    Inconsistent,
}

[GenerateSerializer, Alias("ticketing.tests.probe-text")]
public sealed class ProbeText
{
    [Id(0)]
    public string? Text { get; set; }
}

[GenerateSerializer, Alias("ticketing.tests.marked-exception")]
public sealed class MarkedException(string message) : Exception(message);

public sealed class UnmarkedException(string message) : Exception(message);
