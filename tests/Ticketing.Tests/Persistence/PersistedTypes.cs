using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Ticketing.Events;
using Ticketing.Inventory;
using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>Every type that the product stores, and what of it is stored.</summary>
internal static class PersistedTypes
{
    private static readonly Assembly[] s_assemblies = [typeof(EventView).Assembly, typeof(EventState).Assembly, typeof(SectionGrain).Assembly];

    public static IEnumerable<Type> All { get; } =
        s_assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsDefined(typeof(PersistedStateAttribute), inherit: false));

    public static bool IsPersisted(Type type) => type.IsDefined(typeof(PersistedStateAttribute), inherit: false);

    public static string AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>()!.Alias;

    /// <summary>A value in which nothing was set.</summary>
    public static object Fresh(Type type) => type.IsValueType || type.GetConstructor([]) is not null
        ? Activator.CreateInstance(type)!
        : RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>The stored members by their number.</summary>
    public static IEnumerable<(uint Id, PropertyInfo Member)> MembersOf(Type type) =>
        from member in type.GetProperties()
        let id = member.GetCustomAttribute<IdAttribute>()
        where id is not null
        orderby id.Id
        select (id.Id, member);
}
