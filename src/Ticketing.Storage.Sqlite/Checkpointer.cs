using System.Diagnostics;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// Copies the write-ahead log into the file, so that the log stays small. The long part is done beside the writer: copying,
/// and having the disk write what was copied. But the log begins anew only when all of it is copied, which never happens
/// while somebody writes; so the writer itself, between two commits, copies the little that came meanwhile.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private const int Rounds = 2;
    private const int PagesWritten = 9;

    private readonly SqliteStoreOptions _options;
    private readonly StoreFile _file;
    private readonly StoreConnection _connection;
    private readonly StoreInstruments _instruments;
    private readonly AutoResetEvent _due = new(false);
    private readonly Thread _thread;
    private readonly Action _copied;
    private readonly Action<SqliteStoreException> _failed;
    private volatile bool _isUnderWay;
    private volatile bool _isCopied;
    private volatile bool _isOver;
    private int _longReads;
    private int _pagesBefore;
    private int _dueAt;

    public Checkpointer(
        SqliteStoreOptions options, StoreFile file, StoreConnection connection, StoreInstruments instruments, Action copied, Action<SqliteStoreException> failed)
    {
        _options = options;
        _file = file;
        _connection = connection;
        _instruments = instruments;
        _copied = copied;
        _failed = failed;
        _dueAt = options.CheckpointPages;
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite-checkpoints" };
        _thread.Start();
    }

    /// <summary>While somebody reads for long the log can't begin anew, and the writer is not asked to wait for that.</summary>
    public void LongReadBegins() => Interlocked.Increment(ref _longReads);

    public void LongReadEnds() => Interlocked.Decrement(ref _longReads);

    /// <summary>The writer has committed: is it time?</summary>
    public void Committed(StoreConnection writer)
    {
        if (!_isUnderWay && PagesOf(writer) - _pagesBefore >= _dueAt)
        {
            _isUnderWay = true;
            _due.Set();
        }
    }

    /// <summary>Once the rest is copied, the writer copies what came meanwhile, and its next commit begins the log anew.</summary>
    public void Restart(StoreConnection writer)
    {
        if (!_isCopied)
        {
            return;
        }

        _isCopied = false;
        try
        {
            var began = Stopwatch.GetTimestamp();
            if (Volatile.Read(ref _longReads) == 0 && Copy(writer, raw.SQLITE_CHECKPOINT_RESTART))
            {
                _pagesBefore = PagesOf(writer);
                _dueAt = _options.CheckpointPages;
            }
            else
            {
                // Somebody reads what is in the log. The next try is some pages away.
                _dueAt = PagesOf(writer) - _pagesBefore + (_options.CheckpointPages / 4);
            }

            _instruments.Restarted(Stopwatch.GetElapsedTime(began));
        }
        catch (SqliteStoreException e)
        {
            _failed(e);
        }

        _isUnderWay = false;
    }

    /// <summary>All at once, where nobody is kept waiting by it.</summary>
    public void CopyAll(StoreConnection writer)
    {
        if (!_isUnderWay && Copy(writer, raw.SQLITE_CHECKPOINT_TRUNCATE))
        {
            _pagesBefore = PagesOf(writer);
            _dueAt = _options.CheckpointPages;
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _due.Set();
        _thread.Join();
        _due.Dispose();
    }

    private void Run()
    {
        while (_due.WaitOne() && !_isOver)
        {
            try
            {
                for (var round = 0; round < Rounds; round++)
                {
                    Copy(_connection, raw.SQLITE_CHECKPOINT_PASSIVE);
                    _file.Sync();
                }

                _isCopied = true;
                _copied();
            }
            catch (Exception e)
            {
                _isUnderWay = false;
                _failed(e as SqliteStoreException ?? new SqliteStoreException(e.Message));
            }
        }
    }

    /// <summary>Whether all that was to be copied is; if not, readers were in the way.</summary>
    private static bool Copy(StoreConnection connection, int mode) =>
        raw.sqlite3_wal_checkpoint_v2(connection.Db, "main", mode, out _, out _) switch
        {
            raw.SQLITE_OK => true,
            raw.SQLITE_BUSY => false,
            var code => throw StoreError.Of(connection.Db, code),
        };

    private static int PagesOf(StoreConnection writer) =>
        raw.sqlite3_db_status(writer.Db, PagesWritten, out var pages, out _, 0) == raw.SQLITE_OK ? pages : 0;
}
