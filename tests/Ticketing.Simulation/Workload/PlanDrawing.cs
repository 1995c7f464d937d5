using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>A hall that somebody drew: labels of all kinds, aisles, accessible seats and those of companions.</summary>
/// <param name="Seats">What its seats are called.</param>
/// <param name="Sections">Its sections as a plan has them.</param>
public sealed record PlanDrawing(string[] Seats, string[] Sections)
{
    /// <summary>As a member of the body that creates an event.</summary>
    public string Member => $"\"plan\":{{\"sections\":[{string.Join(',', Sections)}]}},";

    public static PlanDrawing Of(string section, (string Label, int Seats)[] rows, Chance chance)
    {
        List<string> names = [];
        List<string> drawn = [];
        for (var at = 0; at < rows.Length; at++)
        {
            var (label, count) = rows[at];
            var style = chance.Below(3);
            var aisle = chance.Between(1, 6);
            var accessible = chance.Hits(0.5);
            var seats = Enumerable.Range(0, count).Select(seat => (Label: LabelOf(style, seat), X: seat + (seat >= aisle ? 2 : 0), Kind: KindOf(seat, accessible, aisle))).ToArray();
            names.AddRange(seats.Select(seat => $"{section}-{label}-{seat.Label}"));
            drawn.Add($$"""{"label":"{{label}}","seats":[{{string.Join(',', seats.Select(seat => $$"""{"label":"{{seat.Label}}","x":{{seat.X}},"y":{{at}}{{seat.Kind}}}"""))}}]}""");
        }

        return new PlanDrawing([.. names], [$$"""{"id":"{{section}}","kind":"seated","rows":[{{string.Join(',', drawn)}}]}"""]);
    }

    public PlanDrawing WithPlaces(string section, int places) =>
        this with { Sections = [.. Sections, $$"""{"id":"{{section}}","kind":"general","capacity":{{places}}}"""] };

    private static string LabelOf(int style, int seat) => style switch
    {
        0 => $"{seat + 1}",
        1 => $"{(2 * seat) + 1}",
        _ => $"{seat + 1}a",
    };

    /// <summary>The first of a row and the one beside it, where no aisle parts them.</summary>
    private static string KindOf(int seat, bool accessible, int aisle) => !accessible ? ""
        : seat == 0 ? ",\"kind\":\"accessible\""
        : seat == 1 && aisle > 1 ? ",\"kind\":\"companion\""
        : "";
}
