using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;
using Ticketing.Simulation.Disks;

namespace Ticketing.Simulation;

/// <summary>The real journal over a disk that loses what real ones lose.</summary>
public sealed class JournalStoreSource : StoreSource
{
    private const int SegmentBytes = 32 << 10;
    private const int NearlyFull = 48 << 10;
    private static readonly TimeSpan LongestRepair = TimeSpan.FromSeconds(20);

    private readonly World _world;
    private SimulatedDisk _disk;
    private JournalStateStore? _journal;

    public JournalStoreSource(World world)
    {
        _world = world;
        _disk = new SimulatedDisk(Schedule);
    }

    public override async Task<IStateStore> OpenAsync(Life life, Action failed)
    {
        _disk.FreeBytes = null;
        _journal = await JournalStateStore.OpenAsync(new FaultyDisk(_disk, Draw), new JournalOptions { SegmentBytes = SegmentBytes });
        _journal.Faulted += what =>
        {
            _world.Tell(what);

            // Somebody is told, mends the disk, and starts the service again.
            _world.Loop.After(_world.FaultChance.Delay(LongestRepair), life, failed);
        };
        return _journal;
    }

    public override void Crash(Chance chance) => _disk = chance.Hits(0.5)
        ? _disk.Crash(chance, Schedule)
        : _disk.Restart(Schedule);

    public override async Task CloseAsync()
    {
        await _journal!.DisposeAsync();
        _disk = _disk.Restart(Schedule);
    }

    public override void Heal() => _disk.FreeBytes = null;

    private void Schedule(Action end) => _world.Loop.After(_world.StoreDelay(), _world.Forever, end);

    private void Draw()
    {
        if (_world.Occurs("disk error", _world.Faults.DiskError))
        {
            _disk.Fail(_disk.Operations + 1, _world.FaultChance.Of([DiskFault.IoError, DiskFault.ShortWrite, DiskFault.SyncError]));
        }

        if (_world.Occurs("disk nearly full", _world.Faults.DiskFull))
        {
            _disk.FreeBytes = _world.FaultChance.Below(NearlyFull);
        }
    }

    /// <summary>Draws a fault before each operation.</summary>
    private sealed class FaultyDisk(SimulatedDisk disk, Action draw) : IJournalDisk
    {
        public IReadOnlyList<string> List() => disk.List();

        public IJournalFile Open(string name) => new FaultyFile(disk.Open(name), draw);

        public async Task<IJournalFile> CreateAsync(string name, long length)
        {
            draw();

            // As the journal's own awaits: the disk's completion goes on with it.
            return new FaultyFile(await disk.CreateAsync(name, length).ConfigureAwait(false), draw);
        }

        public Task DeleteAsync(string name)
        {
            draw();
            return disk.DeleteAsync(name);
        }
    }

    private sealed class FaultyFile(IJournalFile file, Action draw) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public Task WriteAsync(long offset, ReadOnlyMemory<byte> bytes)
        {
            draw();
            return file.WriteAsync(offset, bytes);
        }

        public Task TruncateAsync(long length)
        {
            draw();
            return file.TruncateAsync(length);
        }

        public void Dispose() => file.Dispose();
    }
}
