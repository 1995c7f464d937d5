using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>A folder with a store's file, and the store while it is open.</summary>
internal sealed class StoreFolder : IDisposable
{
    private static readonly ServiceProvider Orleans = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly Lock _serial = new();
    private readonly bool _isOurs;

    public StoreFolder(string? path = null)
    {
        _isOurs = path is null;
        Path = path ?? Directory.CreateTempSubdirectory("ticketing-store-").FullName;
        Options = new SqliteStoreOptions(File);
    }

    public static Serializer Serializer => Orleans.GetRequiredService<Serializer>();

    public string Path { get; }

    public string File => System.IO.Path.Combine(Path, "store.db");

    public SqliteStoreOptions Options { get; set; }

    /// <summary>Opened with the options that are set when it is first asked for.</summary>
    public SqliteStore Store
    {
        get
        {
            lock (_serial)
            {
                return field ??= SqliteStore.Open(Options);
            }
        }
    }

    public IGrainStorage Grains => new SqliteGrainStorage(
        Store, new OrleansGrainStorageSerializer(Serializer), Orleans.GetRequiredService<IActivatorProvider>());

    public IReminderTable Reminders => new SqliteReminderTable(Store);

    public static GrainId Grain(string key) => GrainId.Create("note", key);

    public async Task<Row> ReadAsync(string key)
    {
        Row state = new();
        await Grains.ReadStateAsync("state", Grain(key), state);
        return state;
    }

    public async Task<Row> WriteAsync(string key, string text, string? tag = null)
    {
        Row state = new(new Note { Text = text }, tag);
        await Grains.WriteStateAsync("state", Grain(key), state);
        return state;
    }

    public void Dispose()
    {
        Store.Dispose();
        if (_isOurs)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}

/// <summary>What these tests store.</summary>
[GenerateSerializer]
[Alias("test.note")]
public sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = "";
}

/// <summary>A state and what is known of its row. Orleans' own has a state that may be null.</summary>
internal sealed class Row(Note? state = null, string? tag = null) : IGrainState<Note>
{
    [AllowNull]
    public Note State { get; set; } = state ?? new Note { Text = "unsaved" };

    public string? ETag { get; set; } = tag;

    public bool RecordExists { get; set; }
}
