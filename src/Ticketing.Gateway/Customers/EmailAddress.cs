using Ticketing.Http;
using Ticketing.Mail;

namespace Ticketing.Customers;

/// <summary>Where a caller wants to be written to.</summary>
internal static class EmailAddress
{
    private const string Rule = "must be an address such as ann@example.org: before the @ at most 64 letters, none of them beyond ASCII, and a domain after it.";

    /// <summary>Notes an address that letters can't be sent to.</summary>
    public static void Check(string? email, string name, List<FieldError> errors)
    {
        if (email is not null && !Mailbox.IsReachable(email))
        {
            errors.Add(new FieldError(name, $"{name} {Rule}"));
        }
    }
}
