using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Simulation;

/// <summary>Compares what this project uses of Orleans' internals with the Orleans that is there.</summary>
internal static class InternalsGuard
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Throws with the list of what changed, if anything did.</summary>
    public static void Require(IServiceCollection orleans)
    {
        string[] changes = [.. ChangedMembers(typeof(OrleansInternals)), .. ChangedServices(OrleansInternals.Services, orleans)];
        if (changes.Length > 0)
        {
            throw new NotSupportedException(
                $"The simulation uses internals of Orleans, and Orleans {typeof(Grain).Assembly.GetName().Version} has changed them: {string.Join(" ", changes)}");
        }
    }

    /// <summary>One sentence for each accessor whose target is not there in its form.</summary>
    public static IEnumerable<string> ChangedMembers(Type accessors) =>
        from accessor in accessors.GetMethods(Everything | BindingFlags.DeclaredOnly)
        let mark = accessor.GetCustomAttribute<UnsafeAccessorAttribute>()
        where mark is not null
        let change = Change(accessor, mark)
        where change is not null
        select change;

    /// <summary>One sentence for each service that Orleans does not register.</summary>
    public static IEnumerable<string> ChangedServices(IEnumerable<string> names, IServiceCollection orleans) =>
        from name in names
        where !orleans.Any(service => service.ServiceType.Name == name)
        select $"No service {name} is registered.";

    private static string? Change(MethodInfo accessor, UnsafeAccessorAttribute mark)
    {
        var parameters = accessor.GetParameters();
        var typeName = parameters[0].GetCustomAttribute<UnsafeAccessorTypeAttribute>()?.TypeName ?? parameters[0].ParameterType.AssemblyQualifiedName!;
        if (Type.GetType(typeName) is not { } type)
        {
            return $"There is no type {typeName}.";
        }

        Type[] wanted = [.. parameters.Skip(1).Select(static parameter => parameter.ParameterType)];
        if (type.GetMethod(mark.Name!, Everything, wanted) is { } found && found.ReturnType == accessor.ReturnType && found.IsStatic == (mark.Kind == UnsafeAccessorKind.StaticMethod))
        {
            return null;
        }

        var similar = type.GetMethods(Everything).Where(method => method.Name == mark.Name).Select(static method => method.ToString()).ToArray();
        return $"{type.FullName} has no {accessor.ReturnType.Name} {mark.Name}({string.Join(", ", wanted.Select(static parameter => parameter.Name))})"
            + (similar.Length == 0 ? "." : $"; it has {string.Join(", ", similar)}.");
    }
}
