namespace Orleans.Embedded;

/// <summary>One request to a grain: what generated proxies make, and activations carry out.</summary>
public interface IGrainCall
{
    /// <summary>"IPoolGrain.Claim".</summary>
    string Name { get; }

    /// <summary>The full name of the interface that declares the method.</summary>
    string InterfaceName { get; }

    string MethodName { get; }

    CallOptions Options { get; }

    /// <summary>The caller's request context; null: empty.</summary>
    IReadOnlyDictionary<string, object>? Context { get; set; }

    /// <summary>When the caller gives up, by the silo's clock (timestamp ticks). 0: never.</summary>
    long Deadline { get; set; }

    /// <summary>True once the caller has an answer.</summary>
    bool IsAnswered { get; }

    /// <summary>Calls the method and answers. Never throws.</summary>
    Task RunAsync(object grain, CallFilters filters);

    /// <summary>Answers with a failure, unless it has been answered.</summary>
    bool TryFail(Exception exception);

    /// <summary>The same request once more, with an answer of its own: for a simulator that duplicates messages.</summary>
    IGrainCall Again();

    /// <summary>What the call ended with, for <see cref="InconsistentStateException"/>.</summary>
    Exception? Failure { get; }
}

/// <summary>How a method runs beside others.</summary>
[Flags]
public enum CallOptions
{
    None = 0,
    AlwaysInterleave = 1,
    ReadOnly = 2,
    OneWay = 4,
}

/// <summary>The answer of a method that returns nothing.</summary>
public readonly record struct NoResult;
