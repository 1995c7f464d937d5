using System.Diagnostics;

namespace Ticketing.Tests.Storage;

/// <summary>A file system in memory of a given size, where this process may mount one.</summary>
internal sealed class Mount : IDisposable
{
    private Mount(string path) => Path = path;

    /// <summary>Null where file systems can be mounted.</summary>
    public static string? Missing { get; } = Try();

    public string Path { get; }

    public static Mount OfSize(string size)
    {
        Mount mount = new(Directory.CreateTempSubdirectory("ticketing-mount-").FullName);
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", mount.Path));
        return mount;
    }

    public void Change(string options) => Assert.Equal(0, Run("mount", "-o", $"remount,{options}", Path));

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Only Linux mounts a file system in memory.";
        }

        var folder = Directory.CreateTempSubdirectory("ticketing-mount-").FullName;
        try
        {
            if (Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder) != 0)
            {
                return "This process may not mount file systems.";
            }

            Run("umount", folder);
            return null;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>Skipped, by name, where file systems can't be mounted.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = Mount.Missing;
}
