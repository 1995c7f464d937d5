namespace Ticketing.Hosting;

/// <summary>Paths that an edition serves beside the gateway's.</summary>
internal interface IEndpointMap
{
    void Map(WebApplication app);
}
