using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Runtime;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// The states and reminders of one service in one SQLite file, for the silos of this process. Every write that is
/// answered is on the disk: it survives the process and the machine's power.
/// </summary>
public sealed class SqliteStore : IAsyncDisposable, IDisposable
{
    public const string MeterName = "Ticketing.Storage.Sqlite";

    private const string Schema = """
        CREATE TABLE state(type TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY(type, key, name)) STRICT;
        CREATE TABLE reminder(type TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, hash INTEGER NOT NULL,
            start INTEGER NOT NULL, period INTEGER NOT NULL, PRIMARY KEY(type, key, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX reminder_hash ON reminder(hash);
        CREATE TABLE note(name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT;
        CREATE TABLE probe(data BLOB NOT NULL) STRICT;
        """;

    private const string ApplicationId = "1330860364";
    private const string SchemaVersion = "1";

    /// <summary>The longest that readers may keep the writer from beginning the log anew.</summary>
    private const int WriterPatienceMilliseconds = 8;

    private readonly SqliteStoreOptions _options;
    private readonly StoreFile _file;
    private readonly StoreConnection _writing;
    private readonly StoreConnection _copying;
    private readonly WriteQueue _queue;
    private readonly StoreInstruments _instruments;
    private readonly Checkpointer _checkpointer;
    private readonly Writer _writer;
    private readonly ConcurrentBag<StoreReader> _readers = [];
    private readonly int _mostReaders = 2 * Environment.ProcessorCount;
    private bool _isClosed;

    private SqliteStore(SqliteStoreOptions options, StoreFile file, StoreConnection writing, StoreConnection copying)
    {
        _options = options;
        _file = file;
        _writing = writing;
        _copying = copying;
        _queue = new WriteQueue(options);
        _instruments = new StoreInstruments(options, file, _queue);
        _checkpointer = new Checkpointer(options, file, copying, _instruments, _queue.Wake, Failed);
        _writer = new Writer(options, writing, _queue, _checkpointer, _instruments);
    }

    /// <summary>The store stopped writing, for this reason, or writes again (null). Told by the thread that writes.</summary>
    public event Action<string?>? FaultChanged
    {
        add => _writer.FaultChanged += value;
        remove => _writer.FaultChanged -= value;
    }

    public string Path => _file.Path;

    /// <summary>What keeps the store from writing, in one line; null while all is well. Reads go on, and it looks by itself whether it can write again.</summary>
    public string? Fault => _writer.Fault?.Message;

    /// <exception cref="SqliteStoreException">It is in use, can't be written, or is no store; the message says which, and what to do.</exception>
    public static SqliteStore Open(SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = StoreFile.Open(options.Path);
        StoreConnection? writing = null;
        StoreConnection? copying = null;
        try
        {
            writing = new StoreConnection(file.Path, SqliteOpenMode.ReadWrite, WriterPatienceMilliseconds);
            Prepare(file, writing, options);
            copying = new StoreConnection(file.Path, SqliteOpenMode.ReadWrite, WriterPatienceMilliseconds);
            copying.Execute("PRAGMA wal_autocheckpoint = 0");
            copying.Execute("PRAGMA synchronous = FULL");
            return new SqliteStore(options, file, writing, copying);
        }
        catch (SqliteStoreException e)
        {
            copying?.Dispose();
            writing?.Dispose();
            file.Dispose();
            throw e.IsDamage ? new SqliteStoreException($"{file.Path} is damaged, or is no store. Put a backup in its place. {e.Message}", e) : e;
        }
    }

    /// <summary>Whether neither a state nor a reminder is stored.</summary>
    public bool IsEmpty() => Read(0, static (reader, _) =>
        reader.Execute("SELECT NOT EXISTS(SELECT 1 FROM state) AND NOT EXISTS(SELECT 1 FROM reminder)") == "1");

    /// <summary>Every state, as of one moment.</summary>
    public IEnumerable<StoredState> States() => Scan("SELECT type, key, name, data FROM state", static row =>
        new StoredState(row.Text(0), row.Text(1), row.Text(2), row.Blob(3)));

    /// <summary>Every reminder, as of one moment.</summary>
    public IEnumerable<StoredReminder> Reminders() => Scan("SELECT type, key, name, start, period FROM reminder", static row =>
        new StoredReminder(row.Text(0), row.Text(1), row.Text(2), new DateTime(row.Long(3), DateTimeKind.Utc), new TimeSpan(row.Long(4))));

    /// <summary>Stores a state as it is; false where there is one already.</summary>
    public async Task<bool> AddAsync(StoredState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        await RoomAsync();
        return (await WriteAsync(new PutState(GrainId.Create(state.GrainType, state.GrainKey), state.Name, 0, state.Data))).IsDone;
    }

    /// <summary>Stores a reminder as it is; false where there is one already.</summary>
    public async Task<bool> AddAsync(StoredReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        await RoomAsync();
        var grain = GrainId.Create(reminder.GrainType, reminder.GrainKey);
        return (await WriteAsync(new PutReminder(grain, reminder.Name, reminder.Start, reminder.Period, onlyIfNew: true))).IsDone;
    }

    /// <summary>What was noted of the store as a whole under this name; null where nothing was.</summary>
    public string? Note(string name) => Read(name, static (reader, name) => reader.Note(name));

    /// <summary>Notes something of the store as a whole; null takes it back.</summary>
    public async Task NoteAsync(string name, string? text)
    {
        await RoomAsync();
        await WriteAsync(new PutNote(name, text));
    }

    /// <summary>Reads every page and row: what is wrong, one line each; nothing where all is well. Writes go on meanwhile.</summary>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            using LongRead reading = new(this);
            return StoreCopy.Problems(reading.Connection, cancellationToken);
        },
        cancellationToken);

    /// <summary>
    /// Writes a copy of all that is stored at one moment into a new file, while writes go on: a store like this one. It has its
    /// name only once it is whole, checked, and on the disk.
    /// </summary>
    /// <returns>The number of states in it.</returns>
    public Task<long> BackupAsync(string file, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            using LongRead reading = new(this);
            return StoreCopy.Write(reading.Connection, System.IO.Path.GetFullPath(file), cancellationToken);
        },
        cancellationToken);

    /// <summary>Commits what was asked for, and closes. The lock is given up last.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _queue.Close();
        _writer.Dispose();
        _checkpointer.Dispose();
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        _copying.Dispose();
        _writing.Dispose();
        _instruments.Dispose();
        _file.Dispose();
    }

    public async ValueTask DisposeAsync() => await Task.Run(Dispose);

    /// <summary>Waits until there is room for a write; to be called before its bytes are made.</summary>
    internal ValueTask RoomAsync()
    {
        if (_writer.Fault is { } fault)
        {
            throw new SqliteStoreException($"The store takes no writes. {fault.Message}");
        }

        return _queue.RoomAsync();
    }

    /// <summary>Completes when the write is on the disk, or was found to be based on another version than the stored one.</summary>
    internal Task<WriteResult> WriteAsync(Write write) =>
        _queue.TryAdd(write) ? write.Task : throw new SqliteStoreException("The store is closed; nothing was written.");

    internal TResult Read<T, TResult>(T arguments, Func<StoreReader, T, TResult> read)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var reader = _readers.TryTake(out var pooled) ? pooled : new StoreReader(_file.Path);
        try
        {
            return read(reader, arguments);
        }
        catch (SqliteStoreException e) when (e.IsDamage)
        {
            _writer.Failed(e);
            throw;
        }
        finally
        {
            if (_isClosed || _readers.Count >= _mostReaders)
            {
                reader.Dispose();
            }
            else
            {
                _readers.Add(reader);
            }
        }
    }

    private static void Prepare(StoreFile file, StoreConnection writing, SqliteStoreOptions options)
    {
        var application = writing.Execute("PRAGMA application_id");
        var version = writing.Execute("PRAGMA user_version");
        var isNew = writing.Execute("SELECT count(*) FROM sqlite_schema") == "0";
        if (!isNew && application != ApplicationId)
        {
            throw new SqliteStoreException($"{file.Path} is a database of something else. Choose another folder.");
        }

        if (!isNew && version != SchemaVersion)
        {
            throw new SqliteStoreException($"{file.Path} was written by another build (its layout is {version}; this build's is {SchemaVersion}). Start that build.");
        }

        if (writing.Execute("PRAGMA journal_mode = WAL") != "wal")
        {
            throw new SqliteStoreException($"{file.Path} is on a file system that can't share memory between connections. Choose a folder on a local disk.");
        }

        writing.Execute("PRAGMA wal_autocheckpoint = 0");
        writing.Execute($"PRAGMA synchronous = {options.Synchronous}");
        writing.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_size_limit = {16L * 1024 * options.CheckpointPages}"));
        if (isNew)
        {
            using var creation = writing.Connection.CreateCommand();
            creation.CommandText = $"BEGIN IMMEDIATE; {Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}; COMMIT";
            creation.ExecuteNonQuery();
        }
    }

    private IEnumerable<T> Scan<T>(string sql, Func<Statement, T> read)
    {
        using LongRead reading = new(this);
        using Statement rows = new(reading.Connection.Handle!, sql);
        while (rows.Step())
        {
            yield return read(rows);
        }
    }

    private void Failed(SqliteStoreException fault)
    {
        _writer.Failed(fault);
        _queue.Wake();
    }

    /// <summary>A connection of its own for what takes long. The log grows meanwhile.</summary>
    private sealed class LongRead : IDisposable
    {
        private readonly SqliteStore _store;
        private readonly StoreReader _reader;

        public LongRead(SqliteStore store)
        {
            ObjectDisposedException.ThrowIf(store._isClosed, store);
            _store = store;
            _reader = new StoreReader(store._file.Path);
            _store._checkpointer.LongReadBegins();
        }

        public SqliteConnection Connection => _reader.Connection;

        public void Dispose()
        {
            _store._checkpointer.LongReadEnds();
            _reader.Dispose();
        }
    }
}
