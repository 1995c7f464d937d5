using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Ticketing.Web.Http;

/// <summary>
/// Styles, scripts, fonts and images, out of the assembly. Their address has a hash over all of them, so a browser keeps what it has
/// until a build that changes one, and a module finds the others beside it.
/// </summary>
public static class StaticFiles
{
    private const string Folder = "assets/";
    private const string ForEver = "public, max-age=31536000, immutable";

    /// <summary>A script that runs as a worker has this policy and not its page's: it loads and asks what a page may, and writes in its typeface.</summary>
    private const string ScriptPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; font-src 'self'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, Asset> All = Read();

    /// <summary>The folder of this build's files.</summary>
    public static string Root { get; } = $"/assets/{HashOf(All.OrderBy(static one => one.Key, StringComparer.Ordinal).SelectMany(static one => one.Value.Hash))}";

    /// <summary>The address of a file, such as <c>css/base.css</c>.</summary>
    public static string Url(string path) => All.ContainsKey(path) ? $"{Root}/{path}" : throw new ArgumentException($"There is no file '{path}'.", nameof(path));

    /// <summary>There is a file of that name, such as one that only some builds have.</summary>
    public static bool Has(string path) => All.ContainsKey(path);

    /// <summary>Serves GET and HEAD of /assets/{build}/{path}. A page of the build before may ask for its files while silos are replaced: it gets what is there now, and doesn't keep it.</summary>
    public static Task ServeAsync(HttpContext http) => ServeAsync(
        http, (string?)http.GetRouteValue("path") ?? "", http.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal) ? ForEver : "no-cache");

    /// <summary>Serves GET and HEAD of a file at an address that stays, for sites of others: they look for a newer one after ten minutes.</summary>
    public static Task ServeForOthersAsync(HttpContext http, string path) => ServeAsync(http, path, "public, max-age=600");

    private static async Task ServeAsync(HttpContext http, string path, string cacheControl)
    {
        var response = http.Response;
        if (!All.TryGetValue(path, out var asset))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var isSmall = asset.Compressed is not null && AcceptsBrotli(http.Request);
        var headers = response.Headers;
        headers.CacheControl = cacheControl;
        headers.ETag = isSmall ? asset.CompressedTag : asset.Tag;
        if (asset.Compressed is not null)
        {
            headers.Vary = HeaderNames.AcceptEncoding;
        }

        if (asset.ContentType.StartsWith("text/javascript", StringComparison.Ordinal))
        {
            headers.ContentSecurityPolicy = ScriptPolicy;
        }

        if (Ticketing.Http.EntityTags.IsKnown(http.Request.Headers.IfNoneMatch, headers.ETag!))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = isSmall ? asset.Compressed! : asset.Body;
        if (isSmall)
        {
            headers.ContentEncoding = "br";
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static bool AcceptsBrotli(HttpRequest request) => StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(static one => one.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);

    private static FrozenDictionary<string, Asset> Read()
    {
        var assembly = typeof(StaticFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal)).ToFrozenDictionary(
            static name => name[Folder.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using MemoryStream body = new();
                stream.CopyTo(body);
                return new Asset(TypeOf(name), body.ToArray());
            },
            StringComparer.Ordinal);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".png" => "image/png",
        ".webmanifest" => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    };

    private static string HashOf(IEnumerable<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData([.. bytes]).AsSpan(0, 8));

    private sealed class Asset
    {
        public Asset(string contentType, byte[] body)
        {
            (ContentType, Body, Hash) = (contentType, body, SHA256.HashData(body));
            var tag = Convert.ToHexStringLower(Hash.AsSpan(0, 12));
            (Tag, CompressedTag) = ($"\"{tag}\"", $"\"{tag}-br\"");

            // Fonts and images are compressed already.
            Compressed = contentType.StartsWith("text/", StringComparison.Ordinal) || contentType.EndsWith("xml", StringComparison.Ordinal) ? Compress(body) : null;
        }

        public string ContentType { get; }

        public byte[] Body { get; }

        public byte[]? Compressed { get; }

        public byte[] Hash { get; }

        public string Tag { get; }

        public string CompressedTag { get; }

        private static byte[] Compress(byte[] body)
        {
            using MemoryStream compressed = new();
            using (BrotliStream brotli = new(compressed, CompressionLevel.Optimal))
            {
                brotli.Write(body);
            }

            return compressed.ToArray();
        }
    }
}
