using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Runtime;
using Ticketing.Inventory;
using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>
/// Every form in which a state was ever stored is read, for good. A fixture is a file of two lines: the bytes in base64,
/// and what they must be read as. It is never changed; a state that gets another form gets another file.
/// </summary>
public sealed partial class FixtureTests
{
    private static readonly StateSerializer Serializer = new();

    public static TheoryData<string> Fixtures => [.. Directory.GetFiles(Folder(), "*.txt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> StoredStates => [.. States().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void What_was_stored_is_read_as_what_it_was(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder(), file));
        var type = States().Single(state => state.Name == file[..file.IndexOf('-', StringComparison.Ordinal)]);
        Assert.Equal(lines[1], WithoutYounger(Filler.Text(Read(type, Convert.FromBase64String(lines[0]))), lines[1]));
    }

    [Theory]
    [MemberData(nameof(StoredStates))]
    public void Todays_form_of_a_state_has_a_fixture(string state)
    {
        var type = States().Single(stored => stored.Name == state);
        var sample = Filler.Sample(type);
        var bytes = Convert.ToBase64String(Write(type, sample));
        var known = Directory.GetFiles(Folder(), $"{state}-*.txt").Select(file => File.ReadAllLines(file)[0]).ToArray();
        Assert.True(
            known.Contains(bytes),
            $"Add {state}-{known.Length + 1}.txt to Persistence/Fixtures, and leave the others as they are:\n{bytes}\n{Filler.Text(sample)}");
    }

    [Fact]
    public void A_member_that_is_younger_than_what_was_stored_has_its_default_and_others_are_told_apart()
    {
        Assert.Equal("{A: 1, B: {C: 2}}", WithoutYounger("{A: 1, New: null, B: {C: 2, Newer: False}}", "{A: 1, B: {C: 2}}"));
        Assert.Equal("{A: 1, New: 7}", WithoutYounger("{A: 1, New: 7}", "{A: 1}"));
        Assert.Equal("{A: 0}", WithoutYounger("{A: 0}", "{A: 1}"));
    }

    /// <summary>The text without members that the expected one does not have, where they have their defaults.</summary>
    private static string WithoutYounger(string actual, string expected)
    {
        var text = new StringBuilder();
        for (int at = 0, known = 0; at < actual.Length;)
        {
            if (YoungerMember().Match(actual, at) is { Success: true } member && member.Index == at
                && string.CompareOrdinal(expected, known, actual, at, member.Length) != 0)
            {
                at += member.Length;
                continue;
            }

            text.Append(actual[at++]);
            known++;
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\G, \w+: (null|False|0|None|Pending|\[\]|"""")(?=[,}])")]
    private static partial Regex YoungerMember();

    /// <summary>Every type that a grain's constructor takes as persistent state.</summary>
    private static IEnumerable<Type> States() => typeof(SectionGrain).Assembly.GetTypes()
        .SelectMany(type => type.GetConstructors())
        .SelectMany(constructor => constructor.GetParameters())
        .Where(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>() is not null)
        .Select(parameter => parameter.ParameterType.GenericTypeArguments[0])
        .Distinct()
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static byte[] Write(Type type, object state) => Call<BinaryData>(nameof(StateSerializer.Serialize), type, state).ToArray();

    private static object Read(Type type, byte[] bytes) => Call<object>(nameof(StateSerializer.Deserialize), type, new BinaryData(bytes));

    private static T Call<T>(string method, Type type, object argument) =>
        (T)typeof(StateSerializer).GetMethod(method)!.MakeGenericMethod(type).Invoke(Serializer, [argument])!;

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");
}
