namespace Orleans.Embedded.Journal;

/// <summary>The journal is damaged where it had been acknowledged. It is not opened, so that nothing is lost silently.</summary>
public sealed class JournalCorruptException(string file, long offset, string what, string remedy = "Restore the folder from a backup.")
    : Exception($"The journal is damaged: {file} at offset {offset}: {what} {remedy}")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;
}
