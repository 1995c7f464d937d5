using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Orleans.Embedded.CodeGeneration;

/// <summary>A grain interface, as far as its proxy needs it.</summary>
internal sealed class ProxyModel
{
    public ProxyModel(INamedTypeSymbol type, ImmutableArray<ProxyMethod> methods)
    {
        Interface = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        Name = type.Name;
        ClassName = type.ToDisplayString().Replace('.', '_') + "_Proxy";
        Methods = methods;
    }

    public string Interface { get; }

    public string Name { get; }

    public string ClassName { get; }

    public ImmutableArray<ProxyMethod> Methods { get; }
}

/// <summary>A method of a grain interface.</summary>
internal sealed class ProxyMethod
{
    public ProxyMethod(IMethodSymbol method)
    {
        var format = SymbolDisplayFormat.FullyQualifiedFormat
            .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);
        Name = method.Name;
        Declaring = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        Returns = method.ReturnType.ToDisplayString(format);
        Result = method.ReturnType is INamedTypeSymbol { IsGenericType: true } task ? task.TypeArguments[0].ToDisplayString(format) : null;
        Parameters = method.Parameters.Select(parameter => (parameter.Type.ToDisplayString(format), parameter.Name)).ToImmutableArray();
        Options = string.Join(" | ", new[] { "AlwaysInterleave", "ReadOnly", "OneWay" }
            .Where(option => method.GetAttributes().Any(attribute =>
                attribute.AttributeClass?.ToDisplayString() == $"Orleans.Concurrency.{option}Attribute"))
            .Select(option => $"global::Orleans.Embedded.CallOptions.{option}"));
    }

    public string Name { get; }

    public string Declaring { get; }

    public string Returns { get; }

    /// <summary>The type of the result; null when the method returns a plain task.</summary>
    public string? Result { get; }

    public ImmutableArray<(string Type, string Name)> Parameters { get; }

    public string Options { get; }

    public bool IsOneWay => Options.Contains("OneWay");
}
