using Ticketing.Tests.Conformance.Reading;

namespace Ticketing.Tests.Conformance;

/// <summary>The comparison sees every kind of difference that could make code compile against one edition only.</summary>
public sealed class ComparerTests
{
    private const string Model = """
        namespace Acme
        {
            public interface IPart { }
            public interface ISpare : IPart { }

            [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
            public abstract class MarkAttribute : Attribute { }

            public enum Color : byte { Red = 1, Green = 4 }

            public class Engine : IPart
            {
                protected Engine(int power) { }
                public static Engine Default => null!;
                public string? Name { get; init; }
                public required int Size { get; set; }
                public virtual Task StartAsync(string key, int times = 3, CancellationToken cancellationToken = default) => Task.CompletedTask;
                public T Find<T>(string? hint) where T : class, IPart => null!;
                public bool TryRead(in int from, out int value) { value = 0; return false; }
                protected internal void Stop(params object[] reasons) { }
                public const int Cylinders = 6;
            }

            public static class Extensions
            {
                public static void Oil(this Engine engine, TimeSpan pause) { }
            }
        }
        """;

    private static readonly IReadOnlyDictionary<string, ApiType> Real = Compiled.Read([Model]);

    [Theory]
    [InlineData("public interface IPart { void Turn(); }", "no member 'public abstract System.Void Turn()'")]
    [InlineData("public class IPart { }", "is 'class', not 'interface'")]
    [InlineData("public interface IParts { }", "no such type; the nearest is Acme.IPart")]
    [InlineData("public interface ISpare { }", "does not implement Acme.IPart")]
    [InlineData("public interface IPart : IDisposable { }", "implements System.IDisposable")]
    [InlineData("[AttributeUsage(AttributeTargets.Class)] public abstract class MarkAttribute : Attribute { }", "AllowMultiple = False")]
    [InlineData("public enum Color { Red = 1 }", "is 'enum : System.Int32', not 'enum : System.Byte'")]
    [InlineData("public enum Color : byte { Red = 2 }", "Acme.Color Red = 2'; the nearest is 'public const Acme.Color Red = 1'")]
    [InlineData("public static class Extensions { public static void Oil(Engine engine, TimeSpan pause) { } } public class Engine { Engine() { } }", "no member 'public static System.Void Oil")]
    public void A_difference_between_types_is_named(string declared, string expected) => Finds(declared, expected);

    [Theory]
    [InlineData("public Engine(int power) { }", "protected System.Void .ctor(System.Int32 power)'")]
    [InlineData("public Engine Default => null!;", "no member 'public Acme.Engine get_Default()'")]
    [InlineData("public string Name { get; init; } = \"\";", "says of null (1), the real one (2)")]
    [InlineData("public string? Name { get; set; }", "no member 'public System.Void set_Name(System.String value)'")]
    [InlineData("public int Size { get; set; }", "the nearest is '[RequiredMember] property System.Int32 Size'")]
    [InlineData("public Task StartAsync(string key, int times = 3, CancellationToken cancellationToken = default) => null!;", "public virtual")]
    [InlineData("public virtual Task StartAsync(string name, int times = 3, CancellationToken cancellationToken = default) => null!;", "System.String key")]
    [InlineData("public virtual Task StartAsync(string key, int times = 4, CancellationToken cancellationToken = default) => null!;", "times = 3")]
    [InlineData("public virtual Task StartAsync(string key, int times, CancellationToken cancellationToken) => null!;", "times = 3")]
    [InlineData("public virtual ValueTask StartAsync(string key, int times = 3, CancellationToken cancellationToken = default) => default;", "System.Threading.Tasks.Task StartAsync")]
    [InlineData("public T Find<T>(string? hint) where T : class => null!;", "Find<ReferenceTypeConstraint T : Acme.IPart>")]
    [InlineData("public T Find<T>(string hint) where T : class, IPart => null!;", "says of null (1, 1), the real one (1, 2)")]
    [InlineData("public bool TryRead(in int from, ref int value) => false;", "out System.Int32& value")]
    [InlineData("protected internal void Stop(object[] reasons) { }", "[ParamArray] System.Object[] reasons")]
    [InlineData("public void Stop(params object[] reasons) { }", "protected internal System.Void Stop")]
    [InlineData("public const int Cylinders = 8;", "System.Int32 Cylinders = 6")]
    public void A_difference_between_members_is_named(string member, string expected)
    {
        var code = $"public class Engine : IPart {{ {(member.Contains("Engine(", StringComparison.Ordinal) ? "" : "Engine() { }")} {member} }}"
            + " public interface IPart { }";
        Finds(code, expected);
    }

    [Fact]
    public void The_same_declarations_and_fewer_differ_in_nothing()
    {
        Assert.Empty(Real.Values.SelectMany(type => ApiComparer.Differences(type, Real)));
        var less = Compiled.Read(["namespace Acme { public interface IPart { } public class Engine : IPart { Engine() { } public string? Name { get; init; } } }"]);
        Assert.Empty(less.Values.SelectMany(type => ApiComparer.Differences(type, Real)));
    }

    [Fact]
    public void What_is_left_out_for_a_reason_is_no_difference()
    {
        var declared = Compiled.Read(["namespace Acme { public interface ISpare { } }"]);
        Assert.Empty(ApiComparer.Differences(declared["Acme.ISpare"], Real, new HashSet<string> { "Acme.ISpare: Acme.IPart" }));
    }

    private static void Finds(string declared, string expected)
    {
        var differences = Compiled.Read([$"namespace Acme {{ {declared} }}"]).Values.SelectMany(type => ApiComparer.Differences(type, Real)).ToArray();
        Assert.Contains(differences, difference => difference.Contains(expected, StringComparison.Ordinal));
    }
}
