using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ticketing.Moving;

/// <summary>
/// An export: lines of text, compressed with gzip. The first says what it is, each of the others is a JSON array of strings:
/// <c>["state", grain type, grain key, name, bytes in base64]</c>, <c>["reminder", grain type, grain key, name, due, period]</c>,
/// and at last <c>["end", states, reminders, SHA-256 of all lines before]</c>. A file without its end is none.
/// </summary>
internal static class ExportFile
{
    private const string Header = "ticketing-export 2";
    private const int BufferBytes = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<ExportSummary> WriteAsync(Stream stream, IAsyncEnumerable<MovedRecord> records)
    {
        await using GZipStream compressed = new(stream, CompressionLevel.Fastest, leaveOpen: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AddAsync(Header);
        var (states, reminders) = (0L, 0L);
        await foreach (var record in records)
        {
            await AddAsync(JsonSerializer.Serialize(ToLine(record)));
            states += record is MovedState ? 1 : 0;
            reminders += record is MovedReminder ? 1 : 0;
        }

        ExportSummary summary = new(states, reminders, Convert.ToHexStringLower(hash.GetCurrentHash()));
        await AddAsync(JsonSerializer.Serialize(summary.ToLine()));
        return summary;

        async Task AddAsync(string line)
        {
            var bytes = Utf8.GetBytes(line + '\n');
            hash.AppendData(bytes);
            await compressed.WriteAsync(bytes);
        }
    }

    /// <summary>Reads all of a file and keeps nothing.</summary>
    /// <exception cref="MoveException">It is damaged, cut off, or none.</exception>
    public static async Task<ExportSummary> VerifyAsync(Stream stream, string name)
    {
        ExportSummary? summary = null;
        await foreach (var _ in ReadAsync(stream, name, end => summary = end, CancellationToken.None))
        {
            // That it can be read is all.
        }

        return summary!;
    }

    public static IAsyncEnumerable<MovedRecord> ReadAsync(Stream stream, string name, CancellationToken cancellationToken) =>
        ReadAsync(stream, name, static _ => { }, cancellationToken);

    private static async IAsyncEnumerable<MovedRecord> ReadAsync(
        Stream stream, string name, Action<ExportSummary> ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using GZipStream compressed = new(stream, CompressionMode.Decompress, leaveOpen: true);
        using StreamReader reader = new(compressed, Utf8, detectEncodingFromByteOrderMarks: false, BufferBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (states, reminders, number) = (0L, 0L, 1L);
        if (await LineAsync() is not Header and var first)
        {
            throw new MoveException(first is not null && first.StartsWith("ticketing-export ", StringComparison.Ordinal)
                ? $"{name} is another build's export ('{first}'); this build reads '{Header}'."
                : $"{name} is no export.");
        }

        while (true)
        {
            var before = Convert.ToHexStringLower(hash.GetCurrentHash());
            number++;
            var line = await LineAsync() ?? throw Damaged("it ends before its end was written");
            if (TryRead(line) is { } record)
            {
                states += record is MovedState ? 1 : 0;
                reminders += record is MovedReminder ? 1 : 0;
                yield return record;
                continue;
            }

            var summary = ExportSummary.TryRead(Parts(line)) ?? throw Damaged("it is neither a state nor a reminder");
            if (summary != new ExportSummary(states, reminders, before))
            {
                throw Damaged($"the end says {summary} of another checksum than {states} states and {reminders} reminders have");
            }

            if (await LineAsync() is not null)
            {
                throw Damaged("there is something behind the end");
            }

            ended(summary);
            yield break;
        }

        async Task<string?> LineAsync()
        {
            try
            {
                var line = await reader.ReadLineAsync(cancellationToken);
                hash.AppendData(Utf8.GetBytes(line + '\n'));
                return line;
            }
            catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
            {
                throw number == 1 ? new MoveException($"{name} is no export, or is damaged: {e.Message}", e) : Damaged(e.Message.TrimEnd('.'));
            }
        }

        MoveException Damaged(string what) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{name} is damaged at line {number}: {what}. Nothing more of it is read."));
    }

    private static string[] ToLine(MovedRecord record) => record switch
    {
        MovedState state => ["state", state.GrainType, state.GrainKey, state.Name, Convert.ToBase64String(state.Bytes.Span)],
        MovedReminder reminder =>
        [
            "reminder", reminder.GrainType, reminder.GrainKey, reminder.Name,
            reminder.Due.ToString("O", CultureInfo.InvariantCulture), reminder.Period.ToString("c", CultureInfo.InvariantCulture),
        ],
        _ => throw new ArgumentException($"{record.GetType()} can't be exported.", nameof(record)),
    };

    private static MovedRecord? TryRead(string line) => Parts(line) switch
    {
        ["state", var type, var key, var name, var bytes] when TryBytes(bytes, out var value) => new MovedState(type, key, name, value),
        ["reminder", var type, var key, var name, var due, var period]
            when DateTime.TryParseExact(due, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var start)
            && TimeSpan.TryParseExact(period, "c", CultureInfo.InvariantCulture, out var every) => new MovedReminder(type, key, name, start, every),
        _ => null,
    };

    private static string[] Parts(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(line) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool TryBytes(string base64, out byte[] bytes)
    {
        bytes = new byte[base64.Length / 4 * 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return false;
        }

        Array.Resize(ref bytes, length);
        return true;
    }
}

/// <summary>How much an export has, and the checksum of all its lines.</summary>
internal sealed record ExportSummary(long States, long Reminders, string Checksum)
{
    /// <summary>Tells one export from another.</summary>
    public string Mark => $"{States}-{Reminders}-{Checksum}";

    public static ExportSummary? TryRead(string[] parts) =>
        parts is ["end", var states, var reminders, var checksum]
        && long.TryParse(states, NumberStyles.None, CultureInfo.InvariantCulture, out var stateCount)
        && long.TryParse(reminders, NumberStyles.None, CultureInfo.InvariantCulture, out var reminderCount)
            ? new ExportSummary(stateCount, reminderCount, checksum)
            : null;

    public string[] ToLine() =>
        ["end", States.ToString(CultureInfo.InvariantCulture), Reminders.ToString(CultureInfo.InvariantCulture), Checksum];

    public override string ToString() => $"{States} states and {Reminders} reminders";
}

/// <summary>What moves from one store to another: a grain's state, or a reminder.</summary>
internal abstract record MovedRecord(string GrainType, string GrainKey, string Name);

/// <summary>A state, in the bytes that are stored.</summary>
internal sealed record MovedState(string GrainType, string GrainKey, string Name, ReadOnlyMemory<byte> Bytes)
    : MovedRecord(GrainType, GrainKey, Name)
{
    /// <summary>Reads <c>{grain type}/{grain key}/{state name}</c>, where only the grain's key may have slashes; else null.</summary>
    public static MovedState? TryRead(string path, ReadOnlyMemory<byte> bytes)
    {
        var (first, last) = (path.IndexOf('/', StringComparison.Ordinal), path.LastIndexOf('/'));
        return first > 0 && last > first + 1 && last < path.Length - 1
            ? new MovedState(path[..first], path[(first + 1)..last], path[(last + 1)..], bytes)
            : null;
    }

    public string ToPath() => $"{GrainType}/{GrainKey}/{Name}";
}

/// <summary>A reminder: when it is due first, in UTC, and how often after that.</summary>
internal sealed record MovedReminder(string GrainType, string GrainKey, string Name, DateTime Due, TimeSpan Period)
    : MovedRecord(GrainType, GrainKey, Name);

/// <summary>Why nothing is moved, said to the operator.</summary>
internal sealed class MoveException(string message, Exception? innerException = null) : Exception(message, innerException);
