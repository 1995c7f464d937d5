using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;

namespace Ticketing.Tests.Conformance.Reading;

/// <summary>Writes each member of a type that other assemblies can use as text: what callers and heirs depend on.</summary>
internal sealed class MemberReader(MetadataReader reader, TypeDefinition type)
{
    private static readonly HashSet<string> OfEveryObject = ["Equals", "GetHashCode", "ToString", "Finalize"];

    private readonly bool _hasHeirs = (type.Attributes & TypeAttributes.Sealed) == 0;

    public static string TypeParameters(MetadataReader reader, GenericParameterHandleCollection parameters)
    {
        if (parameters.Count == 0)
        {
            return "";
        }

        var texts = parameters.Select(reader.GetGenericParameter).Select(parameter =>
        {
            var limits = parameter.GetConstraints().Select(handle => TypeTextProvider.NameOf(reader, reader.GetGenericParameterConstraint(handle).Type));
            var flags = parameter.Attributes == GenericParameterAttributes.None ? "" : $"{parameter.Attributes} ";
            return $"{flags}{reader.GetString(parameter.Name)} : {string.Join(", ", limits.Order(StringComparer.Ordinal))}".TrimEnd(' ', ':');
        });
        return $"<{string.Join("; ", texts)}>";
    }

    public IReadOnlyList<ApiMember> Read() =>
    [
        .. type.GetFields().Select(reader.GetFieldDefinition).Where(IsVisible).Select(Field),
        .. type.GetProperties().Select(reader.GetPropertyDefinition).Where(IsVisible).Select(Property),
        .. type.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsVisible(method) && !Overrides(method)).Select(Method),
    ];

    private bool IsVisible(FieldDefinition field) =>
        (field.Attributes & FieldAttributes.SpecialName) == 0 && Access((int)(field.Attributes & FieldAttributes.FieldAccessMask)) is not null;

    private bool IsVisible(PropertyDefinition property)
    {
        var accessors = property.GetAccessors();
        return (!accessors.Getter.IsNil && IsVisible(reader.GetMethodDefinition(accessors.Getter)))
            || (!accessors.Setter.IsNil && IsVisible(reader.GetMethodDefinition(accessors.Setter)));
    }

    private bool IsVisible(MethodDefinition method) => Access((int)(method.Attributes & MethodAttributes.MemberAccessMask)) is not null;

    // The masks and values of fields and methods are the same.
    private string? Access(int access) => (MethodAttributes)access switch
    {
        MethodAttributes.Public => "public",
        MethodAttributes.Family when _hasHeirs => "protected",
        MethodAttributes.FamORAssem when _hasHeirs => "protected internal",
        _ => null,
    };

    /// <summary>What every object has is there whether or not it is declared again.</summary>
    private bool Overrides(MethodDefinition method) =>
        (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.NewSlot)) == MethodAttributes.Virtual
        && OfEveryObject.Contains(reader.GetString(method.Name));

    private ApiMember Field(FieldDefinition field)
    {
        var decoded = field.DecodeSignature(TypeTextProvider.Instance, null);
        var name = reader.GetString(field.Name);
        var words = (field.Attributes & FieldAttributes.Literal) != 0 ? "const " : (field.Attributes & FieldAttributes.Static) != 0 ? "static " : "";
        words += (field.Attributes & FieldAttributes.InitOnly) != 0 ? "readonly " : "";
        var value = field.GetDefaultValue() is { IsNil: false } constant ? $" = {Constant(constant)}" : "";
        var access = Access((int)(field.Attributes & FieldAttributes.FieldAccessMask));
        return new ApiMember(
            name,
            $"{AttributeReader.Text(reader, field.GetCustomAttributes())}{access} {words}{decoded} {name}{value}",
            [Annotation(decoded, field.GetCustomAttributes(), TypeContext(type))]);
    }

    private ApiMember Property(PropertyDefinition property)
    {
        var signature = property.DecodeSignature(TypeTextProvider.Instance, null);
        var name = reader.GetString(property.Name);
        var index = signature.ParameterTypes.Length == 0 ? "" : $"[{string.Join(", ", signature.ParameterTypes)}]";
        return new ApiMember(
            name,
            $"{AttributeReader.Text(reader, property.GetCustomAttributes())}property {signature.ReturnType} {name}{index}",
            [Annotation(signature.ReturnType, property.GetCustomAttributes(), TypeContext(type))]);
    }

    private ApiMember Method(MethodDefinition method)
    {
        var signature = method.DecodeSignature(TypeTextProvider.Instance, null);
        var name = reader.GetString(method.Name);
        var context = AttributeReader.Context(reader, method.GetCustomAttributes()) ?? TypeContext(type);
        var parameters = method.GetParameters().Select(reader.GetParameter).ToDictionary(static parameter => parameter.SequenceNumber);
        var texts = signature.ParameterTypes.Select((decoded, i) => ParameterText(decoded, parameters.GetValueOrDefault(i + 1)));
        var annotations = signature.ParameterTypes.Prepend(signature.ReturnType).Select((decoded, i) =>
            parameters.TryGetValue(i, out var parameter)
                ? Annotation(decoded, parameter.GetCustomAttributes(), context)
                : decoded.MayBeNull ? context : "");
        var attributes = AttributeReader.Text(reader, method.GetCustomAttributes());
        var access = Access((int)(method.Attributes & MethodAttributes.MemberAccessMask));
        return new ApiMember(
            name,
            $"{attributes}{access} {Words(method.Attributes)}{signature.ReturnType} {name}{TypeParameters(reader, method.GetGenericParameters())}({string.Join(", ", texts)})",
            [.. annotations]);
    }

    private static string Words(MethodAttributes attributes) => attributes switch
    {
        _ when (attributes & MethodAttributes.Static) != 0 => (attributes & MethodAttributes.Abstract) != 0 ? "static abstract " : "static ",
        _ when (attributes & MethodAttributes.Abstract) != 0 => "abstract ",
        _ when (attributes & MethodAttributes.Virtual) != 0 && (attributes & MethodAttributes.Final) == 0 => "virtual ",
        _ => "",
    };

    private string ParameterText(TypeText decoded, Parameter parameter)
    {
        var flags = (parameter.Attributes & (ParameterAttributes.In | ParameterAttributes.Out)) switch
        {
            ParameterAttributes.In => "in ",
            ParameterAttributes.Out => "out ",
            _ => "",
        };
        var value = (parameter.Attributes & ParameterAttributes.HasDefault) == 0 ? "" : $" = {Constant(parameter.GetDefaultValue())}";
        return $"{AttributeReader.Text(reader, parameter.GetCustomAttributes())}{flags}{decoded} {reader.GetString(parameter.Name)}{value}";
    }

    private string Annotation(TypeText decoded, CustomAttributeHandleCollection attributes, string context) =>
        !decoded.MayBeNull ? "" : AttributeReader.Annotation(reader, attributes) ?? context;

    private string TypeContext(TypeDefinition at) =>
        AttributeReader.Context(reader, at.GetCustomAttributes())
        ?? (at.GetDeclaringType() is { IsNil: false } outer ? TypeContext(reader.GetTypeDefinition(outer)) : ApiMember.Oblivious);

    private string Constant(ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        var value = reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return value is string text ? $"\"{text}\"" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
    }
}
