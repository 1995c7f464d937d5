using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>
/// A process that writes to a store until it is ended: 16 rows, each with a counter that goes up by one. What was
/// acknowledged stands in a file beside the store: a line with row and counter for each write.
/// </summary>
internal static class StoreWriter
{
    public const string Command = "store-writer";

    /// <summary>Acknowledges what is on the disk, as a store should.</summary>
    public const string Whole = "whole";

    /// <summary>Has SQLite sync at checkpoints alone.</summary>
    public const string SyncedLate = "synced-late";

    /// <summary>Acknowledges before the commit.</summary>
    public const string AnsweredEarly = "answered-early";

    private const int Rows = 16;

    public static string AcksIn(string folder) => Path.Combine(folder, "acks");

    public static string StoreIn(string folder) => Path.Combine(folder, "data", "store.db");

    public static Process Start(string folder, string mode, Action<ProcessStartInfo>? configure = null)
    {
        ProcessStartInfo start = new("dotnet", [typeof(StoreWriter).Assembly.Location, Command, folder, mode]);
        configure?.Invoke(start);
        return Process.Start(start)!;
    }

    public static async Task RunAsync(string folder, string mode)
    {
        using var store = SqliteStore.Open(new SqliteStoreOptions(StoreIn(folder))
        {
            CheckpointPages = 256,
            ProbeInterval = TimeSpan.FromMilliseconds(20),
            Synchronous = mode == SyncedLate ? "NORMAL" : "FULL",
        });
        store.FaultChanged += reason => File.WriteAllText(FaultIn(folder), reason);
        using var acks = File.OpenHandle(AcksIn(folder), FileMode.Append, FileAccess.Write, FileShare.Read);
        await Task.WhenAll(Enumerable.Range(0, Rows).Select(row => Task.Run(() => WriteAsync(store, row, mode == AnsweredEarly, acks))));
    }

    /// <summary>Waits until so many writes more were acknowledged.</summary>
    public static async Task AckedAsync(string folder, int writes, Process writer)
    {
        var enough = CountIn(folder) + writes;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (CountIn(folder) < enough)
        {
            Assert.False(writer.HasExited, "The writing process ended.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
        }
    }

    /// <summary>Waits until the store has said that it can't write.</summary>
    public static async Task FaultAsync(string folder, Process writer)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!File.Exists(FaultIn(folder)))
        {
            Assert.False(writer.HasExited, "The writing process ended.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
        }
    }

    /// <summary>The counters that were acknowledged last, by row.</summary>
    public static Dictionary<int, long> AckedIn(string acks)
    {
        Dictionary<int, long> acked = [];
        foreach (var line in acks.Split('\n')[..^1])
        {
            var parts = line.Split(' ');
            acked[int.Parse(parts[0], null)] = long.Parse(parts[1], null);
        }

        return acked;
    }

    /// <summary>The counters that are stored, by row.</summary>
    public static Dictionary<int, long> StoredIn(string path)
    {
        using var store = SqliteStore.Open(new SqliteStoreOptions(path));
        Assert.Empty(store.CheckAsync().GetAwaiter().GetResult());
        return store.States().ToDictionary(static state => int.Parse(state.GrainKey, null), static state => BinaryPrimitives.ReadInt64LittleEndian(state.Data.Span));
    }

    /// <summary>Rows whose stored counter is lower than what was acknowledged.</summary>
    public static IEnumerable<string> Lost(Dictionary<int, long> acked, Dictionary<int, long> stored) =>
        from ack in acked
        let there = stored.GetValueOrDefault(ack.Key)
        where there < ack.Value
        select $"row {ack.Key} is {there}, {ack.Value} was acknowledged";

    /// <summary>Outside of what a broken disk has.</summary>
    private static string FaultIn(string folder) => folder + ".fault";

    private static int CountIn(string folder) => File.Exists(AcksIn(folder)) ? File.ReadLines(AcksIn(folder)).Count() : 0;

    private static async Task WriteAsync(SqliteStore store, int row, bool isEarly, SafeFileHandle acks)
    {
        Random random = new(row);
        while (true)
        {
            try
            {
                await WriteUntilRefusedAsync(store, row, isEarly, acks, random);
            }
            catch (IOException)
            {
                // The disk fails: what is there must be read again.
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private static async Task WriteUntilRefusedAsync(SqliteStore store, int row, bool isEarly, SafeFileHandle acks, Random random)
    {
        var grain = StoreFolder.Grain($"{row}");
        var (version, counter) = store.Read(grain, static (reader, grain) => reader.State(grain, "state")) is var (stored, data)
            ? (stored, BinaryPrimitives.ReadInt64LittleEndian(data))
            : default;
        while (true)
        {
            var bytes = new byte[random.Next(100, 3_000)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, ++counter);
            await store.RoomAsync();
            var write = store.WriteAsync(new PutState(grain, "state", version, bytes));
            if (isEarly)
            {
                Acknowledge(acks, row, counter);
            }

            var result = await write;
            if (!result.IsDone)
            {
                throw new InvalidOperationException($"Row {row} is written by nobody else.");
            }

            version = result.Version;
            if (!isEarly)
            {
                Acknowledge(acks, row, counter);
            }
        }
    }

    private static void Acknowledge(SafeFileHandle acks, int row, long counter)
    {
        lock (acks)
        {
            RandomAccess.Write(acks, Encoding.ASCII.GetBytes($"{row} {counter}\n"), RandomAccess.GetLength(acks));
        }
    }
}
