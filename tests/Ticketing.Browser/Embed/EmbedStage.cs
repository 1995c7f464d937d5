using System.Net;
using System.Text;
using Ticketing.Tests.Processes;

namespace Ticketing.Browser.Embed;

/// <summary>A service that lets an organizer's site show events, and that site: another site to a browser, which keeps its cookies apart.</summary>
public sealed class EmbedStage : Stage
{
    private readonly OwnSite _site = new();
    private readonly OwnSite _stranger = new();

    /// <summary>Where the organizer's own pages are.</summary>
    public Uri Site => _site.Url;

    /// <summary>Where somebody else's are, who is not named.</summary>
    public Uri Stranger => _stranger.Url;

    protected override Dictionary<string, string> Settings => new()
    {
        ["Pages__EmbedOrigins"] = Site.GetLeftPart(UriPartial.Authority),
        ["Payments__Provider"] = "Test",
    };

    /// <summary>Puts a page on both sites: what is its address there.</summary>
    public string Show(string line, string language = "en")
    {
        var page = $"<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Town Players</title></head>"
            + $"<body><main><h1>Town Players</h1>{line}<p>Main Street 1</p></main></body></html>";
        _stranger.Put(page);
        return _site.Put(page);
    }

    public string Script(string @event, string more = "") => $"<script src=\"{Url}embed.js\" data-event=\"{@event}\" {more} async></script>";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _site.Dispose();
        _stranger.Dispose();
    }

    /// <summary>A little web server. To a browser localhost is another site than 127.0.0.1, where the service is.</summary>
    private sealed class OwnSite : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<string> _pages = [];

        public OwnSite()
        {
            Url = new Uri($"http://localhost:{ServiceProcess.FreePort()}");
            _listener.Prefixes.Add(Url.ToString());
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Url { get; }

        public string Put(string page)
        {
            lock (_pages)
            {
                _pages.Add(page);
                return $"/{_pages.Count - 1}";
            }
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var exchange = await _listener.GetContextAsync();
                    var page = int.TryParse(exchange.Request.Url!.AbsolutePath[1..], out var number) ? _pages[number] : "";
                    exchange.Response.ContentType = "text/html; charset=utf-8";
                    exchange.Response.Headers["Content-Security-Policy"] = $"style-src 'self'; object-src 'none'";
                    exchange.Response.Close(Encoding.UTF8.GetBytes(page), willBlock: false);
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    // It was closed, or the browser went on.
                }
            }
        }
    }
}

[CollectionDefinition(nameof(EmbedStage))]
public sealed class EmbedStageCollection : ICollectionFixture<EmbedStage>;
