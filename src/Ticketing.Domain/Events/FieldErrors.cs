namespace Ticketing.Events;

/// <summary>Gathers what is wrong with a request, up to <see cref="EventLimits.ListedErrors"/>.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> List => _errors;

    public bool Any => _errors.Count > 0;

    public bool Full => _errors.Count >= EventLimits.ListedErrors;

    public void Add(string field, string message)
    {
        if (!Full)
        {
            _errors.Add(new FieldError(field, message));
        }
    }

    public void CheckName(string field, string? name, bool required = true)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            if (required)
            {
                Add(field, $"Give a name of 1 to {EventLimits.NameLength} characters.");
            }
        }
        else if (name.Length > EventLimits.NameLength)
        {
            Add(field, $"The name has {name.Length} characters; shorten it to at most {EventLimits.NameLength}.");
        }
    }

    public void CheckRange(string field, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            Add(field, FormattableString.Invariant($"{value} is out of range; give a number from {least} to {most}."));
        }
    }
}
