using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Tests.HouseRules;

/// <summary>Which grain classes wait for which, read from the instructions of their methods.</summary>
internal sealed class CallGraph
{
    private readonly Dictionary<Type, HashSet<Type>> _edges = [];

    public CallGraph(IEnumerable<Type> types)
    {
        Type[] all = [.. types];
        Type[] grains = [.. all.Where(static type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)];
        foreach (var grain in grains)
        {
            _edges[grain] = [];
        }

        foreach (var type in all)
        {
            // What the compiler makes of async methods and lambdas lies within the class that they were written in.
            var callers = grains.Where(Outermost(type).IsAssignableFrom).ToArray();
            foreach (var called in CallsOf(type))
            {
                if (callers.Length == 0)
                {
                    Strays.Add($"{Outermost(type).Name} calls {called.Name}");
                }

                foreach (var caller in callers)
                {
                    _edges[caller].UnionWith(grains.Where(called.IsAssignableFrom));
                }
            }
        }
    }

    /// <summary>Calls to grains from classes that are none: it can't be said who waits for them.</summary>
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

    /// <summary>The grain interfaces whose methods are called, one-way methods left out.</summary>
    private static IEnumerable<Type> CallsOf(Type type)
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            Type? target = null;
            foreach (var called in Instructions.CallsOf(method))
            {
                // The reference was made by GetGrain<T> or by a method that returns it, so the last grain interface that
                // was seen says which grain a method of a shared interface is called on.
                target = InterfaceOf((called as MethodInfo)?.ReturnType) ?? target;
                if (InterfaceOf(called.DeclaringType) is { } declaring && called.GetCustomAttribute<OneWayAttribute>() is null)
                {
                    yield return target is not null && declaring.IsAssignableFrom(target) ? target : declaring;
                }
            }
        }
    }

    private static Type? InterfaceOf(Type? type) =>
        type is { IsInterface: true, IsGenericParameter: false } && type.IsAssignableTo(typeof(IAddressable)) && type.Assembly != typeof(Grain).Assembly ? type : null;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
