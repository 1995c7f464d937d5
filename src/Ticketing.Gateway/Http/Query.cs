using System.Globalization;

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

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        errors.Add(new FieldError(name, $"{name} must be a time such as 2027-01-31T19:30:00Z."));
        return null;
    }
}
