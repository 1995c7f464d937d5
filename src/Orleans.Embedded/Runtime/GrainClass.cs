using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What the runtime knows of a grain class, found once at start; making an instance uses no reflection look-up.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker _constructor;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainClass(Type type, IServiceProvider services)
    {
        Type = type;
        Name = type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? DefaultName(type);
        IsReentrant = type.GetCustomAttribute<ReentrantAttribute>(inherit: true) is not null;
        var constructor = type.GetConstructors().Single();
        _constructor = ConstructorInvoker.Create(constructor);
        _arguments = [.. constructor.GetParameters().Select(parameter => Resolver(parameter, services))];
    }

    public Type Type { get; }

    public string Name { get; }

    public bool IsReentrant { get; }

    public object Create(Activation activation)
    {
        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i](activation);
        }

        return _constructor.Invoke(arguments);
    }

    private static string DefaultName(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }

    private static Func<Activation, object?> Resolver(ParameterInfo parameter, IServiceProvider services)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            var factory = typeof(GrainClass)
                .GetMethod(nameof(StateFactory), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(parameter.ParameterType.GenericTypeArguments[0]);
            return (Func<Activation, object?>)factory.Invoke(null, [state.StateName])!;
        }

        if (parameter.ParameterType == typeof(IGrainContext))
        {
            return static activation => activation;
        }

        if (parameter.ParameterType == typeof(IGrainFactory))
        {
            return static activation => activation.Silo.GrainFactory;
        }

        var service = services.GetRequiredService(parameter.ParameterType);
        return _ => service;
    }

    private static Func<Activation, object?> StateFactory<TState>(string name) =>
        activation => new PersistentState<TState>(activation, name);
}
