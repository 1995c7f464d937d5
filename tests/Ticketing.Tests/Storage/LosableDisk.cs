using System.Diagnostics;

namespace Ticketing.Tests.Storage;

/// <summary>A folder whose files can lose what was not synced: disk.c, compiled here and preloaded into a process.</summary>
internal sealed class LosableDisk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-disk-").FullName;
    private readonly string _library;

    public LosableDisk()
    {
        _library = Path.Combine(_folder, "disk.so");
        Directory.CreateDirectory(Root);
        using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-O2", "-w", "-o", _library, Path.Combine(AppContext.BaseDirectory, "Storage", "disk.c"), "-ldl", "-lpthread"]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    public string Root => Path.Combine(_folder, "root");

    public string Log => Path.Combine(_folder, "log");

    public bool IsBroken
    {
        set
        {
            if (value)
            {
                File.WriteAllText(Broken, "");
            }
            else
            {
                File.Delete(Broken);
            }
        }
    }

    private string Broken => Path.Combine(_folder, "broken");

    public void Configure(ProcessStartInfo start)
    {
        start.Environment["LD_PRELOAD"] = _library;
        start.Environment["DISK_ROOT"] = Root;
        start.Environment["DISK_LOG"] = Log;
        start.Environment["DISK_BROKEN"] = Broken;
    }

    /// <summary>A new folder with what the disk has after the power went.</summary>
    public string Recover(PowerlessDisk disk, Random? chance)
    {
        var folder = Directory.CreateTempSubdirectory("ticketing-disk-").FullName;
        disk.WriteTo(folder, chance);
        return folder;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
