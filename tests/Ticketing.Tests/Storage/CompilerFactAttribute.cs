using Ticketing.Tests.Deployment;

namespace Ticketing.Tests.Storage;

/// <summary>Skipped, by name, where there is no C compiler.</summary>
internal sealed class CompilerFactAttribute : FactAttribute
{
    public CompilerFactAttribute() => Skip = OperatingSystem.IsLinux() ? Tool.Without("gcc") : "Only Linux preloads a library like this.";
}
