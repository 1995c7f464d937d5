using System.Buffers;
using System.Net.Mail;
using Ticketing.Http;

namespace Ticketing.Customers;

/// <summary>Addresses that can be written to; whether somebody reads them is found out by writing.</summary>
internal static class EmailAddress
{
    private const int Longest = 254;

    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create(" <>,;\"");

    /// <summary>The address in a member of a body. Null: there is none, or it is wrong, which the body then says.</summary>
    public static string? Read(RequestBody body, string name)
    {
        var email = body.Text(name, Longest);
        return email is null || IsOne(email) ? email : body.Wrong<string>(name, "must be an address such as ann@example.org.");
    }

    private static bool IsOne(string email)
    {
        var at = email.LastIndexOf('@');
        return at > 0 && at < email.Length - 1 && !email.AsSpan().ContainsAny(NotInAddresses) && MailAddress.TryCreate(email, out _);
    }
}
