using Ticketing.Tests.Storage;

namespace Ticketing.Tests;

/// <summary>Processes that tests start, and end when they like.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [StoreWriter.Command, var folder, var mode])
        {
            await StoreWriter.RunAsync(folder, mode);
            return 0;
        }

        await Console.Error.WriteLineAsync("These are tests: dotnet test runs them.");
        return 2;
    }
}
