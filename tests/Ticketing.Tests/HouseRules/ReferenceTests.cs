using System.Xml.Linq;
using Ticketing.Events;
using Ticketing.Hosting;
using Ticketing.Inventory;

namespace Ticketing.Tests.HouseRules;

/// <summary>References point one way: Silo → Gateway → Contracts ← Domain ← Grains, and Silo → Documents, Mail → Contracts.</summary>
public sealed class ReferenceTests
{
    private const string Runtime = "Orleans.Embedded";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ticketing.Contracts"] = [],
        ["Ticketing.Domain"] = ["Ticketing.Contracts"],
        ["Ticketing.Grains"] = ["Ticketing.Contracts", "Ticketing.Domain"],
        ["Ticketing.Gateway"] = ["Ticketing.Contracts"],
        ["Ticketing.Documents"] = ["Ticketing.Contracts"],
        ["Ticketing.Mail"] = ["Ticketing.Contracts"],
        ["Ticketing.Silo"] = ["Ticketing.Documents", "Ticketing.Gateway", "Ticketing.Grains", "Ticketing.Mail"],
        ["Orleans.Embedded"] = [],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_it_may(string project)
    {
        var file = XDocument.Load(Path.Combine(Source.Root, "src", project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference").ToLookup(IsOfOneEdition, static reference =>
            Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Equal(Allowed[project], references[false].Order());

        // The runtime itself, and nothing else, is referenced in one edition only, and by the host only.
        Assert.Equal(project == "Ticketing.Silo" ? [Runtime] : [], references[true]);
    }

    [Theory]
    [InlineData("Ticketing.Contracts", typeof(IEventGrain))]
    [InlineData("Ticketing.Domain", typeof(EventState))]
    [InlineData("Ticketing.Grains", typeof(SectionGrain))]
    [InlineData("Ticketing.Gateway", typeof(IReadiness))]
    [InlineData("Ticketing.Documents", typeof(Ticketing.Documents.TicketDocuments))]
    [InlineData("Ticketing.Mail", typeof(Ticketing.Mail.MailTransport))]
    [InlineData("Orleans.Embedded", typeof(Orleans.Grain))]
    public void An_assembly_references_what_its_project_may(string project, Type member)
    {
        Assert.Equal(project, member.Assembly.GetName().Name);
        var references = member.Assembly.GetReferencedAssemblies().Select(static name => name.Name!)
            .Where(static name => name.StartsWith("Ticketing", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Orleans", StringComparison.Ordinal))
            .Where(static name => !name.StartsWith(Runtime, StringComparison.Ordinal) && !name.StartsWith("Orleans.", StringComparison.Ordinal));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void The_editions_differ_in_the_host_and_in_one_reference()
    {
        var conditional = Directory.EnumerateFiles(Path.Combine(Source.Root, "src"), "*.*proj", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Source.Root, "src"), "*.props"))
            .Where(static path => File.ReadAllText(path).Contains("$(Edition)", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(["ProgrammingModel.props", "Ticketing.Silo.csproj"], conditional.Order());
    }

    private static bool IsOfOneEdition(XElement reference) =>
        reference.AncestorsAndSelf().Any(static element => element.Attribute("Condition")?.Value.Contains("$(Edition)", StringComparison.Ordinal) == true);
}
