using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Holds;

namespace Ticketing.Tests.HouseRules;

/// <summary>Which grain classes wait for which, read from the instructions of their methods.</summary>
internal sealed class CallGraph
{
    private readonly Dictionary<Type, HashSet<Type>> _edges = [];

    /// <param name="types">All classes.</param>
    /// <param name="services">Those of them that are no grains, and may call some since no grain calls them.</param>
    public CallGraph(IEnumerable<Type> types, params Type[] services)
    {
        Type[] all = [.. types];
        Type[] grains = [.. all.Where(static type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)];
        foreach (var grain in grains)
        {
            _edges[grain] = [];
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
            foreach (var called in calls.Where(IsAwaited).Select(static call => call.DeclaringType!).Distinct())
            {
                // An interface that several grains share is called on those that the class gets references to.
                var targets = grains.Where(grain => references.Any(reference => called.IsAssignableFrom(reference) && reference.IsAssignableFrom(grain))).ToArray();
                if (callers.Length == 0 || targets.Length == 0)
                {
                    Strays.Add($"{family.Key.Name} calls {called.Name}");
                }

                foreach (var caller in callers)
                {
                    _edges[caller].UnionWith(targets);
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
        var cycle = _edges[grain].Select(next => CycleFrom(next, path, done)).FirstOrDefault(static found => found is not null);
        path.RemoveAt(path.Count - 1);
        done.Add(grain);
        return cycle;
    }

    private static IEnumerable<MethodBase> CallsOf(Type type)
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(Instructions.CallsOf);
    }

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
