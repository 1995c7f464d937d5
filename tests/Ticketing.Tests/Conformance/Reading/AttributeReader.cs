using System.Reflection.Metadata;

namespace Ticketing.Tests.Conformance.Reading;

/// <summary>The attributes that change what code may do with a declaration, and the annotations for null.</summary>
internal static class AttributeReader
{
    private const string Compiler = "System.Runtime.CompilerServices.";

    private static readonly HashSet<string> Meaningful =
    [
        Compiler + "ExtensionAttribute",
        Compiler + "RequiredMemberAttribute",
        Compiler + "IsReadOnlyAttribute",
        Compiler + "IsByRefLikeAttribute",
        "System.ParamArrayAttribute",
        "System.FlagsAttribute",
        "System.ObsoleteAttribute",
        "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute",
    ];

    /// <summary>Their short names, sorted, each in brackets; usage of attributes with its arguments spelled out.</summary>
    public static string Text(MetadataReader reader, CustomAttributeHandleCollection attributes)
    {
        List<string> found = [];
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            var name = NameOf(reader, attribute);
            if (name == "System.AttributeUsageAttribute")
            {
                found.Add(Usage(attribute));
            }
            else if (Meaningful.Contains(name))
            {
                found.Add($"[{name[(name.LastIndexOf('.') + 1)..^"Attribute".Length]}]");
            }
        }

        found.Sort(StringComparer.Ordinal);
        return string.Concat(found.Select(static text => text + " "));
    }

    /// <summary>Null: the declaration has no annotation of its own.</summary>
    public static string? Annotation(MetadataReader reader, CustomAttributeHandleCollection attributes)
    {
        if (Find(reader, attributes, Compiler + "NullableAttribute") is not { } argument)
        {
            return null;
        }

        if (argument is byte all)
        {
            return $"{all}";
        }

        var flags = ((IEnumerable<CustomAttributeTypedArgument<TypeText>>)argument).Select(static flag => (byte)flag.Value!).ToArray();
        return flags.Distinct().Count() == 1 ? $"{flags[0]}" : string.Concat(flags);
    }

    /// <summary>What holds for everything within that has no annotation of its own.</summary>
    public static string? Context(MetadataReader reader, CustomAttributeHandleCollection attributes) =>
        Find(reader, attributes, Compiler + "NullableContextAttribute") is byte flag ? $"{flag}" : null;

    private static object? Find(MetadataReader reader, CustomAttributeHandleCollection attributes, string name)
    {
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (NameOf(reader, attribute) == name)
            {
                return attribute.DecodeValue(TypeTextProvider.Instance).FixedArguments[0].Value;
            }
        }

        return null;
    }

    private static string Usage(CustomAttribute attribute)
    {
        var value = attribute.DecodeValue(TypeTextProvider.Instance);
        var multiple = value.NamedArguments.FirstOrDefault(static argument => argument.Name == "AllowMultiple").Value ?? false;
        var inherited = value.NamedArguments.FirstOrDefault(static argument => argument.Name == "Inherited").Value ?? true;
        return $"[AttributeUsage({(AttributeTargets)(int)value.FixedArguments[0].Value!}, AllowMultiple = {multiple}, Inherited = {inherited})]";
    }

    private static string NameOf(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind == HandleKind.MethodDefinition
        ? TypeTextProvider.NameOf(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType())
        : TypeTextProvider.NameOf(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent);
}
