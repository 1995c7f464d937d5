using System.Net;
using System.Text.RegularExpressions;

namespace Ticketing.Tests.SignIn;

/// <summary>A browser without scripts: it keeps cookies, follows where it is sent, and sends the form that it was shown.</summary>
internal sealed partial class FormBrowser : IDisposable
{
    private readonly HttpClient _client;
    private readonly CookieContainer _cookies = new();

    public FormBrowser(Uri service)
    {
        Service = service;
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = service, Timeout = TimeSpan.FromSeconds(60) };
        _client.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public Uri Service { get; }

    /// <summary>The last answer's page, and where it is.</summary>
    public string Html { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>All addresses that the last request led over.</summary>
    public List<Uri> Way { get; } = [];

    public bool IsSignedIn => _cookies.GetCookies(Service).Any(static cookie => cookie.Name == "ticketing-session");

    public string SessionCookie => _cookies.GetCookies(Service).Single(static cookie => cookie.Name == "ticketing-session").ToString();

    public Task OpenAsync(string address) => FollowAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(Service, address)));

    /// <summary>Looks at a page that is open in another tab.</summary>
    public void Show(string html) => Html = html;

    /// <summary>Sends the form of the page with this action, with its hidden fields.</summary>
    public Task SubmitAsync(string action, params (string Name, string Value)[] fields)
    {
        var form = Form().Matches(Html).Single(form => form.Groups[1].Value == action).Groups[2].Value;
        Dictionary<string, string> all = [];
        foreach (Match field in Hidden().Matches(form))
        {
            all[field.Groups[1].Value] = WebUtility.HtmlDecode(field.Groups[2].Value);
        }

        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return FollowAsync(() => new HttpRequestMessage(HttpMethod.Post, new Uri(Service, action)) { Content = new FormUrlEncodedContent(all) });
    }

    /// <summary>What the API says to a call of one of our pages' scripts.</summary>
    public async Task<(HttpStatusCode Status, string Body)> CallAsync(string path, HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, new Uri(Service, path)) { Headers = { { "X-Session", "1" } } };
        using var answer = await _client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _client.Dispose();

    private async Task FollowAsync(Func<HttpRequestMessage> first)
    {
        Way.Clear();
        var request = first();
        for (var hops = 0; hops < 10; hops++)
        {
            Way.Add(request.RequestUri!);
            using var sent = request;
            using var answer = await _client.SendAsync(sent);
            (Status, Address) = (answer.StatusCode, sent.RequestUri!);
            if (answer.Headers.Location is not { } next)
            {
                Html = await answer.Content.ReadAsStringAsync();
                return;
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, next));
        }

        throw new InvalidOperationException($"It leads nowhere: {string.Join(" → ", Way)}");
    }

    [GeneratedRegex("<form[^>]* action=\"([^\"]+)\"[^>]*>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
