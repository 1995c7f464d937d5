using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// The file of a store, its owner's alone, and the lock that keeps every other opener out until this process ends.
/// SQLite's own locks would let a second process write.
/// </summary>
internal sealed partial class StoreFile : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int TryExclusively = 2 | 4;
    private const int ToWrite = 2;

    // Log and memory of SQLite are shared by mmap and guarded by POSIX locks, which end at the machine's edge.
    private static readonly HashSet<string> SharedFileSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        "9p", "afs", "afp", "beegfs", "ceph", "cifs", "coda", "gfs", "gfs2", "glusterfs", "lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2",
        "orangefs", "smb", "smb2", "smb3", "smbfs", "v9fs", "fuse.blobfuse2", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs", "davfs", "fuse.gcsfuse",
        "fuse.glusterfs", "fuse.goofys", "fuse.juicefs", "fuse.mountpoint-s3", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs",
    };

    private readonly FileStream _lock;
    private readonly SafeFileHandle _data;

    private StoreFile(string path, FileStream held, SafeFileHandle data)
    {
        Path = path;
        _lock = held;
        _data = data;
    }

    public string Path { get; }

    public string Log => Path + "-wal";

    public static StoreFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var folder = System.IO.Path.GetDirectoryName(path)!;
        FileStream? held = null;
        try
        {
            CreateFolder(folder);
            if (WhyNotOn(new DriveInfo(folder).DriveFormat) is { } reason)
            {
                throw new SqliteStoreException($"{folder} is {reason}");
            }

            RequireWritable(folder);
            held = Hold(path + ".lock");
            var isNew = !File.Exists(path);
            var data = new FileStream(path, Owned(FileMode.OpenOrCreate, FileShare.ReadWrite)).SafeFileHandle;
            if (!OperatingSystem.IsWindows())
            {
                // SQLite gives its own files the same mode.
                File.SetUnixFileMode(data, OwnersFile);
            }

            if (isNew)
            {
                SyncFolder(folder);
            }

            return new StoreFile(path, held, data);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not SqliteStoreException)
        {
            held?.Dispose();
            throw new SqliteStoreException($"The store {path} can't be written: {e.Message.TrimEnd('.')}. Make the folder writable, or choose another.", e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Null where a file system of this kind keeps what SQLite needs.</summary>
    public static string? WhyNotOn(string fileSystem) => SharedFileSystems.Contains(fileSystem)
        ? $"on a network file system ({fileSystem}), which can't keep a store whole. Choose a folder on a local disk."
        : null;

    /// <summary>
    /// Writes what is in the file to the disk. The handle stays open for the store's life: closing any handle of a file
    /// gives up all POSIX locks that the process has on it, those of SQLite too.
    /// </summary>
    public void Sync() => RandomAccess.FlushToDisk(_data);

    public void Dispose()
    {
        _data.Dispose();
        _lock.Dispose();
    }

    /// <summary>A new file that its owner alone may read.</summary>
    public static void Create(string path) => new FileStream(path, Owned(FileMode.CreateNew, FileShare.None)).Dispose();

    /// <summary>Makes durable which files a folder has.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = OpenToRead(path);
        if (folder.IsInvalid)
        {
            throw new IOException($"The folder {path} can't be opened to sync it (errno {Marshal.GetLastPInvokeError()})");
        }

        RandomAccess.FlushToDisk(folder);
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = System.IO.Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnersFile | UnixFileMode.UserExecute);
        }

        // Else a loss of power could take the whole new folder, whatever was synced in it.
        SyncFolder(parent);
    }

    /// <summary>The lock and the file may be there and be written, and SQLite's log still could not be made.</summary>
    private static void RequireWritable(string folder)
    {
        if (!OperatingSystem.IsWindows() && MayUse(folder, ToWrite) != 0)
        {
            throw new IOException($"its folder is read-only ({Marshal.GetLastPInvokeErrorMessage()})");
        }
    }

    private static FileStream Hold(string path)
    {
        FileStream? held = null;
        try
        {
            held = new FileStream(path, Owned(FileMode.OpenOrCreate, OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None));

            // .NET locks too, unless it is told by the environment not to.
            if (!OperatingSystem.IsWindows() && Flock(held.SafeFileHandle, TryExclusively) != 0)
            {
                throw Marshal.GetLastPInvokeError() == WouldBlock ? InUse(path, null)
                    : new IOException($"{path} can't be locked ({Marshal.GetLastPInvokeErrorMessage()})");
            }

            held.SetLength(0);
            held.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {Environment.MachineName}")));
            held.Flush();
            return held;
        }
        catch (IOException e) when (held is null && IsSharingViolation(e))
        {
            throw InUse(path, e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    private static bool IsSharingViolation(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 32 : e.HResult == WouldBlock;

    private static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    private static SqliteStoreException InUse(string path, Exception? cause)
    {
        var store = path[..^".lock".Length];
        var message = $"The store {store} is in use by {HolderOf(path)}. Stop that, or choose another folder.";
        return cause is null ? new SqliteStoreException(message) : new SqliteStoreException(message, cause);
    }

    private static string HolderOf(string path)
    {
        try
        {
            using var handle = OperatingSystem.IsWindows() ? File.OpenHandle(path, share: FileShare.ReadWrite) : OpenToRead(path);
            using var reader = new StreamReader(new FileStream(handle, FileAccess.Read, bufferSize: 1));
            return reader.ReadToEnd().Split(' ') is [var process, var machine]
                ? process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && machine == Environment.MachineName
                    ? "this process"
                    : $"process {process} on {machine}"
                : "another process";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "another process";
        }
    }

    private static FileStreamOptions Owned(FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return options;
    }

    /// <summary>Folders, and files that others lock: .NET opens neither.</summary>
    [UnsupportedOSPlatform("windows")]
    private static SafeFileHandle OpenToRead(string path) => new(OpenFile(path, 0), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MayUse(string path, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
