namespace Ticketing.Tests.Deployment;

/// <summary>A test that needs kubectl and the published Kubernetes schemas.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute() => Skip = Tool.WithoutSchemas;
}
