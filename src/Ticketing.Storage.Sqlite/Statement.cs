using System.Text;
using Orleans.Runtime;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// A statement that is prepared once and run for every read and write. ADO.NET's commands would allocate a reader and box
/// each value every time.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int Persistent = 1;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Require(raw.sqlite3_prepare_v3(connection, sql, Persistent, out _statement));
    }

    /// <summary>Rows that the last run of an INSERT, UPDATE or DELETE on this connection changed.</summary>
    public int Changes => raw.sqlite3_changes(_connection);

    public void Bind(int at, long value) => Require(raw.sqlite3_bind_int64(_statement, at, value));

    public void Bind(int at, string text) => Require(raw.sqlite3_bind_text(_statement, at, text));

    public void BindGrain(GrainId grain)
    {
        BindText(1, grain.Type.AsSpan());
        BindText(2, grain.Key.AsSpan());
    }

    /// <summary>The key of a row: its grain and its name.</summary>
    public void BindRow(GrainId grain, string name)
    {
        BindGrain(grain);
        Bind(3, name);
    }

    public void BindBlob(int at, ReadOnlySpan<byte> bytes) => Require(raw.sqlite3_bind_blob(_statement, at, bytes));

    /// <summary>Whether there is a row, or another one.</summary>
    public bool Step() => raw.sqlite3_step(_statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var code => throw StoreError.Of(_connection, code),
    };

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Gives up locks and values; a failure was said by <see cref="Step"/> already.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <summary>For statements without rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => _statement.Dispose();

    private void BindText(int at, ReadOnlySpan<byte> utf8) => Require(raw.sqlite3_bind_text(_statement, at, utf8));

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw StoreError.Of(_connection, code);
        }
    }
}
