using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Holds;

namespace Ticketing.Tests.HouseRules;

/// <summary>Which grain classes wait for which, read from the instructions of their methods.</summary>
internal sealed class CallGraph
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private readonly Dictionary<Type, HashSet<Type>> _edges = [];
    private readonly Dictionary<Type, HashSet<Type>> _waits = [];

    /// <param name="types">All classes.</param>
    /// <param name="services">Those of them that are no grains, and may call some since no grain calls them.</param>
    public CallGraph(IEnumerable<Type> types, params Type[] services)
    {
        Type[] all = [.. types];
        Type[] grains = [.. all.Where(static type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)];
        foreach (var grain in grains)
        {
            _edges[grain] = [];
            _waits[grain] = [];
        }

        // What the compiler makes of async methods and lambdas lies within the class that they were written in.
        foreach (var family in all.GroupBy(Outermost))
        {
            var calls = family.SelectMany(CallsOf).ToArray();
            var references = calls.SelectMany(ReferencesOf).ToHashSet();
            var callers = grains.Where(family.Key.IsAssignableFrom).ToArray();
            if (services.Contains(family.Key))
            {
                continue;
            }

            Strays.UnionWith(calls.Select(static call => call.DeclaringType!).Where(called => services.Any(service => called == service || (called.IsInterface && called.IsAssignableFrom(service))))
                .Select(called => $"{family.Key.Name} calls {called.Name}"));
            foreach (var call in calls.Where(IsAwaited).Distinct())
            {
                var called = call.DeclaringType!;

                // An interface that several grains share is called on those that the class gets references to.
                var targets = grains.Where(grain => references.Any(reference => called.IsAssignableFrom(reference) && reference.IsAssignableFrom(grain))).ToArray();
                if (callers.Length == 0 || targets.Length == 0)
                {
                    Strays.Add($"{family.Key.Name} calls {called.Name}");
                }

                foreach (var caller in callers)
                {
                    _edges[caller].UnionWith(targets);
                    _waits[caller].UnionWith(targets.Where(target => !IsAnsweredAtOnce(call, target, grains)));
                }
            }
        }
    }

    /// <summary>Calls of which it can't be said who waits, or for whom.</summary>
    public HashSet<string> Strays { get; } = [];

    public IReadOnlyDictionary<Type, HashSet<Type>> Edges => _edges;

    /// <summary>"A → B → A", or null when no grain can wait for itself.</summary>
    public string? Cycle()
    {
        HashSet<Type> done = [];
        return _edges.Keys.OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(type => CycleFrom(type, [], done)).FirstOrDefault(static cycle => cycle is not null);
    }

    private string? CycleFrom(Type grain, List<Type> path, HashSet<Type> done)
    {
        if (path.IndexOf(grain) is >= 0 and var start)
        {
            return string.Join(" → ", path.Skip(start).Append(grain).Select(static type => type.Name));
        }

        if (done.Contains(grain))
        {
            return null;
        }

        path.Add(grain);
        var cycle = _waits[grain].Select(next => CycleFrom(next, path, done)).FirstOrDefault(static found => found is not null);
        path.RemoveAt(path.Count - 1);
        done.Add(grain);
        return cycle;
    }

    /// <summary>It begins whatever its grain is doing, and asks only what does so too: nobody can be kept waiting by waiting for it.</summary>
    private static bool IsAnsweredAtOnce(MethodBase call, Type grain, Type[] grains)
    {
        if (call.GetCustomAttribute<AlwaysInterleaveAttribute>() is null)
        {
            return false;
        }

        var map = grain.GetInterfaceMap(call.DeclaringType!);
        HashSet<MethodBase> seen = [];
        Queue<MethodBase> toRead = new([map.TargetMethods[Array.IndexOf(map.InterfaceMethods, (MethodInfo)call)]]);
        while (toRead.TryDequeue(out var method))
        {
            if (IsAwaited(method))
            {
                if (method == call || !grains.Where(method.DeclaringType!.IsAssignableFrom).All(asked => IsAnsweredAtOnce(method, asked, grains)))
                {
                    return false;
                }

                continue;
            }

            if (Outermost(method.DeclaringType!).IsAssignableFrom(grain) && seen.Add(method))
            {
                var steps = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType.GetMethods(Declared) ?? [];
                foreach (var next in Instructions.CallsOf(method).Concat(steps))
                {
                    toRead.Enqueue(next);
                }
            }
        }

        return true;
    }

    private static IEnumerable<MethodBase> CallsOf(Type type) =>
        type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(Instructions.CallsOf);

    /// <summary>What a call gives references to: by itself, or because it finds homes.</summary>
    private static IEnumerable<Type> ReferencesOf(MethodBase call) => call switch
    {
        MethodInfo { Name: nameof(IGrainFactory.GetGrain) } found => [found.ReturnType],
        { Name: nameof(HoldHomes.HomeOf) } when call.DeclaringType == typeof(HoldHomes) => Instructions.CallsOf(call).SelectMany(ReferencesOf),
        _ => [],
    };

    private static bool IsAwaited(MethodBase call) =>
        call.DeclaringType is { IsInterface: true } type
        && type.IsAssignableTo(typeof(IAddressable))
        && call.GetCustomAttribute<OneWayAttribute>() is null;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
