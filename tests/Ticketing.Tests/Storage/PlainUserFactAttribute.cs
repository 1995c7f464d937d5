using System.ComponentModel;
using System.Diagnostics;

namespace Ticketing.Tests.Storage;

/// <summary>For a process whose user is not root. Skipped, by name, where this one's is, and none of another user can be started.</summary>
internal sealed class PlainUserFactAttribute : FactAttribute
{
    private const string Nobody = "65534";

    private static readonly string? Missing = Try();

    public PlainUserFactAttribute() => Skip = Missing;

    /// <summary>Has the program run as nobody, if this process is root's.</summary>
    public static void Become(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        string[] plain = ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", start.FileName, .. start.ArgumentList];
        start.FileName = "setpriv";
        start.ArgumentList.Clear();
        foreach (var argument in plain)
        {
            start.ArgumentList.Add(argument);
        }
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "The modes of folders are tried on Linux.";
        }

        ProcessStartInfo start = new("test", ["-r", typeof(PlainUserFactAttribute).Assembly.Location]);
        Become(start);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "Root is not kept out by a folder's mode, and another user may not read the tests.";
        }
        catch (Win32Exception)
        {
            return "Root is not kept out by a folder's mode, and there is no setpriv to become another user.";
        }
    }
}
