using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;
using Ticketing.Hosting;

namespace Ticketing.Tests.Persistence;

/// <summary>Every type of the service that is stored, or sent between silos: found by reflection, written by Orleans' serializer.</summary>
internal static class SerializedTypes
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly ObjectSerializer Serializer = Services.GetRequiredService<ObjectSerializer>();

    public static IReadOnlyList<Assembly> Assemblies { get; } = [.. References(typeof(SiloOutages).Assembly).Distinct().OrderBy(static assembly => assembly.GetName().Name, StringComparer.Ordinal)];

    public static IReadOnlyList<Type> All { get; } =
    [
        .. Assemblies.SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
            .OrderBy(Name, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<Type> Grains { get; } =
    [
        .. Assemblies.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable))),
    ];

    public static Type Of(string name) => All.Single(type => Name(type) == name);

    /// <summary>What a type is called in fixtures. Not the alias alone: of an enum the type of its numbers counts.</summary>
    public static string Name(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => $"{Name(inner)}?",
        { IsEnum: true } => $"{type.Name}:{Enum.GetUnderlyingType(type).Name}",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(",", type.GenericTypeArguments.Select(Name))}>",
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        _ => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name,
    };

    public static IReadOnlyList<PropertyInfo> Members(Type type) =>
    [
        .. type.GetProperties().Where(static member => member.GetCustomAttribute<IdAttribute>() is not null).OrderBy(Id),
    ];

    public static uint Id(PropertyInfo member) => member.GetCustomAttribute<IdAttribute>()!.Id;

    /// <summary>Members that every instance is made with, so no form of the type was ever without them.</summary>
    public static bool IsGiven(PropertyInfo member) =>
        member.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null
        || Parameters(member.DeclaringType!).Any(parameter => parameter.Name == member.Name && !parameter.HasDefaultValue);

    /// <summary>What code that knows only the given members makes.</summary>
    public static object Fresh(Type type) => Parameters(type) is { Length: > 0 } parameters
        ? Activator.CreateInstance(type, [.. parameters.Select(static parameter => parameter.HasDefaultValue ? parameter.DefaultValue : Default(parameter.ParameterType))])!
        : Activator.CreateInstance(type)!;

    public static byte[] Write(Type type, object value)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        Serializer.Serialize(value, bytes, type);
        return bytes.WrittenSpan.ToArray();
    }

    public static object Read(Type type, byte[] bytes) => Serializer.Deserialize(bytes, type)!;

    /// <summary>The bytes as a build would have written them that knew the first members only: none of them, one, two, and so on.</summary>
    public static IEnumerable<byte[]> Prefixes(byte[] bytes) => Ends(bytes).Select(end => (byte[])[.. bytes.AsSpan(0, end), EndOfObject]);

    private const byte EndOfObject = 0xE0;

    private static List<int> Ends(byte[] bytes)
    {
        using var session = Services.GetRequiredService<SerializerSessionPool>().GetSession();
        var reader = Reader.Create(bytes, session);
        Assert.True(reader.ReadFieldHeader().HasFieldId);
        List<int> ends = [];
        for (var isBegun = false; ;)
        {
            var before = (int)reader.Position;
            var header = reader.ReadFieldHeader();
            if (header.IsEndObject)
            {
                Assert.Equal(bytes.Length, reader.Position);
                return isBegun ? ends : [before];
            }

            // A record has a mark before its members.
            if (!isBegun)
            {
                ends.Add(header.IsEndBaseFields ? (int)reader.Position : before);
                isBegun = true;
            }

            if (!header.IsEndBaseFields)
            {
                reader.ConsumeUnknownField(header);
                ends.Add((int)reader.Position);
            }
        }
    }

    private static ParameterInfo[] Parameters(Type type) => type.GetConstructors()
        .Select(static constructor => constructor.GetParameters())
        .Where(parameters => parameters.Length > 0 && parameters.All(parameter => type.GetProperty(parameter.Name!)?.GetCustomAttribute<IdAttribute>() is not null))
        .MaxBy(static parameters => parameters.Length) ?? [];

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static IEnumerable<Assembly> References(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Where(static name => name.Name!.StartsWith("Ticketing.", StringComparison.Ordinal))
        .SelectMany(static name => References(Assembly.Load(name)))
        .Prepend(assembly);
}
