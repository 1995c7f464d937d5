namespace Orleans.Embedded.Journal;

/// <summary>
/// The folder that a journal lives in. The journal itself has no threads and no clock: whoever completes these tasks
/// drives it, a writer thread in production, a simulator's scheduler elsewhere. The journal goes on inside the completion
/// of a task, so these must not be completed asynchronously (<see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>)
/// and not under a lock. Failures are <see cref="IOException"/>s.
/// </summary>
public interface IJournalDisk
{
    /// <summary>The names of the files.</summary>
    IReadOnlyList<string> List();

    IJournalFile Open(string name);

    /// <summary>Creates a file of zeros, in place of one with that name; durable, its name too, when the task completes.</summary>
    Task<IJournalFile> CreateAsync(string name, long length);

    /// <summary>Deletes a file; durable when the task completes.</summary>
    Task DeleteAsync(string name);
}

/// <summary>A file of a <see cref="IJournalDisk"/>.</summary>
public interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to the buffer's length; the number of bytes read.</summary>
    /// <exception cref="ObjectDisposedException">It was closed; reads may race with that.</exception>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes; durable when the task completes. The memory must not change until then.</summary>
    Task WriteAsync(long offset, ReadOnlyMemory<byte> bytes);

    /// <summary>Cuts the file; durable when the task completes.</summary>
    Task TruncateAsync(long length);
}
