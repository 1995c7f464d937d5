using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Ticketing.Operations;

namespace Ticketing.Web.Http;

/// <summary>An endpoint that is a page.</summary>
/// <param name="Handle">Makes it.</param>
/// <param name="Meter">Counts its requests.</param>
/// <param name="NamesSomething">It looks up what its path names. Who asks for much that is not there is limited.</param>
/// <param name="IsFramed">Its form comes from a frame, where the browser keeps no cookie for it.</param>
public sealed record PageRoute(Func<PageRequest, Task<IResult>> Handle, RouteMeter Meter, bool NamesSomething, bool IsFramed = false);

/// <summary>Maps pages and the forms on them.</summary>
public static class PageRoutes
{
    /// <summary>A page. Looking at it changes nothing.</summary>
    public static IEndpointConventionBuilder MapPage(this IEndpointRouteBuilder pages, string path, Func<PageRequest, Task<IResult>> handle) =>
        pages.Map(HttpMethods.Get, [HttpMethods.Get, HttpMethods.Head], path, handle);

    /// <summary>A form that is sent from one of our pages: it has been checked for that when the handler runs.</summary>
    public static IEndpointConventionBuilder MapForm(this IEndpointRouteBuilder pages, string path, Func<PageRequest, Task<IResult>> handle) =>
        pages.Map(HttpMethods.Post, [HttpMethods.Post], path, handle);

    /// <summary>A form that is sent from one of our pages in a frame on somebody's own site: the browser says that it is ours.</summary>
    public static IEndpointConventionBuilder MapFramedForm(this IEndpointRouteBuilder pages, string path, Func<PageRequest, Task<IResult>> handle) =>
        pages.Map(HttpMethods.Post, [HttpMethods.Post], path, handle, isFramed: true);

    private static IEndpointConventionBuilder Map(this IEndpointRouteBuilder pages, string method, string[] methods, string path, Func<PageRequest, Task<IResult>> handle, bool isFramed = false)
    {
        var server = pages.ServiceProvider.GetRequiredService<PageServer>();
        PageRoute route = new(handle, server.MeterOf(method, path), path.Contains('{', StringComparison.Ordinal), isFramed);
        return pages.MapMethods(path, methods, (RequestDelegate)ServedBefore)
            .WithMetadata(route).ExcludeFromDescription();
    }

    private static Task ServedBefore(HttpContext http) => throw new InvalidOperationException("A page is served before endpoints run: the host has to call MapTicketingWeb.");
}

/// <summary>Who wants a page, of those that could have something else at the same address.</summary>
internal sealed class PagePreference : MatcherPolicy, IEndpointSelectorPolicy
{
    private static readonly string[] NoPages = ["/api", "/health", "/metrics", "/info", "/openapi", "/docs", "/dashboard", "/assets"];

    public override int Order => 0;

    /// <summary>A browser that looks around, not a program that calls the API.</summary>
    public static bool WantsPage(HttpRequest request) => AcceptsHtml(request)
        && !NoPages.Any(prefix => request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsPage) && !endpoints.All(IsPage);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var wantsPage = AcceptsHtml(httpContext.Request);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && IsPage(candidates[i].Endpoint) != wantsPage)
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>By its name: whoever takes anything gets what the API has.</summary>
    private static bool AcceptsHtml(HttpRequest request) => MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(static type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    private static bool IsPage(Endpoint endpoint) => endpoint.Metadata.GetMetadata<PageRoute>() is not null;
}
