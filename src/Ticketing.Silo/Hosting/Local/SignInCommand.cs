using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Ticketing.Configuration;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tickets;

namespace Ticketing.Hosting;

/// <summary><c>ticketing sign-in-link --admin</c>: has the service that runs make a link that signs in, once, as one of the platform's admins.</summary>
internal static class SignInCommand
{
    public const string Name = "sign-in-link";

    private const string DefaultSubject = "admin";

    private const string Usage = """
        Usage: ticketing sign-in-link --admin [--sub <name>] [--Setting=value]...
          --sub  Who it is, as the audit log says it: letters, digits, - and _, 40 at most. Default: admin.
        The service has to run. Where it takes commands is told by the settings, as for the service (Storage:Path; with Redis:Url, Cluster:SiloPort).
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var (subject, settings) = arguments switch
        {
            ["--admin", "--sub", var named, .. var rest] => (named, rest),
            ["--admin", .. var rest] => (DefaultSubject, rest),
            _ => ("", arguments),
        };
        if (!AdminLink.IsSubject(subject) || !settings.All(static setting => setting.StartsWith("--", StringComparison.Ordinal) && setting.Contains('=', StringComparison.Ordinal)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.AddTicketingConfiguration(settings);
            var place = OperatorPlace.Of(builder.Configuration);
            if (await OperatorSocket.AskAsync(place, $"{Name} {subject}") is not { } answer)
            {
                await Console.Error.WriteLineAsync($"No service takes commands at {place.Socket}. Start it, and ask as its own user, with its settings.");
                return 1;
            }

            var (isDone, text) = StoreOperations.Read(answer);
            await (isDone ? Console.Out : Console.Error).WriteLineAsync(text);
            return isDone ? 0 : 1;
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>No browser opens "any address of this machine".</summary>
    public static string Openable(string address) =>
        address.TrimEnd('/').Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal);

    /// <summary>In the service: the link, or why there is none.</summary>
    public static async Task<string> AnswerAsync(IServiceProvider services, string subject)
    {
        if (!AdminLink.IsSubject(subject))
        {
            return $"{StoreOperations.Failed}'{subject}' can't be an admin's name.";
        }

        if (!services.GetRequiredService<AuthOptions>().SessionsMayBeAdmins)
        {
            return $"{StoreOperations.Failed}{ProtectionSettings.Certificate} must be set first: without it whoever reads Redis could be an admin. 'ticketing token --role admin --sub {subject}' makes a token for the API.";
        }

        var place = services.GetRequiredService<TicketOptions>().PagesUrl
            ?? services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Select(Openable).FirstOrDefault() ?? "";
        return await services.GetRequiredService<ISignInService>().AdminLinkAsync(subject) is { } path
            ? $"{StoreOperations.Done}{place}{path}"
            : $"{StoreOperations.Failed}{ISignInGrain.Most} links wait for somebody to use them. Each ends after {ISignInGrain.GoodFor.TotalMinutes} minutes.";
    }
}
