using Ticketing.Security;

namespace Ticketing.Configuration;

/// <summary>Where Auth:Jwks leads.</summary>
internal static class JwksSources
{
    public static IJwksSource? From(SettingsReader reader, string? place)
    {
        if (place is null)
        {
            return null;
        }

        if (!place.Contains("://", StringComparison.Ordinal))
        {
            CheckFile(reader, place);
            return new FileJwks(place);
        }

        // Whoever can change the keys on their way can be anybody.
        if (Uri.TryCreate(place, UriKind.Absolute, out var address) && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback)))
        {
            return new UrlJwks(address);
        }

        reader.Errors.Add("Auth:Jwks must be a file, or an address that starts with https:// (http:// for this machine alone).");
        return null;
    }

    /// <summary>A file is at hand at start, so it must be right then.</summary>
    private static void CheckFile(SettingsReader reader, string path)
    {
        byte[] document;
        try
        {
            document = new FileJwks(path).ReadAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (IOException e)
        {
            reader.Errors.Add($"Auth:Jwks can't be read: {e.Message}");
            return;
        }

        var (keys, problems) = Jwks.Parse(document);
        reader.Errors.AddRange(problems.Select(problem => $"Auth:Jwks: {problem}"));
        reader.Check(problems.Count > 0 || keys is { Length: > 0 }, "Auth:Jwks has no key for RS256 or ES256.");
    }
}
