namespace Ticketing.Http;

/// <summary>Members of requests that had another name before: both are taken.</summary>
internal static class Renamed
{
    /// <summary>The value, whichever name it came under. Two that differ are noted among the errors.</summary>
    public static string? Of(string name, string? value, string formerName, string? formerValue, List<FieldError> errors)
    {
        if (value is not null && formerValue is not null && value != formerValue)
        {
            errors.Add(new FieldError(name, $"{name} and {formerName} are two names for one thing, and they differ: send {name} alone."));
        }

        return value ?? formerValue;
    }

    /// <summary>The value, which must be there.</summary>
    public static string? Needed(string name, string? value, string formerName, string? formerValue, List<FieldError> errors)
    {
        var found = Of(name, value, formerName, formerValue, errors);
        if (found is null)
        {
            errors.Add(new FieldError(name, $"{name} is required."));
        }

        return found;
    }
}
