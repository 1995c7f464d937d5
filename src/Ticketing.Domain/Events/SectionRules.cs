using System.Buffers;
using System.Collections.Immutable;

namespace Ticketing.Events;

/// <summary>What sections must be like, of an event or of a venue, before they are cut into blocks.</summary>
public static class SectionRules
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> InRowLabel = SearchValues.Create(LettersAndDigits);
    private static readonly SearchValues<char> InSectionId = SearchValues.Create(LettersAndDigits + "_.");

    /// <summary>What is wrong with the sections; empty when nothing is.</summary>
    /// <param name="sections">The sections in their order.</param>
    /// <param name="poolSize">Places of one pool of a general section.</param>
    public static IReadOnlyList<FieldError> Validate(ImmutableArray<SectionSpec> sections, int poolSize)
    {
        var errors = new FieldErrors();
        Check(sections, poolSize, errors);
        return errors.List;
    }

    internal static void Check(ImmutableArray<SectionSpec> sections, int poolSize, FieldErrors errors)
    {
        const string field = "sections";
        if (sections.IsDefaultOrEmpty)
        {
            errors.Add(field, "Give at least one section.");
            return;
        }

        if (sections.Length > EventLimits.Sections)
        {
            errors.Add(field, $"{sections.Length} sections are too many; give at most {EventLimits.Sections}.");
            return;
        }

        var before = errors.List.Count;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sections.Length && !errors.Full; i++)
        {
            CheckSection(sections[i], $"{field}[{i}]", ids, errors);
        }

        // Sums over sections that are wrong by themselves would only mislead.
        if (errors.List.Count == before)
        {
            CheckSums(sections, poolSize, errors);
        }
    }

    private static void CheckSection(SectionSpec section, string field, HashSet<string> ids, FieldErrors errors)
    {
        if (!IsLabel(section.SectionId, EventLimits.SectionIdLength, InSectionId))
        {
            errors.Add($"{field}.id", $"Give an id of 1 to {EventLimits.SectionIdLength} letters, digits, '_' or '.'.");
        }
        else if (!ids.Add(section.SectionId))
        {
            errors.Add($"{field}.id", $"Another section has the id '{section.SectionId}'; give each its own.");
        }

        errors.CheckName($"{field}.name", section.Name, required: false);
        errors.CheckRange($"{field}.price", section.PriceMinor, 0, EventLimits.PriceMinor);
        switch (section.Kind)
        {
            case SectionKind.Seated:
                CheckRows(section, field, errors);
                break;
            case SectionKind.General:
                errors.CheckRange($"{field}.capacity", section.Capacity, 1, EventLimits.Places);
                if (!section.Rows.IsDefaultOrEmpty)
                {
                    errors.Add($"{field}.rows", "A general section has no rows; leave them out, or make it 'seated'.");
                }

                break;
            default:
                errors.Add($"{field}.kind", "Give 'seated' or 'general'.");
                break;
        }
    }

    private static void CheckRows(SectionSpec section, string field, FieldErrors errors)
    {
        var count = section.Rows.IsDefault ? 0 : section.Rows.Length;
        if (count is 0 or > EventLimits.RowsInSection)
        {
            errors.Add($"{field}.rows", $"A seated section has 1 to {EventLimits.RowsInSection} rows, not {count}.");
            return;
        }

        var labels = new HashSet<string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count && !errors.Full; i++)
        {
            var row = section.Rows[i];
            if (!IsLabel(row.Label, EventLimits.RowLabelLength, InRowLabel))
            {
                errors.Add($"{field}.rows[{i}].label", $"Give a label of 1 to {EventLimits.RowLabelLength} letters or digits.");
            }
            else if (!labels.Add(row.Label))
            {
                errors.Add($"{field}.rows[{i}].label", $"Another row of the section is called '{row.Label}'; give each its own label.");
            }

            if (row.Seats is < 1 or > EventLimits.SeatsInRow)
            {
                errors.CheckRange($"{field}.rows[{i}].seats", row.Seats, 1, EventLimits.SeatsInRow);
            }
        }

        if (!errors.Full && section.Capacity != 0 && section.Capacity != EventLayout.CapacityOf(section))
        {
            errors.Add($"{field}.capacity", "The rows tell the capacity of a seated section; leave it out.");
        }
    }

    private static void CheckSums(ImmutableArray<SectionSpec> sections, int poolSize, FieldErrors errors)
    {
        long places = 0;
        long blocks = 0;
        Int128 value = 0;
        foreach (var section in sections)
        {
            var capacity = EventLayout.CapacityOf(section);
            places += capacity;
            blocks += EventLayout.BlocksOf(section, poolSize);
            value += (Int128)capacity * section.PriceMinor;
        }

        if (places > EventLimits.Places)
        {
            errors.Add("sections", $"{places} places are too many; give at most {EventLimits.Places}, or several events.");
        }
        else if (blocks > EventLimits.Blocks)
        {
            errors.Add("sections", $"The sections are cut into {blocks} blocks, more than {EventLimits.Blocks}; give rows that fill {EventLimits.SeatsInBlock} seats better, or several events.");
        }

        if (value > EventLimits.ValueMinor)
        {
            errors.Add("sections", $"All places together cost more than {EventLimits.ValueMinor} minor units; lower the prices.");
        }
    }

    private static bool IsLabel(string? text, int longest, SearchValues<char> allowed) =>
        !string.IsNullOrEmpty(text) && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(allowed);
}
