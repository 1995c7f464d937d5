using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>Fills every numbered member of a state with a value of its own, always the same, and writes a state as text.</summary>
internal sealed class Filler
{
    private static readonly DateTimeOffset Start = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private int _next;

    public static object Sample(Type type) => new Filler().Value(type);

    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ when Members(value.GetType()) is { Length: > 0 } members =>
            $"{{{string.Join(", ", members.Select(member => $"{member.Name}: {Text(member.GetValue(value))}"))}}}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static PropertyInfo[] Members(Type type) =>
    [
        .. type.GetProperties()
            .Where(member => member.GetCustomAttribute<IdAttribute>() is not null && member.GetCustomAttribute<NotPersistedAttribute>() is null)
            .OrderBy(member => member.GetCustomAttribute<IdAttribute>()!.Id),
    ];

    private object Value(Type type)
    {
        var number = ++_next;
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Value(inner);
        }

        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return values.GetValue(number % values.Length)!;
        }

        return type switch
        {
            _ when type == typeof(string) => $"text {number}",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => number,
            _ when type == typeof(long) => 1_000_000_000_000L + number,
            _ when type == typeof(ulong) => ulong.MaxValue - (ulong)number,
            _ when type == typeof(UInt128) => UInt128.MaxValue - (UInt128)(uint)number,
            _ when type == typeof(Guid) => new Guid(number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            _ when type == typeof(DateTimeOffset) => Start.AddSeconds(number),
            _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(1_000 + number),
            _ when type == typeof(byte[]) => new byte[] { 0, (byte)number, 255 },
            _ when type.IsGenericType => Items(type, type.GenericTypeArguments[0]),
            _ => Object(type),
        };
    }

    private object Items(Type type, Type item)
    {
        var items = Array.CreateInstance(item, 2);
        items.SetValue(Value(item), 0);
        items.SetValue(Value(item), 1);
        return type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            ? typeof(ImmutableArray).GetMethods().Single(method => method.Name == "Create" && method.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(item).Invoke(null, [items])!
            : Activator.CreateInstance(type, items)!;
    }

    private object Object(Type type)
    {
        var made = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in Members(type))
        {
            member.SetValue(made, Value(member.PropertyType));
        }

        return made;
    }
}
