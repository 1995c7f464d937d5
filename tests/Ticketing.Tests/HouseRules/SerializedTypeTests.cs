using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Persistence;

namespace Ticketing.Tests.HouseRules;

/// <summary>What is stored and sent: named, numbered, and never copied where nobody can change it.</summary>
public sealed class SerializedTypeTests
{
    [Fact]
    public void Every_type_has_an_alias_of_its_own() => AreOfTheirOwn(SerializedTypes.All);

    [Fact]
    public void Every_grain_has_an_alias_of_its_own() => AreOfTheirOwn(SerializedTypes.Grains);

    [Fact]
    public void Every_call_of_a_grain_has_an_alias_of_its_own() => Assert.All(
        SerializedTypes.Grains,
        static grain => AreOfTheirOwn([.. grain.GetInterfaces().Where(SerializedTypes.Grains.Contains).Append(grain).SelectMany(static type => type.GetMethods())]));

    [Fact]
    public void Every_type_is_sealed() => Assert.All(SerializedTypes.All, static type => Assert.True(type.IsSealed, type.FullName));

    [Fact]
    public void Every_member_that_is_kept_has_a_number() => Assert.All(SerializedTypes.All, static type =>
    {
        var kept = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(static field => field.GetCustomAttribute<NonSerializedAttribute>() is null);
        Assert.Equal(
            SerializedTypes.Members(type).Select(member => $"{type.FullName}.{member.Name}").Order(StringComparer.Ordinal),
            kept.Select(field => $"{type.FullName}.{PropertyOf(field)}").Order(StringComparer.Ordinal));
    });

    /// <summary>Orleans copies what is sent within a silo, unless it is marked.</summary>
    [Fact]
    public void What_is_sent_can_be_shared()
    {
        var sent = SerializedTypes.Grains
            .SelectMany(static grain => grain.GetMethods())
            .SelectMany(static method => method.GetParameters().Select(static parameter => parameter.ParameterType).Append(method.ReturnType))
            .Select(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GenericTypeArguments[0] : type)
            .Where(static type => type != typeof(Task))
            .Distinct();
        Assert.All(sent, static type => Assert.True(CanBeShared(type), $"{type.FullName} is not marked [Immutable], or can be changed."));
    }

    [Fact]
    public void What_is_marked_as_immutable_can_not_be_changed() => Assert.All(
        SerializedTypes.All.Where(IsMarked).SelectMany(SerializedTypes.Members),
        static member => Assert.True(IsSetOnce(member) && CanBeShared(member.PropertyType), $"{member.DeclaringType}.{member.Name} can be changed."));

    /// <summary>What a grain throws crosses silos. What is here and has no codec is thrown and caught outside of grains.</summary>
    [Fact]
    public void Every_exception_that_a_grain_may_throw_can_be_read_on_another_silo() => Assert.Equal(
        ["AccountGoneException", "InvalidTokenException", "MoveException", "RefusedAddressException", "SettingsException", "WeakKeyException"],
        SerializedTypes.Assemblies.SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.IsAssignableTo(typeof(Exception)) && !SerializedTypes.All.Contains(type))
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void No_exception_that_is_sent_carries_one_that_can_not_be_read() => Assert.All(
        SerializedTypes.All.Where(static type => type.Assembly == typeof(Refusal).Assembly && type.IsAssignableTo(typeof(Exception))),
        static type =>
        {
            var thrown = (Exception)Activator.CreateInstance(type, "It failed.", new WhollyForeignException("The disk is full."))!;
            var read = StoredForm.RoundTrip(thrown);
            Assert.Equal((type, "It failed. (WhollyForeignException: The disk is full.)"), (read.GetType(), read.Message));
        });

    private static void AreOfTheirOwn(IEnumerable<MemberInfo> named)
    {
        var aliases = named.ToLookup(static one => one.GetCustomAttribute<AliasAttribute>()?.Alias);
        Assert.NotEmpty(aliases);
        Assert.All(aliases, static alias => Assert.True(alias.Key is not null && alias.Count() == 1, $"'{alias.Key}' is the alias of {string.Join(", ", alias)}."));
    }

    private static string PropertyOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static bool IsMarked(Type type) => type.GetCustomAttribute<ImmutableAttribute>() is not null;

    private static bool IsSetOnce(PropertyInfo member) =>
        member.SetMethod is not { } setter || setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    /// <summary>Bytes are an array, and by convention nobody writes into it.</summary>
    private static bool CanBeShared(Type type) => Nullable.GetUnderlyingType(type) is { } inner
        ? CanBeShared(inner)
        : type.IsPrimitive || type.IsEnum || IsMarked(type)
            || type == typeof(string) || type == typeof(Guid) || type == typeof(UInt128) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(byte[])
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && CanBeShared(type.GenericTypeArguments[0]));

    private sealed class WhollyForeignException(string message) : Exception(message);
}
