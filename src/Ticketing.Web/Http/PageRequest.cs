using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Texts;
using Ticketing.Web.Embed;
using Ticketing.Web.Layout;
using Ticketing.Web.Texts;

namespace Ticketing.Web.Http;

/// <summary>A page that is asked for, or a form that was sent.</summary>
public sealed class PageRequest(HttpContext http, IFormCollection? form, string zone)
{
    /// <summary>The hidden field that makes sending a form twice the same as once.</summary>
    public const string KeyField = "key";

    public HttpContext Http { get; } = http;

    /// <summary>What the reader's language says.</summary>
    public TextBook Texts { get; private set; } = PageTexts.Of(http.Request);

    /// <summary>How the page looks in a frame on somebody's own site. Null: it fills the window.</summary>
    public FrameLook? Frame { get; private set; }

    /// <summary>The caller as limits count them: who reads pages is a guest.</summary>
    public Request Counted { get; } = new(http, default);

    /// <summary>A moment by the clocks at the event's venue; where nobody told what they show, by those of Pages:TimeZone.</summary>
    public DateTimeOffset At(DateTimeOffset moment, EventView? view) => VenueClock.At(moment, ZoneOf(view));

    /// <summary>Whose clocks those are, as people say it.</summary>
    public string Zone(DateTimeOffset at, EventView? view) => Texts.Zone(At(at, view), ZoneOf(view));

    private string ZoneOf(EventView? view) => view?.Details?.TimeZone ?? zone;

    /// <summary>The same, where there is one.</summary>
    public DateTimeOffset? At(DateTimeOffset? moment, EventView? view) => moment is { } known ? At(known, view) : null;

    public string Route(string name) => (string?)Http.GetRouteValue(name) ?? "";

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A field of the form, its outer spaces cut off; null where it is empty or not there.</summary>
    public string? Field(string name) => form is not null && form.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Every value of a field that is there more than once.</summary>
    public IReadOnlyList<string> Fields(string name) => form is not null && form.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    /// <summary>The address of this page as it was asked for, to come back to.</summary>
    public string Here => HttpMethods.IsPost(Http.Request.Method) ? "/" : Http.Request.Path + Http.Request.QueryString.ToUriComponent();

    /// <summary>A page, as an answer.</summary>
    /// <typeparam name="TPage">The component.</typeparam>
    /// <param name="parameters">Its parameters, beside this request.</param>
    /// <param name="status">The answer's status.</param>
    public IResult Page<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(Dictionary<string, object?>? parameters = null, int status = StatusCodes.Status200OK)
        where TPage : PageBase
    {
        parameters ??= [];
        parameters[nameof(PageBase.Request)] = this;
        return new PageResult(typeof(TPage), parameters, status);
    }

    /// <summary>The page shows this picture, which is somewhere else.</summary>
    public void ShowImage(Uri image) => Admit("img-src", image.GetLeftPart(UriPartial.Authority));

    /// <summary>The page takes something from elsewhere, beside what it takes from the service itself.</summary>
    /// <param name="directive">Of its Content-Security-Policy, such as <c>img-src</c>.</param>
    /// <param name="sources">From where.</param>
    public void Admit(string directive, string sources)
    {
        var policy = Http.Response.Headers.ContentSecurityPolicy.ToString();
        var own = $"{directive} 'self'";
        Http.Response.Headers.ContentSecurityPolicy = policy.Contains(own, StringComparison.Ordinal)
            ? policy.Replace(own, $"{own} {sources}", StringComparison.Ordinal)
            : $"{policy}; {directive} {sources}";
    }

    /// <summary>The page is shown in a frame, on those sites alone. Its forms say where they come from, since it has no cookies there.</summary>
    public void OpenInFrame(FrameLook look)
    {
        Frame = look;
        Texts = look.Language is { } language ? PageTexts.Of(language) : Texts;
        var headers = Http.Response.Headers;
        headers.XFrameOptions = default;
        headers["Referrer-Policy"] = "same-origin";
        if (look.Origins.Count > 0)
        {
            headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString()
                .Replace("frame-ancestors 'none'", $"frame-ancestors {string.Join(' ', look.Origins)}", StringComparison.Ordinal);
        }
    }

    /// <summary>There is no such page.</summary>
    public IResult NotFound() => Error(ErrorKind.NotFound, StatusCodes.Status404NotFound);

    /// <summary>Another page than was wanted: it says why, and what helps.</summary>
    public IResult Error(ErrorKind kind, int status) => Page<ErrorPage>(new() { [nameof(ErrorPage.Kind)] = kind }, status);

    /// <summary>After a form: what to look at now. The browser asks for it with GET, so that a reload sends nothing again.</summary>
    public static IResult GoTo(string localPath) => new SeeOther(localPath);

    private sealed class SeeOther(string path) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => StatusCodes.Status303SeeOther;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}

/// <summary>What every page and part of a page has.</summary>
public abstract class PageBase : ComponentBase
{
    [Parameter, EditorRequired]
    public required PageRequest Request { get; set; }

    /// <summary>What it says, in the reader's language.</summary>
    protected TextBook T => Request.Texts;
}
