using Orleans.Embedded;
using Ticketing.Tests.Conformance.Reading;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Conformance;

/// <summary>
/// The embedded runtime is there so that the service runs and is simulated in one process. It is not another Orleans:
/// what it grows by must be needed by a grain, and raising a cap is a decision that a review sees.
/// </summary>
public sealed class SurfaceTests
{
    private const int MaxPublicTypesAndMembers = 380;
    private const int MaxLinesOfCode = 2_000;

    /// <summary>What no grain uses, and why it is there.</summary>
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["IGrain"] = "the root of the grain interfaces that are used",
        ["IAddressable"] = "the root of the grain interfaces that are used",
        ["GrainExtensions"] = "called as extensions",
        ["GrainBaseExtensions"] = "called as extensions",
        ["GrainReminderExtensions"] = "called as extensions",
        ["IGrainContext"] = "the extensions of grains rest on it",
        ["DeactivationReasonCode"] = "a grain is told why it ends",
        ["DeactivationReason.ReasonCode"] = "a grain is told why it ends",
        ["IStorage"] = "persistent state has an ETag, and can be read again",
        ["GrainTimerCreationOptions.DueTime"] = "set by the constructor",
        ["TickStatus.CurrentTickTime"] = "which tick of a reminder it is",
        ["PersistentStateAttribute.StateName"] = "set by the constructor",
        ["PersistentStateAttribute.StorageName"] = "set by the constructor",
        ["IGrainCallContext"] = "what a call filter is told of a call",
    };

    [Fact]
    public void Of_Orleans_only_what_the_service_uses_is_declared()
    {
        var words = Source.Of("src/Ticketing.Contracts", "src/Ticketing.Domain", "src/Ticketing.Grains", "src/Ticketing.Gateway", "src/Ticketing.Silo")
            .SelectMany(static file => file.Code.Split(' '))
            .ToHashSet(StringComparer.Ordinal);
        var unused = ApiReader.Read(typeof(EmbeddedSilo).Assembly.Location).Values
            .Where(static type => !type.Namespace.StartsWith("Orleans.Embedded", StringComparison.Ordinal))
            .SelectMany(Names)
            .Where(name => !words.Contains(Word(name)))
            .ToHashSet(StringComparer.Ordinal);
        var unneeded = unused.Where(static name => !Needed.ContainsKey(name) && !Needed.ContainsKey(name.Split('.')[0])).ToArray();
        Assert.True(unneeded.Length == 0, $"Declared, but used by nothing: {string.Join(", ", unneeded)}. Take it out, or say why it is needed.");
        Assert.DoesNotContain(Needed.Keys, name => !unused.Contains(name));
    }

    [Fact]
    public void The_public_surface_stays_small()
    {
        var types = ApiReader.Read(typeof(EmbeddedSilo).Assembly.Location).Values;
        var size = types.Sum(static type => 1 + type.Members.Count);
        Assert.True(size <= MaxPublicTypesAndMembers, $"Orleans.Embedded shows {size} types and members, over its cap of {MaxPublicTypesAndMembers}: make internal what no grain uses.");
    }

    [Fact]
    public void The_runtime_stays_small()
    {
        var lines = Source.Of("src/Orleans.Embedded").Sum(static file => file.CodeLines);
        Assert.True(lines <= MaxLinesOfCode, $"Orleans.Embedded has {lines} lines of code, over its cap of {MaxLinesOfCode}: leave out what no grain needs.");
    }

    /// <summary>"IRemindable" and "IRemindable.ReceiveReminder"; not what comes with them, as constructors and accessors do.</summary>
    private static IEnumerable<string> Names(ApiType type)
    {
        var name = type.Name[(type.Name.LastIndexOf('.') + 1)..].Split('`')[0];
        return type.Members.Select(static member => member.Name)
            .Where(static member => !member.StartsWith('.') && !member.StartsWith("get_", StringComparison.Ordinal) && !member.StartsWith("set_", StringComparison.Ordinal))
            .Select(member => $"{name}.{member}")
            .Prepend(name);
    }

    private static string Word(string name)
    {
        var word = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return word.EndsWith("Attribute", StringComparison.Ordinal) ? word[..^"Attribute".Length] : word;
    }
}
