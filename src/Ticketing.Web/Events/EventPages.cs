using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Web.Http;

namespace Ticketing.Web.Events;

/// <summary>What is on, and each event.</summary>
public sealed class EventPages
{
    public void Map(IEndpointRouteBuilder pages) => pages.MapPage("/", ListAsync);

    private Task<IResult> ListAsync(PageRequest request) => Task.FromResult(request.Page<ProgrammePage>());
}
