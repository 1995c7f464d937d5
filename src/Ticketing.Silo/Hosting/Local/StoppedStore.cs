using System.Runtime.CompilerServices;
using Ticketing.Moving;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>The SQLite file of a service that does not run: its lock is held while this is open.</summary>
internal sealed class StoppedStore : IStoppedService
{
    /// <summary>The note that is there while an import is under way.</summary>
    private const string Import = "import";

    private readonly SqliteStore _store;
    private bool _goesOn;

    private StoppedStore(SqliteStore store) => _store = store;

    public string Place => _store.Path;

    public static StoppedStore Open(LocalStore place, bool toImport) => new(toImport ? place.Open() : place.OpenExisting());

    /// <summary>Refuses a store into which not everything was imported.</summary>
    public static void RequireWhole(SqliteStore store)
    {
        if (store.Note(Import) is not null)
        {
            throw new SqliteStoreException($"An import into {store.Path} (Storage:Path) did not end. Repeat it with the same file, or delete {store.Path}.");
        }
    }

    public async IAsyncEnumerable<MovedRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        RequireWhole(_store);
        foreach (var state in _store.States())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new MovedState(state.GrainType, state.GrainKey, state.Name, state.Data);
        }

        foreach (var reminder in _store.Reminders())
        {
            yield return new MovedReminder(reminder.GrainType, reminder.GrainKey, reminder.Name, reminder.Start, reminder.Period);
        }
    }

    public async Task BeginAsync(string mark)
    {
        if (_store.Note(Import) is { } begun)
        {
            _goesOn = begun == mark
                ? true
                : throw new MoveException($"Another export was imported into {Place}, and not to its end. Repeat that, or delete {Place}.");
        }
        else if (_store.IsEmpty())
        {
            await _store.NoteAsync(Import, mark);
        }
        else
        {
            throw new MoveException($"{Place} is not empty. Choose an empty folder (Storage:Path).");
        }
    }

    public async Task WriteAsync(MovedRecord record)
    {
        var isNew = await (record switch
        {
            MovedState state => _store.AddAsync(new StoredState(state.GrainType, state.GrainKey, state.Name, state.Bytes)),
            MovedReminder reminder => _store.AddAsync(new StoredReminder(reminder.GrainType, reminder.GrainKey, reminder.Name, reminder.Due, reminder.Period)),
            _ => throw new ArgumentException($"{record.GetType()} can't be imported.", nameof(record)),
        });
        if (!isNew && !_goesOn)
        {
            throw new MoveException($"The export has {record.GrainType}/{record.GrainKey}/{record.Name} twice.");
        }
    }

    public Task EndAsync() => _store.NoteAsync(Import, null);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
