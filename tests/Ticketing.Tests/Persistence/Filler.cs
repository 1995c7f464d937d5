using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Ticketing.Tests.Persistence;

/// <summary>Fills every numbered member of a type with a value of its own, always the same, and writes a value as text.</summary>
internal sealed class Filler
{
    private static readonly DateTimeOffset Start = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private int _next;

    public static object Sample(Type type) => new Filler().Value(type);

    /// <summary>Leaves out a member that is as it would be had nothing been read: a type may get members, and the text stays.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        Exception exception => $"{{{string.Join(", ", SerializedTypes.Members(value.GetType()).Select(member => $"{member.Name}: {Text(member.GetValue(value))}").Prepend($"Message: {Text(exception.Message)}"))}}}",
        _ when value is IEnumerable items => IsDefault(value) ? "default" : $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ when SerializedTypes.Members(value.GetType()) is { Count: > 0 } members => $"{{{string.Join(", ", Told(value, members))}}}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>A member that code may set to null, or to the 0 of its type.</summary>
    public static bool MayBeNothing(PropertyInfo member) => member.PropertyType.IsValueType
        ? !member.PropertyType.IsAssignableTo(typeof(IEnumerable))
        : new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    private static IEnumerable<string> Told(object value, IEnumerable<PropertyInfo> members)
    {
        var fresh = SerializedTypes.Fresh(value.GetType());
        return from member in members
               let text = Text(member.GetValue(value))
               where SerializedTypes.IsGiven(member) || text != Text(member.GetValue(fresh))
               select $"{member.Name}: {text}";
    }

    /// <summary>An <see cref="ImmutableArray{T}"/> that was never set: whoever enumerates it fails.</summary>
    private static bool IsDefault(object items) =>
        items.GetType() is { IsValueType: true, IsGenericType: true } type && Equals(items, Activator.CreateInstance(type));

    private object Value(Type type)
    {
        var number = ++_next;
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Value(inner);
        }

        if (type.IsEnum)
        {
            // Not one by the number: the sample stays what it is when the enum gets further values.
            return Enum.GetValues(type).GetValue(1)!;
        }

        return type switch
        {
            _ when type == typeof(string) => $"text {number}",
            _ when type == typeof(bool) => true,
            _ when type == typeof(byte) => (byte)number,
            _ when type == typeof(int) => number,
            _ when type == typeof(uint) => uint.MaxValue - (uint)number,
            _ when type == typeof(long) => 1_000_000_000_000L + number,
            _ when type == typeof(ulong) => ulong.MaxValue - (ulong)number,
            _ when type == typeof(UInt128) => UInt128.MaxValue - (UInt128)(uint)number,
            _ when type == typeof(Guid) => new Guid(number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            _ when type == typeof(DateTimeOffset) => Start.AddSeconds(number),
            _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(1_000 + number),
            _ when type == typeof(byte[]) => new byte[] { 0, (byte)number, 255 },
            _ when type.IsAssignableTo(typeof(System.Collections.IDictionary)) => Entries(type, type.GenericTypeArguments),
            _ when type.IsGenericType => Items(type, type.GenericTypeArguments[0]),
            _ when type.IsAssignableTo(typeof(Exception)) => Activator.CreateInstance(type, [$"text {number}", null])!,
            _ => Object(type),
        };
    }

    private object Entries(Type type, Type[] of)
    {
        var entries = (System.Collections.IDictionary)Activator.CreateInstance(type)!;
        entries.Add(Value(of[0]), Value(of[1]));
        entries.Add(Value(of[0]), Value(of[1]));
        return entries;
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
        foreach (var member in SerializedTypes.Members(type))
        {
            member.SetValue(made, Value(member.PropertyType));
        }

        return made;
    }
}
