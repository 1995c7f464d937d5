using System.Globalization;
using System.Reflection;
using Orleans;

namespace Ticketing.Tests.Persistence;

/// <summary>
/// Two silos of neighbouring builds read each other, and each build reads what the former ones stored: the form of every
/// type that is stored or sent is pinned. Until the first tagged release all fixtures may be written anew; from then on
/// none is changed, and a type that gets another form gets another fixture beside those that it has.
/// </summary>
public sealed class FixtureTests
{
    [Fact]
    public void Todays_form_of_every_type_has_a_fixture() => Assert.All(
        SerializedTypes.All.Select(Fixture.Today),
        static today => Assert.True(Fixture.All.Contains(today), $"Add to the fixtures, and leave the others as they are. {Fixture.HowTo}\n{today}"));

    [Fact]
    public void Every_form_that_a_type_had_is_read() => Assert.All(
        Fixture.All,
        static fixture => Assert.Equal(fixture.Text, Filler.Text(SerializedTypes.Read(SerializedTypes.Of(fixture.Type), Convert.FromBase64String(fixture.Bytes)))));

    [Fact]
    public void A_member_keeps_its_type_under_its_number() => Assert.All(Fixture.All, static fixture =>
    {
        var today = Fixture.Today(SerializedTypes.Of(fixture.Type)).Table;
        Assert.All(fixture.Table, then => Assert.True(
            today.GetValueOrDefault(then.Key, then.Value).Type == then.Value.Type,
            $"{fixture.Type} {then.Key} {then.Value.Name} was {then.Value.Type}. Orleans reads a number of another type as another number, without a word: give the new one another id. {Fixture.HowTo}"));
    });

    [Fact]
    public void What_every_instance_is_made_with_is_in_every_form() => Assert.All(
        Fixture.All,
        static fixture => Assert.Empty(SerializedTypes.Members(SerializedTypes.Of(fixture.Type)).Where(SerializedTypes.IsGiven).Select(SerializedTypes.Id).Except(fixture.Table.Keys)));

    /// <summary>Calls between silos are messages too. They are told by the aliases of interface and method; their arguments have numbers, too.</summary>
    [Fact]
    public void Every_call_has_a_fixture()
    {
        string[] today = [.. SerializedTypes.Grains.SelectMany(static grain => grain.GetMethods().Select(Call)).Order(StringComparer.Ordinal)];
        var known = Fixture.Lines("Calls.txt", () => today);
        Assert.True(today.SequenceEqual(known), $"""
            A new call: add it. Other arguments, or another answer: a call of another alias. {Fixture.HowTo}
            {string.Join('\n', today.Except(known).Select(static line => $"+ {line}").Concat(known.Except(today).Select(static line => $"- {line}")))}
            """);
    }

    /// <summary>Why there is the rule.</summary>
    [Fact]
    public void Orleans_reads_a_number_of_another_type_as_another_number()
    {
        var bytes = SerializedTypes.Write(typeof(WholePrice), new WholePrice { Price = 4_500 });
        Assert.Equal("0.01397705", ((DecimalPrice)SerializedTypes.Read(typeof(DecimalPrice), bytes)).Price.ToString(CultureInfo.InvariantCulture));
    }

    private static string Call(MethodInfo method) =>
        $"{SerializedTypes.Name(method.DeclaringType!)} {method.GetCustomAttribute<AliasAttribute>()?.Alias}({string.Join(", ", method.GetParameters().Select(static parameter => SerializedTypes.Name(parameter.ParameterType)))}) {SerializedTypes.Name(method.ReturnType)}";
}

[GenerateSerializer, Alias("ticketing.tests.whole-price")]
internal sealed class WholePrice
{
    [Id(0)]
    public long Price { get; set; }
}

[GenerateSerializer, Alias("ticketing.tests.decimal-price")]
internal sealed class DecimalPrice
{
    [Id(0)]
    public decimal Price { get; set; }
}
