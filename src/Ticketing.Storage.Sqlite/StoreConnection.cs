using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>A connection and the statements that were prepared on it.</summary>
internal sealed class StoreConnection : IDisposable
{
    private readonly List<Statement> _statements = [];

    public StoreConnection(string path, SqliteOpenMode mode, int patienceMilliseconds)
    {
        Connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            Connection.Open();
            raw.sqlite3_busy_timeout(Db, patienceMilliseconds);
        }
        catch (SqliteException e)
        {
            Connection.Dispose();
            throw new SqliteStoreException($"{path} can't be opened: {e.Message}", e);
        }
    }

    public SqliteConnection Connection { get; }

    public sqlite3 Db => Connection.Handle!;

    public Statement Prepare(string sql)
    {
        Statement statement = new(Db, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs a statement once; what it answers first, if anything.</summary>
    public string? Execute(string sql)
    {
        using Statement statement = new(Db, sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        Connection.Dispose();
    }
}
