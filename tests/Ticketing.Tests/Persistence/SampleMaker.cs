using System.Collections.Immutable;
using System.Reflection;

namespace Ticketing.Tests.Persistence;

/// <summary>Makes a value of any stored type in which every member differs from its default. The same seed gives the same value.</summary>
internal static class SampleMaker
{
    private static readonly DateTimeOffset s_instant = new(2031, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    public static object Make(Type type, int seed = 1)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (PersistedTypes.IsPersisted(type))
        {
            return MakeState(type, seed);
        }

        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return values.GetValue(1 + (seed % (values.Length - 1)))!;
        }

        if (type.IsGenericType)
        {
            return MakeList(type, seed);
        }

        return type switch
        {
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => seed % 2 == 0 ? -1_000 - seed : 1_000 + seed,
            _ when type == typeof(long) => 5_000_000_000L + seed,
            _ when type == typeof(ulong) => 0xFEED_FACE_0000_0000UL + (ulong)seed,
            _ when type == typeof(UInt128) => new UInt128(0x1234_5678_9ABC_DEF0, (ulong)seed),
            _ when type == typeof(string) => $"Zoë {seed}",
            _ when type == typeof(byte[]) => new byte[] { (byte)seed, 0, 255 },
            _ when type == typeof(Guid) => new Guid(seed, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            _ when type == typeof(DateTimeOffset) => s_instant.AddMinutes(seed),
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(90 + seed),
            _ => throw new NotSupportedException($"No sample of {type} is known; add one here."),
        };
    }

    private static object MakeState(Type type, int seed)
    {
        var state = PersistedTypes.Fresh(type);
        foreach (var (id, member) in PersistedTypes.MembersOf(type))
        {
            member.SetValue(state, Make(member.PropertyType, seed + (int)id));
        }

        return state;
    }

    private static object MakeList(Type type, int seed)
    {
        var element = type.GetGenericArguments()[0];
        var items = Array.CreateInstance(element, 2);
        items.SetValue(Make(element, seed), 0);
        items.SetValue(Make(element, seed + 1), 1);
        return type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            ? s_toImmutable.MakeGenericMethod(element).Invoke(null, [items])!
            : Activator.CreateInstance(type, [items])!;
    }

    private static readonly MethodInfo s_toImmutable = typeof(SampleMaker).GetMethod(nameof(ToImmutable), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static ImmutableArray<T> ToImmutable<T>(T[] items) => [.. items];
}
