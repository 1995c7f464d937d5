using System.Xml.Linq;
using Ticketing.Events;
using Ticketing.Hosting;
using Ticketing.Inventory;

namespace Ticketing.Tests.HouseRules;

/// <summary>References point one way: Silo → Web → Gateway → Contracts ← Domain ← Grains, and Silo → Documents, Integrations → Contracts, and Silo → Storage.Sqlite.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ticketing.Contracts"] = [],
        ["Ticketing.Domain"] = ["Ticketing.Contracts"],
        ["Ticketing.Grains"] = ["Ticketing.Contracts", "Ticketing.Domain"],
        ["Ticketing.Gateway"] = ["Ticketing.Contracts"],
        ["Ticketing.Web"] = ["Ticketing.Contracts", "Ticketing.Gateway"],
        ["Ticketing.Documents"] = ["Ticketing.Contracts"],
        ["Ticketing.Integrations"] = ["Ticketing.Contracts"],
        ["Ticketing.Storage.Sqlite"] = [],
        ["Ticketing.Silo"] = ["Ticketing.Documents", "Ticketing.Gateway", "Ticketing.Grains", "Ticketing.Integrations", "Ticketing.Storage.Sqlite", "Ticketing.Web"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_it_may(string project)
    {
        var file = XDocument.Load(Path.Combine(Source.Root, "src", project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Equal(Allowed[project], references.Order());
    }

    [Theory]
    [InlineData("Ticketing.Contracts", typeof(IEventGrain))]
    [InlineData("Ticketing.Domain", typeof(EventState))]
    [InlineData("Ticketing.Grains", typeof(SectionGrain))]
    [InlineData("Ticketing.Gateway", typeof(IReadiness))]
    [InlineData("Ticketing.Web", typeof(Ticketing.Web.TicketingWeb))]
    [InlineData("Ticketing.Documents", typeof(Ticketing.Documents.TicketDocuments))]
    [InlineData("Ticketing.Integrations", typeof(Ticketing.Mail.MailTransport))]
    [InlineData("Ticketing.Storage.Sqlite", typeof(Ticketing.Storage.Sqlite.SqliteStore))]
    public void An_assembly_references_what_its_project_may(string project, Type member)
    {
        Assert.Equal(project, member.Assembly.GetName().Name);
        var references = member.Assembly.GetReferencedAssemblies().Select(static name => name.Name!)
            .Where(static name => name.StartsWith("Ticketing", StringComparison.OrdinalIgnoreCase));

        Assert.Empty(references.Except(Allowed[project]));
    }
}
