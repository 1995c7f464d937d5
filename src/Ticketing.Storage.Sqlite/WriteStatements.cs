using Orleans.Runtime;

namespace Ticketing.Storage.Sqlite;

/// <summary>What writes do within their transaction. A version is never given twice to the same row, so a stale one stays stale.</summary>
internal sealed class WriteStatements(StoreConnection connection)
{
    private readonly Statement _insertState = connection.Prepare(
        "INSERT INTO state(type, key, name, version, data) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");

    private readonly Statement _updateState = connection.Prepare(
        "UPDATE state SET version = ?4 + 1, data = ?5 WHERE type = ?1 AND key = ?2 AND name = ?3 AND version = ?4");

    private readonly Statement _deleteState = connection.Prepare(
        "DELETE FROM state WHERE type = ?1 AND key = ?2 AND name = ?3 AND version = ?4");

    private readonly Statement _versionOfState = connection.Prepare(
        "SELECT version FROM state WHERE type = ?1 AND key = ?2 AND name = ?3");

    private readonly Statement _putReminder = connection.Prepare("""
        INSERT INTO reminder(type, key, name, version, hash, start, period) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET version = excluded.version, hash = excluded.hash, start = excluded.start, period = excluded.period
        """);

    private readonly Statement _insertReminder = connection.Prepare(
        "INSERT INTO reminder(type, key, name, version, hash, start, period) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING");

    private readonly Statement _deleteReminder = connection.Prepare(
        "DELETE FROM reminder WHERE type = ?1 AND key = ?2 AND name = ?3 AND version = ?4");

    private readonly Statement _deleteReminders = connection.Prepare("DELETE FROM reminder");

    private readonly Statement _putNote = connection.Prepare("INSERT OR REPLACE INTO note(name, text) VALUES (?1, ?2)");

    private readonly Statement _deleteNote = connection.Prepare("DELETE FROM note WHERE name = ?1");

    public WriteResult PutState(GrainId grain, string name, long expected, ReadOnlySpan<byte> data)
    {
        var (statement, version) = expected == 0 ? (_insertState, FirstVersion()) : (_updateState, expected);
        statement.BindRow(grain, name);
        statement.Bind(4, version);
        statement.BindBlob(5, data);
        statement.Run();
        return statement.Changes == 1
            ? new WriteResult(true, expected == 0 ? version : expected + 1)
            : new WriteResult(false, VersionOf(grain, name));
    }

    public WriteResult DeleteState(GrainId grain, string name, long expected)
    {
        if (expected == 0)
        {
            var stored = VersionOf(grain, name);
            return new WriteResult(stored == 0, stored);
        }

        _deleteState.BindRow(grain, name);
        _deleteState.Bind(4, expected);
        _deleteState.Run();
        return _deleteState.Changes == 1 ? new WriteResult(true, 0) : new WriteResult(false, VersionOf(grain, name));
    }

    public WriteResult PutReminder(GrainId grain, string name, DateTime start, TimeSpan period, bool onlyIfNew)
    {
        var statement = onlyIfNew ? _insertReminder : _putReminder;
        var version = FirstVersion();
        statement.BindRow(grain, name);
        statement.Bind(4, version);
        statement.Bind(5, grain.GetUniformHashCode());
        statement.Bind(6, start.Ticks);
        statement.Bind(7, period.Ticks);
        statement.Run();
        return new WriteResult(statement.Changes == 1, version);
    }

    public WriteResult DeleteReminder(GrainId grain, string name, long expected)
    {
        _deleteReminder.BindRow(grain, name);
        _deleteReminder.Bind(4, expected);
        _deleteReminder.Run();
        return new WriteResult(_deleteReminder.Changes == 1, 0);
    }

    public WriteResult DeleteReminders()
    {
        _deleteReminders.Run();
        return new WriteResult(true, 0);
    }

    public WriteResult PutNote(string name, string? text)
    {
        var statement = text is null ? _deleteNote : _putNote;
        statement.Bind(1, name);
        if (text is not null)
        {
            statement.Bind(2, text);
        }

        statement.Run();
        return new WriteResult(true, 0);
    }

    /// <summary>A row that is deleted and written anew begins elsewhere, so that who knew the former one meets a conflict.</summary>
    private static long FirstVersion() => Random.Shared.NextInt64(1, long.MaxValue / 2);

    private long VersionOf(GrainId grain, string name)
    {
        _versionOfState.BindRow(grain, name);
        try
        {
            return _versionOfState.Step() ? _versionOfState.Long(0) : 0;
        }
        finally
        {
            _versionOfState.Reset();
        }
    }
}
