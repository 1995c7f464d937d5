using System.Text.Json;

namespace Ticketing.Browser.Door;

/// <summary>What the page is allowed, and what makes it an app.</summary>
[Collection(DoorService.Collection)]
public sealed class HeadersTests(DoorService service)
{
    [BrowserFact]
    public async Task The_page_may_use_the_camera_and_nothing_from_elsewhere_and_other_pages_may_not()
    {
        using var door = await service.Client.GetAsync(new Uri("/door", UriKind.Relative));
        var policy = string.Join(' ', door.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("camera=(self)", door.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        var html = await door.Content.ReadAsStringAsync();
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?! type=\"module\" src=)", html);

        using HttpRequestMessage other = new(HttpMethod.Get, "/");
        other.Headers.Add("Accept", "text/html");
        using var home = await service.Client.SendAsync(other);
        Assert.Contains("camera=()", home.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
    }

    [BrowserTheory]
    [InlineData("en", "Ticket check", "Sign in for the door")]
    [InlineData("de", "Einlasskontrolle", "Für den Einlass anmelden")]
    public async Task The_app_speaks_the_language_that_its_address_names(string language, string name, string title)
    {
        var manifest = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri($"/door/manifest.webmanifest?lang={language}", UriKind.Relative))).RootElement;
        Assert.Equal(name, manifest.GetProperty("name").GetString());
        Assert.Equal("/door", manifest.GetProperty("scope").GetString());
        Assert.Contains(title, await service.Client.GetStringAsync(new Uri(manifest.GetProperty("start_url").GetString()!, UriKind.Relative)), StringComparison.Ordinal);
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            using var picture = await service.Client.GetAsync(new Uri(icon.GetProperty("src").GetString()!, UriKind.Relative));
            Assert.Equal("image/png", picture.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        }
    }

    [BrowserFact]
    public async Task Everything_that_the_service_worker_keeps_is_there()
    {
        using var script = await service.Client.GetAsync(new Uri("/door/worker.js", UriKind.Relative));
        Assert.Equal("/door", script.Headers.GetValues("Service-Worker-Allowed").Single());
        var text = await script.Content.ReadAsStringAsync();
        var shell = JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..(text.IndexOf('}', StringComparison.Ordinal) + 1)]).RootElement;
        var kept = shell.GetProperty("pages").EnumerateArray().Concat(shell.GetProperty("files").EnumerateArray()).Select(static one => one.GetString()!).ToArray();
        Assert.Contains("/door", kept);
        Assert.All(kept, static path => Assert.DoesNotContain("/api/", path, StringComparison.Ordinal));
        foreach (var path in kept)
        {
            using var file = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(file.IsSuccessStatusCode, path);
        }

        // What the page loads by itself: every script beside it is kept.
        var scripts = ((string[])["door", "staff"]).SelectMany(static folder => Directory.GetFiles(Path.Combine(Root(), "src/Ticketing.Web/wwwroot", folder), "*.js")
            .Select(file => $"/{folder}/{Path.GetFileName(file)}")).Where(static file => file != "/door/worker.js");
        Assert.All(scripts, file => Assert.Contains(kept, path => path.EndsWith(file, StringComparison.Ordinal)));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ticketing.Orleans.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
