using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Ticketing.Tests.Conformance.Reading;

/// <summary>Writes the types of a signature as text, so that signatures of two assemblies can be compared.</summary>
internal sealed class TypeTextProvider : ISignatureTypeProvider<TypeText, object?>, ICustomAttributeTypeProvider<TypeText>
{
    public static TypeTextProvider Instance { get; } = new();

    public static string NameOf(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => NameOf(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(Instance, null).Text,
        _ => throw new ArgumentException($"{handle.Kind} is no type.", nameof(handle)),
    };

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        var name = reader.GetString(type.Name);
        return outer.IsNil ? Qualified(reader.GetString(type.Namespace), name) : $"{NameOf(reader, outer)}+{name}";
    }

    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    public TypeText GetArrayType(TypeText elementType, ArrayShape shape) => new($"{elementType}[{new string(',', shape.Rank - 1)}]", true);

    public TypeText GetByReferenceType(TypeText elementType) => elementType with { Text = elementType + "&" };

    public TypeText GetFunctionPointerType(MethodSignature<TypeText> signature) =>
        new($"fnptr({string.Join(", ", signature.ParameterTypes)}):{signature.ReturnType}", false);

    public TypeText GetGenericInstantiation(TypeText genericType, ImmutableArray<TypeText> typeArguments) =>
        new($"{genericType}<{string.Join(", ", typeArguments)}>", genericType.MayBeNull || typeArguments.Any(static type => type.MayBeNull));

    public TypeText GetGenericMethodParameter(object? genericContext, int index) => new($"!!{index}", true);

    public TypeText GetGenericTypeParameter(object? genericContext, int index) => new($"!{index}", true);

    public TypeText GetModifiedType(TypeText modifier, TypeText unmodifiedType, bool isRequired) =>
        unmodifiedType with { Text = $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})" };

    public TypeText GetPinnedType(TypeText elementType) => elementType;

    public TypeText GetPointerType(TypeText elementType) => elementType with { Text = elementType + "*" };

    public TypeText GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        new($"System.{typeCode}", typeCode is PrimitiveTypeCode.String or PrimitiveTypeCode.Object);

    public TypeText GetSZArrayType(TypeText elementType) => new(elementType + "[]", true);

    public TypeText GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(NameOf(reader, handle), IsClass(rawTypeKind));

    public TypeText GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        new(NameOf(reader, handle), IsClass(rawTypeKind));

    public TypeText GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public TypeText GetSystemType() => new("System.Type", true);

    public TypeText GetTypeFromSerializedName(string name) => new(name, true);

    // The attributes that are read here take AttributeTargets at most.
    public PrimitiveTypeCode GetUnderlyingEnumType(TypeText type) => PrimitiveTypeCode.Int32;

    public bool IsSystemType(TypeText type) => type.Text == "System.Type";

    private static bool IsClass(byte rawTypeKind) => rawTypeKind == (byte)SignatureTypeKind.Class;

    private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
