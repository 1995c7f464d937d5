using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Texts;
using Ticketing.Web.Http;
using Ticketing.Web.Texts;

namespace Ticketing.Web.Door;

/// <summary>
/// The page with which staff check tickets in, and what makes it an app that opens without network. It signs in by itself, at the API: no
/// address here tells anything of anybody.
/// </summary>
public sealed class DoorPages(ISignInService accounts, StaffSignIn? provider = null)
{
    private const string Path = "/door";

    /// <summary>The library that reads codes where a browser can't: there if the build had it.</summary>
    private const string Library = "door/lib/jsQR.js";

    /// <summary>As on every page, but for the camera, and for workers.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string[] Files =
    [
        "css/base.css", "css/dark.css", "fonts/instrument-sans-latin.woff2", "fonts/instrument-sans-latin-ext.woff2", "door/door.css", "door/door.js", "door/api.js", "door/code.js",
        "door/event.js", "door/gate.js", "door/reader.js", "door/scan.js", "door/screen.js", "door/signal.js", "door/store.js", "door/sync.js", "door/icon.svg", "door/icon-180.png",
        "door/icon-192.png", "door/icon-512.png", "staff/calls.js", "staff/page.js", "staff/seats.js",
    ];

    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage(Path, request => Task.FromResult(Show(request)));
        pages.MapPage($"{Path}/manifest.webmanifest", static request => Task.FromResult(Manifest(request)));
        pages.MapPage($"{Path}/worker.js", static request => Task.FromResult(Worker(request)));
    }

    private IResult Show(PageRequest request)
    {
        var headers = request.Http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        return request.Page<DoorPage>(new() { [nameof(DoorPage.Book)] = TextsOf(request), [nameof(DoorPage.SignsIn)] = accounts.IsOn || provider is not null });
    }

    private static IResult Manifest(PageRequest request)
    {
        var texts = TextsOf(request);
        return Text("application/manifest+json", json: json =>
        {
            json.WriteString("id"u8, Path);
            json.WriteString("name"u8, texts["Door.Title"]);
            json.WriteString("short_name"u8, texts["Door.Title.Short"]);
            json.WriteString("lang"u8, texts.Language.Tag());
            json.WriteString("start_url"u8, Address(texts.Language));
            json.WriteString("scope"u8, Path);
            json.WriteString("display"u8, "standalone"u8);
            json.WriteString("background_color"u8, "#121615"u8);
            json.WriteString("theme_color"u8, "#121615"u8);
            json.WriteStartArray("icons"u8);
            foreach (var (size, purpose) in new[] { (192, "any"), (512, "any"), (512, "maskable") })
            {
                json.WriteStartObject();
                json.WriteString("src"u8, StaticFiles.Url($"door/icon-{size}.png"));
                json.WriteString("sizes"u8, $"{size}x{size}");
                json.WriteString("type"u8, "image/png"u8);
                json.WriteString("purpose"u8, purpose);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>What is kept, by this build's name, and the script that keeps it. A new build is another script, which browsers look for by themselves.</summary>
    private static IResult Worker(PageRequest request)
    {
        // The page lies beside the folder that the script is in, and not below it.
        request.Http.Response.Headers["Service-Worker-Allowed"] = Path;
        request.Http.Response.Headers.ContentSecurityPolicy = Policy;
        var shell = Encoding.UTF8.GetString(Json(static json =>
        {
            json.WriteString("build"u8, StaticFiles.Root[(StaticFiles.Root.LastIndexOf('/') + 1)..]);
            Write(json, "pages", [Path, .. Languages.All.Select(Address)]);
            Write(json, "files", Files.Append(Library).Where(StaticFiles.Has).Select(StaticFiles.Url));
        }));
        return Results.Text($"const shell = {shell};\nimportScripts('{StaticFiles.Url("door/worker.js")}');\n", "text/javascript", Encoding.UTF8);
    }

    private static string Address(Language language) => $"{Path}?lang={language.Tag()}";

    /// <summary>In the language that the address names, else the reader's.</summary>
    private static TextBook TextsOf(PageRequest request) =>
        Languages.TryFind(request.Query("lang"), out var language) ? PageTexts.Of(language) : request.Texts;

    private static IResult Text(string type, Action<Utf8JsonWriter> json) => Results.Bytes(Json(json), type);

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
