namespace Ticketing.Hosting;

/// <summary>Paths that the host serves beside the gateway's.</summary>
internal interface IEndpointMap
{
    void Map(WebApplication app);
}
