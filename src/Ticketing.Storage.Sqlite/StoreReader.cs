using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Storage.Sqlite;

/// <summary>A connection for reads. It sees what is committed, and hinders nobody.</summary>
internal sealed class StoreReader : IDisposable
{
    private const string ReminderColumns = "type, key, name, start, period, version";
    private const int PatienceMilliseconds = 5_000;

    private readonly StoreConnection _connection;
    private readonly Statement _state;
    private readonly Statement _reminder;
    private readonly Statement _remindersOfGrain;
    private readonly Statement _remindersBetween;
    private readonly Statement _remindersOutside;
    private readonly Statement _note;

    public StoreReader(string path)
    {
        _connection = new StoreConnection(path, SqliteOpenMode.ReadOnly, PatienceMilliseconds);
        try
        {
            _state = _connection.Prepare("SELECT version, data FROM state WHERE type = ?1 AND key = ?2 AND name = ?3");
            _reminder = _connection.Prepare($"SELECT {ReminderColumns} FROM reminder WHERE type = ?1 AND key = ?2 AND name = ?3");
            _remindersOfGrain = _connection.Prepare($"SELECT {ReminderColumns} FROM reminder WHERE type = ?1 AND key = ?2");
            _remindersBetween = _connection.Prepare($"SELECT {ReminderColumns} FROM reminder WHERE hash > ?1 AND hash <= ?2");
            _remindersOutside = _connection.Prepare($"SELECT {ReminderColumns} FROM reminder WHERE hash > ?1 OR hash <= ?2");
            _note = _connection.Prepare("SELECT text FROM note WHERE name = ?1");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public SqliteConnection Connection => _connection.Connection;

    public (long Version, byte[] Data)? State(GrainId grain, string name)
    {
        _state.BindRow(grain, name);
        try
        {
            return _state.Step() ? (_state.Long(0), _state.Blob(1)) : null;
        }
        finally
        {
            _state.Reset();
        }
    }

    public ReminderEntry? Reminder(GrainId grain, string name)
    {
        _reminder.BindRow(grain, name);
        return Rows(_reminder).SingleOrDefault();
    }

    public List<ReminderEntry> Reminders(GrainId grain)
    {
        _remindersOfGrain.BindGrain(grain);
        return Rows(_remindersOfGrain);
    }

    /// <summary>From <paramref name="begin"/>, exclusive, to <paramref name="end"/>, inclusive, over the end of the ring where that is not after it.</summary>
    public List<ReminderEntry> Reminders(uint begin, uint end)
    {
        var statement = begin < end ? _remindersBetween : _remindersOutside;
        statement.Bind(1, begin);
        statement.Bind(2, end);
        return Rows(statement);
    }

    public string? Note(string name)
    {
        _note.Bind(1, name);
        try
        {
            return _note.Step() ? _note.Text(0) : null;
        }
        finally
        {
            _note.Reset();
        }
    }

    public string Execute(string sql) => _connection.Execute(sql)!;

    public void Dispose() => _connection.Dispose();

    private static List<ReminderEntry> Rows(Statement statement)
    {
        List<ReminderEntry> rows = [];
        try
        {
            while (statement.Step())
            {
                rows.Add(new ReminderEntry
                {
                    GrainId = GrainId.Create(statement.Text(0), statement.Text(1)),
                    ReminderName = statement.Text(2),
                    StartAt = new DateTime(statement.Long(3), DateTimeKind.Utc),
                    Period = new TimeSpan(statement.Long(4)),
                    ETag = Tag.Of(statement.Long(5)),
                });
            }

            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }
}
