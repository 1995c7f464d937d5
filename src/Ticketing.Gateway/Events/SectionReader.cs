using System.Collections.Immutable;
using Ticketing.Http;
using Ticketing.Money;

namespace Ticketing.Events;

/// <summary>Reads sections from a body: a list of them, or a number of places, which is one general section.</summary>
internal static class SectionReader
{
    private const int MostPlaces = 1 << 28;

    public static ImmutableArray<SectionSpec> Read(RequestBody body, Currency currency, string shortForm, bool required)
    {
        if (body.Has("sections"))
        {
            return body.Objects("sections", 256) is { } sections ? [.. sections.Select(section => Section(section, currency))] : [];
        }

        return body.Integer(shortForm, 1, MostPlaces, required) is { } places
            ?
            [
                new SectionSpec
                {
                    SectionId = "general",
                    Name = "General admission",
                    Kind = SectionKind.General,
                    Capacity = places,
                    PriceMinor = body.Amount("price", currency),
                },
            ]
            : [];
    }

    private static SectionSpec Section(RequestBody section, Currency currency)
    {
        var id = section.Text("id", 32, required: true) ?? "";
        var kind = section.Text("kind", 16, required: true) switch
        {
            "seated" => SectionKind.Seated,
            "general" => SectionKind.General,
            null => SectionKind.General,
            _ => Unknown(section),
        };
        return new SectionSpec
        {
            SectionId = id,
            Name = section.Text("name", 200) ?? id,
            Kind = kind,
            Rows = kind == SectionKind.Seated && section.Objects("rows", 20_000) is { } rows
                ? [.. rows.Select(row => new RowPlan(row.Text("label", 8, required: true) ?? "", row.Integer("seats", 1, 1_024, required: true) ?? 0))]
                : [],
            Capacity = kind == SectionKind.General ? section.Integer("capacity", 1, MostPlaces, required: true) ?? 0 : 0,
            PriceMinor = section.Amount("price", currency),
        };
    }

    private static SectionKind Unknown(RequestBody section)
    {
        section.Wrong<string>("kind", "must be seated or general.");
        return SectionKind.General;
    }
}
