namespace Ticketing.Http;

/// <summary>What somebody meant who wrote something else.</summary>
public static class Nearest
{
    /// <summary>What is wrong with a name that is not known, and which one was probably meant.</summary>
    public static string Unknown(string name, IEnumerable<string> known) => Of(name, known) is { } meant
        ? $"{name} is not known here. Did you mean {meant}?"
        : $"{name} is not known here.";

    /// <summary>The known name that is most like it. Null: none is like it.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var (nearest, distance) = (default(string), Math.Max(2, name.Length / 3) + 1);
        foreach (var candidate in known)
        {
            var apart = Distance(name, candidate);
            if (apart < distance)
            {
                (nearest, distance) = (candidate, apart);
            }
        }

        return nearest;
    }

    /// <summary>How many letters are to be put in, taken out or replaced (Levenshtein), whatever their case.</summary>
    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > Math.Max(2, from.Length / 3))
        {
            return int.MaxValue;
        }

        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
