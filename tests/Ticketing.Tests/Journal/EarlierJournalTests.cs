using System.IO.Compression;
using System.Runtime.CompilerServices;
using Ticketing.Tests.Moving;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Journal;

/// <summary>A journal as an earlier build left it. It is kept as it is: what a build writes, later ones read.</summary>
public sealed class EarlierJournalTests : IDisposable
{
    private const string Segment = "segment-000000000001.journal";

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-earlier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_it_has_is_served_and_goes_on()
    {
        await using (var packed = new GZipStream(File.OpenRead(Path.Combine(Folder(), "Fixtures", Segment + ".gz")), CompressionMode.Decompress))
        await using (var unpacked = File.Create(Path.Combine(_folder, Segment)))
        {
            await packed.CopyToAsync(unpacked);
        }

        // The same was exported from it.
        using var service = await ServiceProcess.StartAsync(_folder);
        await Sale.GoesOnAsync(service);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
