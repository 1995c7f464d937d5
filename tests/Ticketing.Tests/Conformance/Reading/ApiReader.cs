using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Ticketing.Tests.Conformance.Reading;

/// <summary>Reads what an assembly lets others use, without loading it.</summary>
internal static class ApiReader
{
    public static IReadOnlyDictionary<string, ApiType> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream);
    }

    public static IReadOnlyDictionary<string, ApiType> Read(Stream stream)
    {
        using var file = new PEReader(stream);
        var reader = file.GetMetadataReader();
        return reader.TypeDefinitions
            .Where(handle => IsVisible(reader, reader.GetTypeDefinition(handle)))
            .Select(handle => TypeOf(reader, handle))
            .ToDictionary(static type => type.Name, StringComparer.Ordinal);
    }

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private static ApiType TypeOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var interfaces = type.GetInterfaceImplementations()
            .Select(implemented => TypeTextProvider.NameOf(reader, reader.GetInterfaceImplementation(implemented).Interface));
        return new ApiType(
            TypeTextProvider.NameOf(reader, handle),
            NamespaceOf(reader, type),
            KindOf(reader, type),
            type.BaseType.IsNil ? "" : TypeTextProvider.NameOf(reader, type.BaseType),
            interfaces.ToHashSet(StringComparer.Ordinal),
            new MemberReader(reader, type).Read());
    }

    private static string NamespaceOf(MetadataReader reader, TypeDefinition type) => type.GetDeclaringType() is { IsNil: false } outer
        ? NamespaceOf(reader, reader.GetTypeDefinition(outer))
        : reader.GetString(type.Namespace);

    private static string KindOf(MetadataReader reader, TypeDefinition type)
    {
        var parent = type.BaseType.IsNil ? "" : TypeTextProvider.NameOf(reader, type.BaseType);
        var word = (type.Attributes & TypeAttributes.Interface) != 0 ? "interface" : parent switch
        {
            "System.Enum" => "enum",
            "System.ValueType" => "struct",
            "System.MulticastDelegate" => "delegate",
            _ => (type.Attributes & (TypeAttributes.Abstract | TypeAttributes.Sealed)) switch
            {
                TypeAttributes.Abstract | TypeAttributes.Sealed => "static class",
                TypeAttributes.Abstract => "abstract class",
                TypeAttributes.Sealed => "sealed class",
                _ => "class",
            },
        };
        if (word == "enum")
        {
            word += $" : {reader.GetFieldDefinition(type.GetFields().First()).DecodeSignature(TypeTextProvider.Instance, null)}";
        }

        // That some members are required is compared with the members.
        var attributes = AttributeReader.Text(reader, type.GetCustomAttributes()).Replace("[RequiredMember] ", "", StringComparison.Ordinal);
        return $"{attributes}{word}{MemberReader.TypeParameters(reader, type.GetGenericParameters())}";
    }
}
