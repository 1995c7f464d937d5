using System.Globalization;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>What an operator may ask of a store, whether a service has it open or not. A request and its answer are a line each.</summary>
internal static class StoreOperations
{
    public const string Backup = "backup";
    public const string Check = "check";

    public const string Done = "ok ";
    public const string Failed = "failed ";

    /// <summary>The request to write a backup to a file, as the process that has the store open finds it.</summary>
    public static string BackupTo(string file) => $"{Backup} {Path.GetFullPath(file)}";

    public static async Task<string> AnswerAsync(SqliteStore store, string request, CancellationToken cancellationToken)
    {
        try
        {
            return request.Split(' ', 2) switch
            {
                [Backup, var file] => await BackUpAsync(store, file, cancellationToken),
                [Check] => await CheckAsync(store, cancellationToken),
                _ => $"{Failed}'{request}' is no request that this build knows.",
            };
        }
        catch (SqliteStoreException e)
        {
            return Failed + e.Message.ReplaceLineEndings(" ");
        }
    }

    /// <summary>An answer, for its reader, and the exit code that it means.</summary>
    public static (bool IsDone, string Text) Read(string answer) =>
        answer.StartsWith(Done, StringComparison.Ordinal) ? (true, answer[Done.Length..])
        : answer.StartsWith(Failed, StringComparison.Ordinal) ? (false, answer[Failed.Length..])
        : (false, "The service ended before it had answered.");

    private static async Task<string> BackUpAsync(SqliteStore store, string file, CancellationToken cancellationToken)
    {
        var states = await store.BackupAsync(file, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{Done}{states} states are in {file}, which was checked.");
    }

    private static async Task<string> CheckAsync(SqliteStore store, CancellationToken cancellationToken)
    {
        var problems = await store.CheckAsync(cancellationToken);
        return problems.Count == 0
            ? $"{Done}{store.Path} is whole."
            : $"{Failed}{store.Path} is damaged: {string.Join("; ", problems).ReplaceLineEndings(" ")}. Stop the service and put a backup in its place.";
    }
}
