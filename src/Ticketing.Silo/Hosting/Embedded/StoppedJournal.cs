using System.Runtime.CompilerServices;
using System.Text;
using Orleans.Embedded;
using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;
using Ticketing.Configuration;
using Ticketing.Moving;

namespace Ticketing.Hosting;

/// <summary>The journal of an Embedded edition that does not run: its lock is held while this is open.</summary>
internal sealed class StoppedJournal : IStoppedService
{
    /// <summary>The key of what <see cref="BeginAsync"/> writes; the keys of states and reminders have slashes.</summary>
    private const string MarkKey = "import";

    private readonly SystemJournalDisk _disk;
    private readonly JournalStateStore _journal;
    private bool _goesOn;

    private StoppedJournal(string place, SystemJournalDisk disk, JournalStateStore journal)
    {
        Place = place;
        _disk = disk;
        _journal = journal;
    }

    public string Place { get; }

    public static async Task<IStoppedService> OpenAsync(TicketingSettings settings, bool toImport)
    {
        var folder = settings.StoragePath;
        if (!toImport && !Directory.Exists(folder))
        {
            throw new MoveException($"There is no folder {folder} (Storage:Path).");
        }

        SystemJournalDisk disk = new(folder);
        try
        {
            if (!toImport && !disk.List().Any(static name => name.StartsWith("segment-", StringComparison.Ordinal)))
            {
                throw new MoveException($"There is no journal in {folder} (Storage:Path).");
            }

            var journal = await JournalStateStore.OpenAsync(disk, new JournalOptions { SegmentBytes = settings.SegmentBytes });
            return new StoppedJournal($"the journal in {folder}", disk, journal);
        }
        catch (JournalCorruptException e)
        {
            disk.Dispose();
            throw new MoveException(e.Message, e);
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Refuses to serve from a journal into which not everything was imported.</summary>
    public static async Task RequireWholeAsync(IStateStore journal, string folder)
    {
        if (await journal.ReadAsync(MarkKey, CancellationToken.None) is not null)
        {
            throw new IOException($"An import into {folder} did not end. Repeat it with the same file, or empty the folder.");
        }
    }

    public async IAsyncEnumerable<MovedRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RequireWholeAsync(_journal, Place);
        await foreach (var (key, stored) in _journal.ScanAsync("", cancellationToken))
        {
            yield return Read(key, stored) ?? throw new MoveException($"The key '{key}' is neither a state's nor a reminder's. Nothing is exported.");
        }
    }

    public async Task BeginAsync(string mark)
    {
        if (await _journal.ReadAsync(MarkKey, CancellationToken.None) is { } begun)
        {
            _goesOn = Encoding.UTF8.GetString(begun.Value.Span) == mark
                ? true
                : throw new MoveException($"Another export was imported into {Place}, and not to its end. Repeat that, or empty the folder.");
            return;
        }

        if (_journal.Count > 0)
        {
            throw new MoveException($"{Place} is not empty. Choose an empty folder (Storage:Path).");
        }

        await _journal.WriteAsync(MarkKey, 0, Encoding.UTF8.GetBytes(mark));
    }

    public async Task WriteAsync(MovedRecord record)
    {
        try
        {
            await (record switch
            {
                MovedState state => _journal.WriteAsync(state.ToPath(), 0, state.Bytes),
                MovedReminder reminder => WriteAsync(reminder),
                _ => throw new ArgumentException($"{record.GetType()} can't be imported.", nameof(record)),
            });
        }
        catch (StoreConflictException e)
        {
            if (!_goesOn)
            {
                throw new MoveException($"The export has {record.GrainType}/{record.GrainKey}/{record.Name} twice.", e);
            }
        }
        catch (StoreUnavailableException e)
        {
            throw new MoveException(e.Message, e);
        }
    }

    public async Task EndAsync()
    {
        var mark = await _journal.ReadAsync(MarkKey, CancellationToken.None);
        await _journal.DeleteAsync(MarkKey, mark!.Value.Version);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _disk.Dispose();
    }

    private static MovedRecord? Read(string key, StoredValue stored)
    {
        if (!key.StartsWith(StoredReminder.Prefix, StringComparison.Ordinal))
        {
            return MovedState.TryRead(key, stored.Value);
        }

        return StoredReminder.TryRead(key, stored.Value.Span) is { } reminder
            ? new MovedReminder(reminder.Grain.Type, reminder.Grain.Key, reminder.Name, reminder.First, reminder.Period)
            : null;
    }

    private Task<long> WriteAsync(MovedReminder reminder)
    {
        StoredReminder stored = new(new GrainId(reminder.GrainType, reminder.GrainKey), reminder.Name, reminder.Due, reminder.Period);
        return _journal.WriteAsync(StoredReminder.KeyOf(stored.Grain, stored.Name), 0, stored.ToBytes());
    }
}
