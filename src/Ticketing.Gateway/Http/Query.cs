namespace Ticketing.Http;

/// <summary>Reads values of the query that several lists share.</summary>
internal static class Query
{
    /// <summary>The time; null when there is none, or when it is wrong, which is then among the errors.</summary>
    public static DateTimeOffset? Time(Request request, string name, List<FieldError> errors)
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return null;
        }

        // In a query a plus stands for a space, and is often not written as %2B.
        if (Rfc3339.TryParse(text.Replace(' ', '+'), out var time))
        {
            return time;
        }

        errors.Add(new FieldError(name, $"{name} {Rfc3339.Rule}"));
        return null;
    }

    /// <summary>The id; null when there is none, or when it is wrong, which is then among the errors.</summary>
    public static T? Id<T>(Request request, string name, string what, List<FieldError> errors, Func<string, T?> parse)
        where T : struct
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (parse(text) is { } id)
        {
            return id;
        }

        errors.Add(new FieldError(name, $"{name} must be {what}."));
        return null;
    }
}
