namespace Ticketing.Configuration;

/// <summary>A file of settings: NAME=value a line, <c>__</c> for the colon, # for comments, quotes around values allowed.</summary>
public static class DotEnv
{
    public static IReadOnlyDictionary<string, string?> Parse(IEnumerable<string> lines)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Select(line => line.Trim()))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || line[0] == '#')
            {
                continue;
            }

            var value = line[(equals + 1)..].Trim();
            if (value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0])
            {
                value = value[1..^1];
            }

            // Files that shells read, too, say so.
            var name = line[..equals].Trim();
            name = name.StartsWith("export ", StringComparison.Ordinal) ? name["export ".Length..].Trim() : name;
            settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return settings;
    }
}
