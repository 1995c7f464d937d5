using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orleans.Embedded.Journal;

namespace Ticketing.Load;

/// <summary>How long the journal needs to start over many records: fills a folder, opens it in a process of its own, measures.</summary>
internal static class JournalStartup
{
    public const string Name = "journal-startup";
    private const int ValueBytes = 150;
    private const int AtOnce = 5_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var records = Argument(args, "--records") is { } text && int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : 1_000_000;
        if (Argument(args, "--folder") is { } filled)
        {
            return await OpenAsync(filled, records);
        }

        var folder = Directory.CreateTempSubdirectory("ticketing-journal-").FullName;
        try
        {
            await FillAsync(folder, records);

            // A fresh process, so that its memory and its cold code count, as they do in a real start.
            using var opener = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!, [Name, "--records", records.ToString(CultureInfo.InvariantCulture), "--folder", folder]))!;
            await opener.WaitForExitAsync();
            return opener.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Argument(string[] args, string name) =>
        Array.IndexOf(args, name) is var at && at >= 0 && at + 1 < args.Length ? args[at + 1] : null;

    private static string Key(int record) => $"seat/6f1c8a0e4b7d4f0f9c3e2a1b5d6e7f80/stalls-{record:d9}";

    private static async Task FillAsync(string folder, int records)
    {
        using var disk = new SystemJournalDisk(folder);
        await using var journal = await JournalStateStore.OpenAsync(disk, new JournalOptions());
        var value = Encoding.ASCII.GetBytes(new string('v', ValueBytes));
        for (var from = 0; from < records; from += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(AtOnce, records - from)).Select(record => journal.WriteAsync(Key(record), 0, value)));
        }
    }

    private static async Task<int> OpenAsync(string folder, int records)
    {
        var megabytes = Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length) / 1e6;
        var before = Environment.WorkingSet;
        var started = Stopwatch.GetTimestamp();
        using var disk = new SystemJournalDisk(folder);
        await using var journal = await JournalStateStore.OpenAsync(disk, new JournalOptions());
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{journal.Count:n0} records, {megabytes:n0} MB of files: started in {seconds:n2} s; memory {Environment.WorkingSet / 1e6:n0} MB (before {before / 1e6:n0} MB), of it {managed / 1e6:n0} MB of live objects, {(double)managed / journal.Count:n0} bytes a key"));
        return journal.Count == records && await journal.ReadAsync(Key(records - 1), default) is { Value.Length: ValueBytes } ? 0 : 1;
    }
}
