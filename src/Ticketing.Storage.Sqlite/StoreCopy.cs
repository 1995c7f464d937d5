using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>A copy of a store in a file of its own, and whether a file is whole.</summary>
internal static class StoreCopy
{
    private const int PagesInStep = 1_024;

    public static long Write(SqliteConnection source, string file, CancellationToken cancellationToken)
    {
        var partial = file + ".partial";
        try
        {
            if (File.Exists(file))
            {
                throw new SqliteStoreException($"{file} is there already.");
            }

            File.Delete(partial);
            StoreFile.Create(partial);
            var states = Fill(source, partial, cancellationToken);
            using (var handle = File.OpenHandle(partial, FileMode.Open, FileAccess.ReadWrite))
            {
                RandomAccess.FlushToDisk(handle);
            }

            File.Move(partial, file);
            StoreFile.SyncFolder(Path.GetDirectoryName(file)!);
            return states;
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException or IOException and not SqliteStoreException)
        {
            throw new SqliteStoreException($"{file} can't be written: {e.Message}", e);
        }
        finally
        {
            Remove(partial);
        }
    }

    /// <summary>What SQLite finds wrong: pages, the order of rows, an index that differs from its table.</summary>
    public static IReadOnlyList<string> Problems(SqliteConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        using var stop = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle!));
        List<string> problems = [];
        try
        {
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                problems.Add(rows.GetString(0));
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            problems.Add(e.Message);
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        return problems is ["ok"] ? [] : problems;
    }

    private static long Fill(SqliteConnection source, string file, CancellationToken cancellationToken)
    {
        using SqliteConnection copy = new(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        copy.Open();

        // Nothing of it counts before it is synced as a whole.
        Execute(copy, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
        using var moment = source.BeginTransaction(deferred: true);
        var states = Number(source, "SELECT count(*) FROM state");
        var reminders = Number(source, "SELECT count(*) FROM reminder");
        using (var backup = raw.sqlite3_backup_init(copy.Handle!, "main", source.Handle!, "main"))
        {
            int code;
            while ((code = raw.sqlite3_backup_step(backup, PagesInStep)) == raw.SQLITE_OK)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (code != raw.SQLITE_DONE)
            {
                throw StoreError.Of(copy.Handle!, code);
            }
        }

        // What is copied says that it has a log beside it; a backup is one file.
        Execute(copy, "PRAGMA journal_mode = DELETE");
        var problems = Problems(copy, cancellationToken);
        var (statesThere, remindersThere) = (Number(copy, "SELECT count(*) FROM state"), Number(copy, "SELECT count(*) FROM reminder"));
        return problems.Count == 0 && (states, reminders) == (statesThere, remindersThere)
            ? states
            : throw new SqliteStoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"The copy is not what was copied: {statesThere} of {states} states, {remindersThere} of {reminders} reminders; {string.Join("; ", problems.DefaultIfEmpty("no damage"))}."));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What failed before says more.
        }
    }
}
