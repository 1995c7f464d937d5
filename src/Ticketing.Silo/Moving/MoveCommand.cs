using Ticketing.Configuration;
using Ticketing.Hosting;

namespace Ticketing.Moving;

/// <summary>
/// <c>ticketing export &lt;file&gt;</c> and <c>ticketing import &lt;file&gt;</c>: all that a stopped service keeps, from one
/// place to another: a SQLite file, or Redis.
/// </summary>
internal static class MoveCommand
{
    private const string Usage = """
        Usage: ticketing export <file> [--Setting=value]...
               ticketing import <file> [--Setting=value]...
        The service must be stopped. What is exported and where it is imported to is told by the settings, as for the service.
        """;

    private const int WritesAtOnce = 256;
    private const int BufferBytes = 1 << 20;

    public static async Task<int> RunAsync(string command, string[] arguments)
    {
        if (arguments is not [{ Length: > 0 } file, .. var settings] || file.StartsWith('-'))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.AddTicketingConfiguration(settings);
            builder.Logging.ClearProviders();
            var said = command == "export" ? await ExportAsync(builder, file) : await ImportAsync(builder, file);
            await Console.Out.WriteLineAsync(said);
            return 0;
        }
        catch (Exception e) when (e is MoveException or SettingsException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<string> ExportAsync(WebApplicationBuilder builder, string file)
    {
        if (File.Exists(file))
        {
            throw new MoveException($"{file} is there already.");
        }

        // Under its own name only when it is whole and durable.
        var partial = file + ".partial";
        await using var service = await builder.OpenStoppedAsync(toImport: false);
        ExportSummary summary;
        await using (var stream = new FileStream(partial, Written()))
        {
            summary = await ExportFile.WriteAsync(stream, service.ReadAsync(CancellationToken.None));
            await stream.FlushAsync();
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, file, overwrite: false);
        return $"Exported {summary} of {service.Place} to {file}.";
    }

    private static async Task<string> ImportAsync(WebApplicationBuilder builder, string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: true);
        var summary = await ExportFile.VerifyAsync(stream, file);
        await using var service = await builder.OpenStoppedAsync(toImport: true);
        await service.BeginAsync(summary.Mark);
        stream.Position = 0;
        await Parallel.ForEachAsync(
            ExportFile.ReadAsync(stream, file, CancellationToken.None),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce },
            async (record, _) => await service.WriteAsync(record));
        await service.EndAsync();
        return $"Imported {summary} from {file} to {service.Place}.";
    }

    /// <summary>For its owner's eyes alone: an export has customers' bookings and the service's secret.</summary>
    private static FileStreamOptions Written()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = BufferBytes,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
