using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Embedded.Journal;

/// <summary>
/// A folder of the operating system, held by a lock that ends with the process. One thread writes and syncs; another
/// prepares and deletes files, so that a commit never waits for a file of zeros.
/// </summary>
public sealed partial class SystemJournalDisk : IJournalDisk, IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly WorkThread _writer = new("journal-writer");
    private readonly WorkThread _preparer = new("journal-files");

    public SystemJournalDisk(string folder)
    {
        _folder = Path.GetFullPath(folder);
        var existing = _folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        Directory.CreateDirectory(_folder);
        for (var path = _folder; path != existing; path = Path.GetDirectoryName(path)!)
        {
            // Else a loss of power could take the whole new folder, whatever was synced in it.
            SyncFolder(Path.GetDirectoryName(path)!);
        }

        try
        {
            _lock = new FileStream(Path.Combine(_folder, "journal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The folder {_folder} is in use by another process (Storage:Path). Stop it or choose another folder.", e);
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path))];

    public IJournalFile Open(string name) =>
        new SystemFile(File.OpenHandle(Path.Combine(_folder, name), FileMode.Open, FileAccess.ReadWrite, FileShare.Read), _writer);

    public async Task<IJournalFile> CreateAsync(string name, long length)
    {
        SafeFileHandle? handle = null;
        try
        {
            await _preparer.Run(() =>
            {
                handle = File.OpenHandle(Path.Combine(_folder, name), FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
                FillWithZeros(handle, length);
                RandomAccess.FlushToDisk(handle);
                SyncFolder(_folder);
            }).ConfigureAwait(false);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }

        return new SystemFile(handle!, _writer);
    }

    public Task DeleteAsync(string name) => _preparer.Run(() =>
    {
        File.Delete(Path.Combine(_folder, name));
        SyncFolder(_folder);
    });

    public void Dispose()
    {
        _writer.Dispose();
        _preparer.Dispose();
        _lock.Dispose();
    }

    /// <summary>Zeros are written, not only reserved: a sync then has no file metadata to write, which is several times faster.</summary>
    private static void FillWithZeros(SafeFileHandle handle, long length)
    {
        var zeros = new byte[Math.Min(1 << 20, length)];
        for (long at = 0; at < length; at += zeros.Length)
        {
            RandomAccess.Write(handle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - at)), at);
        }
    }

    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = OpenFolder(path, 0) is var descriptor && descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"The folder {path} can't be opened to sync it.");
        if (SyncAll((int)folder.DangerousGetHandle()) != 0)
        {
            throw new IOException($"The folder {path} can't be synced (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(int descriptor);

    private sealed class SystemFile(SafeFileHandle handle, WorkThread writer) : IJournalFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> buffer)
        {
            var read = 0;
            while (read < buffer.Length && RandomAccess.Read(handle, buffer[read..], offset + read) is var more && more > 0)
            {
                read += more;
            }

            return read;
        }

        public Task WriteAsync(long offset, ReadOnlyMemory<byte> bytes) => writer.Run(() =>
        {
            RandomAccess.Write(handle, bytes.Span, offset);
            Sync();
        });

        public Task TruncateAsync(long length) => writer.Run(() =>
        {
            RandomAccess.SetLength(handle, length);
            RandomAccess.FlushToDisk(handle);
        });

        public void Dispose() => handle.Dispose();

        private void Sync()
        {
            if (!OperatingSystem.IsLinux())
            {
                RandomAccess.FlushToDisk(handle);
            }
            else if (SyncData((int)handle.DangerousGetHandle()) != 0)
            {
                throw new IOException($"fdatasync failed (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
    }

    /// <summary>Runs actions one after another. Who awaits an action goes on, on this thread, before the next one.</summary>
    private sealed class WorkThread : IDisposable
    {
        private readonly Queue<(Action Action, TaskCompletionSource Done)> _work = new();
        private readonly SemaphoreSlim _ready = new(0);
        private volatile bool _stop;

        public WorkThread(string name) => new Thread(Loop) { IsBackground = true, Name = name }.Start();

        public Task Run(Action action)
        {
            var done = new TaskCompletionSource();
            lock (_work)
            {
                _work.Enqueue((action, done));
            }

            _ready.Release();
            return done.Task;
        }

        public void Dispose()
        {
            _stop = true;
            _ready.Release();
        }

        private void Loop()
        {
            while (true)
            {
                _ready.Wait();
                (Action Action, TaskCompletionSource Done) next;
                lock (_work)
                {
                    if (!_work.TryDequeue(out next))
                    {
                        if (_stop)
                        {
                            return;
                        }

                        continue;
                    }
                }

                try
                {
                    next.Action();
                }
                catch (Exception e)
                {
                    next.Done.SetException(e);
                    continue;
                }

                next.Done.SetResult();
            }
        }
    }
}
