using Ticketing.Http;
using Ticketing.Texts;

namespace Ticketing.Customers;

/// <summary>What somebody wants to read.</summary>
internal static class LocaleTag
{
    /// <summary>Characters of a tag, at most (RFC 5646, 4.4.1).</summary>
    public const int Longest = 35;

    /// <summary>Notes what is no language tag. One that there are no texts for is good: letters are then in the installation's language.</summary>
    public static void Check(string? locale, List<FieldError> errors)
    {
        if (locale is not null && !Languages.IsTag(locale))
        {
            errors.Add(new FieldError("locale", "locale must be a language tag (BCP 47) such as en or de-AT."));
        }
    }
}
