using System.Diagnostics;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes what waits and commits it as one transaction, so that one sync covers all of it; a
/// write that does not find the version that it expects fails alone. When a commit fails nobody of it is answered with
/// success, and nothing more is written until a probe has succeeded.
/// </summary>
internal sealed class Writer : IDisposable
{
    /// <summary>Room that must be there before writes are taken again: with less, the next commits would find the disk full.</summary>
    private const int ProbeBytes = 1 << 20;

    private readonly SqliteStoreOptions _options;
    private readonly StoreConnection _connection;
    private readonly WriteQueue _queue;
    private readonly Checkpointer _checkpointer;
    private readonly StoreInstruments _instruments;
    private readonly WriteStatements _statements;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _fill;
    private readonly Statement _empty;
    private readonly Thread _thread;
    private SqliteStoreException? _fault;

    public Writer(SqliteStoreOptions options, StoreConnection connection, WriteQueue queue, Checkpointer checkpointer, StoreInstruments instruments)
    {
        _options = options;
        _connection = connection;
        _queue = queue;
        _checkpointer = checkpointer;
        _instruments = instruments;
        _statements = new WriteStatements(connection);
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _rollback = connection.Prepare("ROLLBACK");
        _fill = connection.Prepare($"INSERT INTO probe(data) VALUES (zeroblob({ProbeBytes}))");
        _empty = connection.Prepare("DELETE FROM probe");
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    /// <summary>The store stopped writing, for this reason, or writes again (null).</summary>
    public event Action<string?>? FaultChanged;

    /// <summary>What keeps the store from writing; null while all is well.</summary>
    public SqliteStoreException? Fault => Volatile.Read(ref _fault);

    /// <summary>No more writes until a probe succeeds. Damage stays.</summary>
    public void Failed(SqliteStoreException fault)
    {
        var known = Fault;
        if (known is not { IsDamage: true } && Interlocked.CompareExchange(ref _fault, fault, known) == known && known?.Message != fault.Message)
        {
            FaultChanged?.Invoke(fault.Message);
        }
    }

    /// <summary>Commits what was added before the queue was closed, and ends.</summary>
    public void Dispose() => _thread.Join();

    private void Run()
    {
        List<Write> batch = new(_options.MostInCommit);
        while (_queue.Take(batch, Fault is null ? Timeout.InfiniteTimeSpan : _options.ProbeInterval))
        {
            var fault = Fault;
            if (fault is null)
            {
                Commit(batch);
                _checkpointer.Restart(_connection);
            }
            else if (batch.Count > 0)
            {
                Refuse(batch, fault);
            }
            else if (!fault.IsDamage)
            {
                Probe(fault);
            }

            batch.Clear();
        }
    }

    private void Commit(List<Write> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            _begin.Run();
            foreach (var write in batch)
            {
                write.Apply(_statements);
            }

            _commit.Run();
        }
        catch (Exception e)
        {
            RollBack();
            Failed(e as SqliteStoreException ?? new SqliteStoreException(e.Message));
            Refuse(batch, Fault!);
            return;
        }

        _instruments.Committed(Stopwatch.GetElapsedTime(began), batch.Count);
        foreach (var write in batch)
        {
            write.Committed();
        }

        _checkpointer.Committed(_connection);
    }

    private static void Refuse(List<Write> batch, SqliteStoreException fault)
    {
        foreach (var write in batch)
        {
            write.TrySetException(new SqliteStoreException($"A write failed, and it is not known whether it is there. {fault.Message}"));
        }
    }

    /// <summary>Writes more than a commit needs, and lets the log be copied: both must succeed.</summary>
    private void Probe(SqliteStoreException fault)
    {
        try
        {
            _begin.Run();
            _fill.Run();
            _commit.Run();
            _empty.Run();
            _checkpointer.CopyAll(_connection);
            if (Interlocked.CompareExchange(ref _fault, null, fault) == fault)
            {
                FaultChanged?.Invoke(null);
            }
        }
        catch (SqliteStoreException e)
        {
            RollBack();
            Failed(e);
        }
    }

    private void RollBack()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(_connection.Db) == 0)
            {
                _rollback.Run();
            }
        }
        catch (SqliteStoreException)
        {
            // The transaction is over all the same.
        }
    }
}
