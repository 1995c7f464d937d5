using System.Globalization;

namespace Ticketing.Security;

/// <summary>Somebody who is signed in on pages, as their browser's cookie says it.</summary>
/// <param name="Id">Which of their sessions.</param>
/// <param name="Subject">Who they are, as tokens say it.</param>
/// <param name="Roles">What they may everywhere.</param>
/// <param name="BeganAt">When they signed in.</param>
/// <param name="EndsAt">When they are signed in no more.</param>
public sealed record Session(Guid Id, string Subject, Roles Roles, DateTimeOffset BeganAt, DateTimeOffset EndsAt)
{
    public Caller Caller => new(PrincipalKind.User, Subject, Roles);

    internal string Write() => string.Create(
        CultureInfo.InvariantCulture, $"{Id:N}\n{BeganAt.ToUnixTimeMilliseconds()}\n{EndsAt.ToUnixTimeMilliseconds()}\n{(int)Roles}\n{Subject}");

    /// <summary>What was written here and sealed is read as it is.</summary>
    internal static Session Read(string text) => text.Split('\n') is [var id, var began, var ends, var roles, var subject]
        ? new Session(Guid.ParseExact(id, "N"), subject, (Roles)int.Parse(roles, CultureInfo.InvariantCulture), At(began), At(ends))
        : throw new FormatException("This is no session.");

    private static DateTimeOffset At(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
