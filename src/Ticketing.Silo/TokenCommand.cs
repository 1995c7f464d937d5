using System.Globalization;
using Ticketing.Configuration;
using Ticketing.Security;

namespace Ticketing;

/// <summary><c>ticketing token --role admin --sub me [--minutes 30]</c>: prints a token such as this service accepts.</summary>
internal static class TokenCommand
{
    private const string Usage = $"""
        Usage: ticketing token --sub <subject> [--role <role>]... [--minutes <minutes>]
          --role     {RoleNames.All}; may be given more than once. Default: customer.
          --minutes  1 to 43200. Default: Auth:TokenLifetime.
        """;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        try
        {
            builder.AddTicketingConfiguration([]);
            var auth = SecuritySettings.From(builder.Configuration, builder.Environment.IsDevelopment()).Auth;
            if (auth.SigningKey is null || auth.IsKeyDrawn || !auth.Algorithms.Contains(TokenAlgorithm.HS256))
            {
                throw new SettingsException(["Tokens are issued with Auth:SigningKey, which is not set or not among Auth:Algorithms."]);
            }

            var (subject, roles, lifetime) = Parse(arguments);
            Console.Out.WriteLine(new TokenIssuer(auth, TimeProvider.System, new RandomIdSource()).Issue(subject, roles, lifetime));
            return 0;
        }
        catch (SettingsException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            Console.Error.WriteLine(Usage);
            return 2;
        }
    }

    private static (string Subject, Roles Roles, TimeSpan? Lifetime) Parse(IReadOnlyList<string> arguments)
    {
        string? subject = null;
        var roles = Roles.None;
        TimeSpan? lifetime = null;
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
            switch (arguments[i])
            {
                case "--sub":
                    subject = value;
                    break;
                case "--role":
                    roles |= RoleNames.TryFind(value, out var role) ? role : throw new ArgumentException($"There is no role '{value}'.");
                    break;
                case "--minutes" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 43_200:
                    lifetime = TimeSpan.FromMinutes(minutes);
                    break;
                default:
                    throw new ArgumentException($"'{arguments[i]} {value}' is not understood.");
            }
        }

        return (subject ?? throw new ArgumentException("--sub is missing."), roles == Roles.None ? Roles.Customer : roles, lifetime);
    }
}
