using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Ticketing.Http;

/// <summary>An answer that many get and that stays, as it is and compressed.</summary>
public sealed class PackedAnswer
{
    private readonly Answer _plain;
    private readonly Answer _compressed;

    public PackedAnswer(byte[] body, string contentType = Answer.Json)
    {
        var compressed = Compress(body);
        _plain = new Answer(StatusCodes.Status200OK, body, contentType) { ETag = EntityTags.OfBytes(body), MayBeKept = true, Varies = true };
        _compressed = _plain with { Body = compressed, ETag = EntityTags.OfBytes(compressed), Encoding = "br" };
    }

    /// <summary>Bytes that it takes.</summary>
    public long Size => _plain.Body.Length + _compressed.Body.Length;

    /// <summary>In the form that whoever asks can read.</summary>
    /// <param name="acceptEncoding">What they say of it.</param>
    public Answer For(string? acceptEncoding) => acceptEncoding is not null
        && StringWithQualityHeaderValue.TryParseList([acceptEncoding], out var accepted)
        && accepted.Any(static one => one.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && one.Quality is not 0)
            ? _compressed
            : _plain;

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
