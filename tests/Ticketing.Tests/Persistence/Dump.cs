using System.Collections;
using System.Globalization;

namespace Ticketing.Tests.Persistence;

/// <summary>A stored value as lines, one for each member: <c>Claims[0].Quantity = 3</c>.</summary>
internal static class Dump
{
    public static string[] Of(object value) => [.. Lines("", value)];

    private static IEnumerable<string> Lines(string path, object? value) => value switch
    {
        null => [$"{path} = null"],
        byte[] bytes => [$"{path} = 0x{Convert.ToHexString(bytes)}"],
        string text => [$"{path} = \"{text}\""],
        DateTimeOffset instant => [$"{path} = {instant:O}"],
        _ when PersistedTypes.IsPersisted(value.GetType()) => PersistedTypes.MembersOf(value.GetType()).SelectMany(
            member => Lines(path.Length == 0 ? member.Member.Name : $"{path}.{member.Member.Name}", member.Member.GetValue(value))),
        IEnumerable items => Items(path, [.. items.Cast<object?>()]),
        _ => [string.Create(CultureInfo.InvariantCulture, $"{path} = {value}")],
    };

    private static IEnumerable<string> Items(string path, object?[] items) =>
        items.SelectMany((item, i) => Lines($"{path}[{i}]", item)).Prepend($"{path}.Count = {items.Length}");
}
