namespace Ticketing.Tests.Deployment;

/// <summary>A test that needs kubectl.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = Tool.WithoutKubectl;
}
