using Ticketing.Configuration;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>
/// <c>ticketing backup FILE</c> and <c>ticketing check</c>: asks the service that has the store open, or opens it where none
/// runs.
/// </summary>
internal static class StoreCommand
{
    private const string Usage = """
        Usage: ticketing backup <file> [--Setting=value]...
               ticketing check [--Setting=value]...
        The service may run. Where its store is is told by the settings, as for the service (Storage:Path).
        """;

    public static async Task<int> RunAsync(string command, string[] arguments)
    {
        var (request, settings) = (command, arguments) switch
        {
            (StoreOperations.Backup, [{ Length: > 0 } file, .. var rest]) when !file.StartsWith('-') => (StoreOperations.BackupTo(file), rest),
            (StoreOperations.Check, var rest) when rest.All(static setting => setting.StartsWith('-')) => (StoreOperations.Check, rest),
            _ => default,
        };
        if (request is null)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.AddTicketingConfiguration(settings!);
            var (isDone, text) = StoreOperations.Read(await AskAsync(builder.Configuration, request));
            await (isDone ? Console.Out : Console.Error).WriteLineAsync(text);
            return isDone ? 0 : 1;
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<string> AskAsync(IConfiguration configuration, string request)
    {
        if (StoreChoice.IsRedis(configuration))
        {
            throw new SettingsException(["Redis:Url is set, so there is no SQLite file to back up or check. Use the means of Redis."]);
        }

        var place = LocalStore.Of(configuration);
        if (await OperatorSocket.AskAsync(new OperatorPlace(place.Socket), request) is { } answer)
        {
            return answer;
        }

        using var store = place.OpenExisting();
        return await StoreOperations.AnswerAsync(store, request, CancellationToken.None);
    }
}
