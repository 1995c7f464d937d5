using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Simulation;

/// <summary>
/// All members of Orleans that are not public and are used here. <see cref="InternalsGuard"/> checks them when a process
/// starts, so that another version of Orleans fails by name.
/// </summary>
internal static class OrleansInternals
{
    private const string Context = "Orleans.Runtime.RuntimeContext, Orleans.Core.Abstractions";
    private const string Message = "Orleans.Runtime.Message, Orleans.Core";

    /// <summary>Services of Orleans with internal types that a silo needs of its own, or shares.</summary>
    public static IReadOnlyList<string> Services { get; } =
        ["IGrainRuntime", "ITimerRegistry", "MessageFactory", "StorageInstruments", "StateStorageBridgeSharedMap"];

    public static IGrainContext? CurrentContext
    {
        get => GetCurrent(null);
        set => SetExecutionContext(null, value, out _);
    }

    /// <summary>What runs when a message is delivered. Orleans' timers deliver their ticks as messages.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_BodyObject")]
    public static extern object? Body([UnsafeAccessorType(Message)] object message);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsAlwaysInterleave")]
    public static extern bool IsAlwaysInterleave([UnsafeAccessorType(Message)] object message);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsKeepAlive")]
    public static extern bool IsKeepAlive([UnsafeAccessorType(Message)] object message);

    /// <summary>The exception is thrown in the activation whose state it is about, which then gives itself up.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsSourceActivation")]
    public static extern bool IsSourceActivation(InconsistentStateException exception);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_IsSourceActivation")]
    public static extern void SetIsSourceActivation(InconsistentStateException exception, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "get_Current")]
    private static extern IGrainContext? GetCurrent([UnsafeAccessorType(Context)] object? type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "SetExecutionContext")]
    private static extern void SetExecutionContext([UnsafeAccessorType(Context)] object? type, IGrainContext? newContext, out IGrainContext? currentContext);
}
