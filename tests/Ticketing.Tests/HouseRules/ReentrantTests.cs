using System.Reflection;
using Orleans.Concurrency;
using Ticketing.Inventory;

namespace Ticketing.Tests.HouseRules;

/// <summary>A state that is read anew in a reentrant grain may take away what another caller is about to write.</summary>
public sealed class ReentrantTests
{
    [Fact]
    public void No_reentrant_grain_reads_its_state_anew()
    {
        var readers = typeof(SectionGrain).Assembly.GetTypes().Where(static type => Methods(type).SelectMany(Instructions.CallsOf).Any(IsKnown)).Select(Outermost).Distinct().ToArray();
        Assert.NotEmpty(readers);
        Assert.DoesNotContain(readers, static type => type.IsDefined(typeof(ReentrantAttribute), inherit: true));
    }

    private static IEnumerable<MethodInfo> Methods(Type type) =>
        type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);

    private static bool IsKnown(MethodBase called) =>
        called is { Name: nameof(Durable<>.Known), DeclaringType: { IsGenericType: true } type } && type.GetGenericTypeDefinition() == typeof(Durable<>);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
