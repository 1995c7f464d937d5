using System.Globalization;
using Orleans;
using SQLitePCL;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// The store can't be opened, read or written; the message, one line, says why. After a failed write it is not known
/// whether what was to be written is there.
/// </summary>
[GenerateSerializer]
[Alias("ticketing.sqlite-store")]
public sealed class SqliteStoreException : IOException
{
    public SqliteStoreException(string message)
        : base(message)
    {
    }

    public SqliteStoreException(string message, Exception cause)
        : base(message, cause)
    {
    }

    internal SqliteStoreException(string message, bool isDamage)
        : base(message) => IsDamage = isDamage;

    /// <summary>The file is not what was written: this does not pass.</summary>
    [Id(0)]
    public bool IsDamage { get; }
}

/// <summary>SQLite's results, in words.</summary>
internal static class StoreError
{
    private const int FirstByte = 0xFF;

    public static SqliteStoreException Of(sqlite3 connection, int code)
    {
        // A backup's failure is not noted at its connection.
        var extended = raw.sqlite3_extended_errcode(connection);
        var isNoted = (extended & FirstByte) == (code & FirstByte);
        var text = (isNoted ? raw.sqlite3_errmsg(connection) : raw.sqlite3_errstr(code)).utf8_to_string();
        return new SqliteStoreException(
            string.Create(CultureInfo.InvariantCulture, $"SQLite says: {text} ({(isNoted ? extended : code)})."),
            isDamage: (code & FirstByte) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB);
    }
}
