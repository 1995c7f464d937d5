using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Sockets;
using Orleans.Runtime;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Measures;

/// <summary>
/// A large SQLite file: how long the service takes to start over it, and in how much memory; and how long commits take while
/// checkpoints go on, at all rows of the file alike, which is the worst case for both.
/// </summary>
internal static class StoreMeasure
{
    private const int RowBytes = 2_000;
    private const int FillAtOnce = 2_000;
    private const int Writers = 64;

    public static async Task RunAsync(double gigabytes, double minutes)
    {
        var folder = Directory.CreateTempSubdirectory("ticketing-store-").FullName;
        var file = Path.Combine(folder, "ticketing.db");
        try
        {
            Console.WriteLine("| | file, MB | until ready, s | memory when ready, MB |\n|---|---|---|---|");
            await StartAsync("first start", folder, file);
            await StartAsync("nothing in it", folder, file);
            var rows = (int)(gigabytes * (1 << 30) / 2_200);
            await FillAsync(file, rows);
            await StartAsync("filled", folder, file);
            await StartAsync("filled", folder, file);
            await CommitAsync(file, rows, TimeSpan.FromMinutes(minutes));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StartAsync(string name, string folder, string file)
    {
        var size = File.Exists(file) ? new FileInfo(file).Length >> 20 : 0;
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        ProcessStartInfo start = new("dotnet", [typeof(RandomIdSource).Assembly.Location, $"--Storage:Path={folder}", $"--URLS={url}"]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            using HttpClient client = new();
            while (!await IsReadyAsync(client, new Uri(url, "/health/ready")))
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException("The service did not start.");
                }

                await Task.Delay(10);
            }

            var took = Stopwatch.GetElapsedTime(began);
            process.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {size:n0} | {took.TotalSeconds:n2} | {process.WorkingSet64 >> 20:n0} |"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task FillAsync(string file, int rows)
    {
        using var store = SqliteStore.Open(new SqliteStoreOptions(file));
        foreach (var some in Enumerable.Range(0, rows).Chunk(FillAtOnce))
        {
            await Task.WhenAll(some.Select(row => store.AddAsync(new StoredState("measured", Key(row), "state", new byte[RowBytes]))));
        }
    }

    private static async Task CommitAsync(string file, int rows, TimeSpan time)
    {
        Observed observed = new();
        using var listener = observed.Listen();
        using var store = SqliteStore.Open(new SqliteStoreOptions(file));
        var began = Stopwatch.GetTimestamp();
        var largest = 0L;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, rows, writer, began, time))));
        while (await Task.WhenAny(writing, Task.Delay(200)) != writing)
        {
            largest = Math.Max(largest, new FileInfo(file + "-wal").Length);
        }

        var writes = (await writing).SelectMany(static took => took).Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{Writers} writers for {time.TotalMinutes:n1} min: {writes.Length / time.TotalSeconds:n0} writes a second, {writes.Length / (double)observed.Commits.Count:n1} to a commit; the log had up to {largest >> 20} MB, {observed.Stalls.Count} checkpoints\n| | p50, ms | p99, ms | p99.9, ms | longest, ms |\n|---|---|---|---|---|"));
        Tell("commit", [.. observed.Commits.Select(static seconds => seconds * 1_000).Order()]);
        Tell("write, from asking to answer", writes);
        Tell("stall of a checkpoint", [.. observed.Stalls.Select(static seconds => seconds * 1_000).Order()]);
    }

    /// <summary>Milliseconds that each write took, also one that met another at its row.</summary>
    private static async Task<List<double>> WriteAsync(SqliteStore store, int rows, int writer, long began, TimeSpan time)
    {
        List<double> took = [];
        Random random = new(writer);
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            var grain = GrainId.Create("measured", Key(random.Next(rows)));
            var stored = store.Read(grain, static (reader, grain) => reader.State(grain, "state"))!.Value;
            var asked = Stopwatch.GetTimestamp();
            await store.RoomAsync();
            await store.WriteAsync(new PutState(grain, "state", stored.Version, stored.Data));
            took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return took;
    }

    private static void Tell(string name, double[] sorted)
    {
        if (sorted.Length > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {At(sorted, 0.5):n2} | {At(sorted, 0.99):n2} | {At(sorted, 0.999):n2} | {sorted[^1]:n2} |"));
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)(sorted.Length * share)];

    /// <summary>Scattered, as grains' keys are.</summary>
    private static string Key(int row) => ((uint)row * 2_654_435_761u).ToString("x8", CultureInfo.InvariantCulture);

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri ready)
    {
        try
        {
            using var answer = await client.GetAsync(ready);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Observed
    {
        public List<double> Commits { get; } = [];

        public List<double> Stalls { get; } = [];

        /// <summary>All is measured by the thread that writes.</summary>
        public MeterListener Listen()
        {
            MeterListener listener = new();
            listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == SqliteStore.MeterName && instrument is Histogram<double>)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) => (instrument.Name == "sqlite.commit.duration" ? Commits : Stalls).Add(seconds));
            listener.Start();
            return listener;
        }
    }
}
