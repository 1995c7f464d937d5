using Ticketing.Tests.Conformance.Reading;

namespace Ticketing.Tests.Conformance;

/// <summary>Says where a declared type differs from the real one. Less is fine, other is not.</summary>
internal static class ApiComparer
{
    /// <param name="declared">The type that stands in for the real one.</param>
    /// <param name="real">Every type of the real assembly.</param>
    /// <param name="omitted">"{type}: {base or interface}" that the declared type leaves out for a reason.</param>
    public static IEnumerable<string> Differences(
        ApiType declared, IReadOnlyDictionary<string, ApiType> real, IReadOnlySet<string>? omitted = null)
    {
        if (!real.TryGetValue(declared.Name, out var model))
        {
            yield return $"{declared.Name}: no such type; the nearest is {Nearest(declared.Name, real.Keys)}.";
            yield break;
        }

        if (declared.Kind != model.Kind)
        {
            yield return $"{declared.Name}: is '{declared.Kind}', not '{model.Kind}'.";
        }

        bool MayMiss(string name) => omitted?.Contains($"{declared.Name}: {name}") == true;
        if (declared.Base != model.Base && !MayMiss(model.Base))
        {
            yield return $"{declared.Name}: its base is '{declared.Base}', not '{model.Base}'.";
        }

        foreach (var extra in declared.Interfaces.Except(model.Interfaces).Order(StringComparer.Ordinal))
        {
            yield return $"{declared.Name}: implements {extra}; the real one implements {Joined(model.Interfaces)}.";
        }

        foreach (var missing in model.Interfaces.Except(declared.Interfaces).Where(name => !MayMiss(name)).Order(StringComparer.Ordinal))
        {
            yield return $"{declared.Name}: does not implement {missing}, and no reason is given.";
        }

        foreach (var member in declared.Members)
        {
            if (Difference(declared, member, model) is { } difference)
            {
                yield return difference;
            }
        }
    }

    private static string? Difference(ApiType declared, ApiMember member, ApiType model)
    {
        var same = model.Members.Where(candidate => candidate.Signature == member.Signature).ToArray();
        if (same.Length == 0)
        {
            var named = model.Members.Where(candidate => candidate.Name == member.Name).Select(static candidate => candidate.Signature).ToArray();
            var nearest = Nearest(member.Signature, named.Length > 0 ? named : model.Members.Select(static candidate => candidate.Signature));
            return $"{declared.Name}: no member '{member.Signature}'; the nearest is '{nearest}'.";
        }

        return same.Any(member.AgreesOnNull)
            ? null
            : $"{declared.Name}: '{member.Signature}' says of null {Joined(member.Annotations)}, the real one {Joined(same[0].Annotations)}"
                + " (result, then parameters; 1 never null, 2 may be null).";
    }

    private static string Joined(IEnumerable<string> texts) => $"({string.Join(", ", texts)})";

    private static string Nearest(string text, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => Distance(text, candidate)) ?? "nothing";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
