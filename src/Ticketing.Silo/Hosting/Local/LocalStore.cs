using System.Diagnostics.Metrics;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>The SQLite file of a service, in the folder that Storage:Path names.</summary>
internal sealed record LocalStore(string Folder)
{
    public const string DefaultFolder = "data";

    public string File => Path.Combine(Folder, "ticketing.db");

    /// <summary>Where a running service takes commands.</summary>
    public string Socket => Path.Combine(Folder, "ticketing.sock");

    /// <summary>What is said of the store to whoever asks, without where it is on this machine.</summary>
    public string WithoutPlace(string text) => text
        .Replace(File, $"{Path.GetFileName(File)} (Storage:Path)", StringComparison.Ordinal)
        .Replace(Folder, "Storage:Path", StringComparison.Ordinal);

    public bool IsThere => System.IO.File.Exists(File);

    public static LocalStore Of(IConfiguration configuration) =>
        new(Path.GetFullPath(configuration["Storage:Path"] is { Length: > 0 } path ? path : DefaultFolder));

    /// <exception cref="SqliteStoreException">It can't be opened; the message names the setting.</exception>
    public SqliteStore Open(IMeterFactory? meters = null)
    {
        try
        {
            return SqliteStore.Open(new SqliteStoreOptions(File) { Meters = meters });
        }
        catch (SqliteStoreException e)
        {
            throw new SqliteStoreException($"{e.Message} (Storage:Path)", e);
        }
    }

    /// <summary>For what must not make a store where there is none.</summary>
    public SqliteStore OpenExisting() => IsThere ? Open() : throw new SqliteStoreException($"There is no store in {Folder} (Storage:Path).");
}
