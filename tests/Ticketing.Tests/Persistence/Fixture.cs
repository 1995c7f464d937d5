using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ticketing.Tests.Persistence;

/// <summary>One form of a type: its members by number, an instance in base64, and what that must be read as.</summary>
internal sealed record Fixture(string Type, string Members, string Bytes, string Text)
{
    private const string Update = "TICKETING_UPDATE_FIXTURES";

    /// <summary>How a fixture comes to be. Until the first tagged release all of them may be written anew.</summary>
    public const string HowTo = $"(Until the first tagged release: {Update}=1 dotnet test --filter Fixture writes all of them anew.)";

    private const string None = "no members";

    private static readonly Lazy<IReadOnlyList<Fixture>> Stored = new(Load);

    public static IReadOnlyList<Fixture> All => Stored.Value;

    public static Fixture Today(Type type)
    {
        var sample = Filler.Sample(type);
        return new Fixture(
            SerializedTypes.Name(type),
            string.Join(", ", SerializedTypes.Members(type).Select(static member => $"{SerializedTypes.Id(member)} {member.Name} {SerializedTypes.Name(member.PropertyType)}").DefaultIfEmpty(None)),
            Convert.ToBase64String(SerializedTypes.Write(type, sample)),
            Filler.Text(sample));
    }

    /// <summary>Members by number: name and type.</summary>
    public Dictionary<uint, (string Name, string Type)> Table => Members.Split(", ")
        .Where(static member => member != None)
        .Select(static member => member.Split(' ', 3))
        .ToDictionary(static parts => uint.Parse(parts[0], null), static parts => (parts[1], parts[2]));

    public override string ToString() => $"{Type}\n  {Members}\n  {Bytes}\n  {Text}\n";

    /// <summary>The lines of a file of fixtures; written anew from <paramref name="today"/> where that is asked for.</summary>
    public static string[] Lines(string file, Func<IEnumerable<string>> today)
    {
        var path = Path.Combine(Folder(), file);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, string.Join('\n', today()) + "\n");
        }

        return File.ReadAllLines(path);
    }

    private static List<Fixture> Load() =>
    [
        .. from assembly in SerializedTypes.Assemblies
           let types = SerializedTypes.All.Where(type => type.Assembly == assembly).ToArray()
           where types.Length > 0
           from form in Lines($"{assembly.GetName().Name}.txt", () => types.Select(static type => $"{Today(type)}")).Chunk(5)
           select new Fixture(form[0], form[1].Trim(), form[2].Trim(), form[3].Trim()),
    ];

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");
}
