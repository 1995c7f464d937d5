using System.Runtime.CompilerServices;

namespace Ticketing.Persistence;

/// <summary>The codec of <typeparamref name="T"/>, set by the module initializer that is generated beside T.</summary>
public static class StateCodec<T>
{
    private static IStateCodec<T>? s_instance;

    /// <exception cref="NotSupportedException">T has no generated codec.</exception>
    public static IStateCodec<T> Instance => s_instance ?? Find();

    public static void Register(IStateCodec<T> codec) => s_instance = codec;

    private static IStateCodec<T> Find()
    {
        // A type that is only named, never used, does not start its module; state that is read first is such a type.
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        return s_instance
            ?? throw new NotSupportedException($"{typeof(T)} can't be persisted: mark it [PersistedState] and number its members with [Id].");
    }
}
