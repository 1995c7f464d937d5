using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ticketing.Http;

/// <summary>An HTTP answer before it is sent, so that it can be remembered first.</summary>
public record Answer(int Status, ReadOnlyMemory<byte> Body, string ContentType = Answer.Json) : IResult
{
    public const string Json = "application/json";
    public const string ProblemJson = "application/problem+json";

    // As plain as JSON may be, so that a secret can be cut out of an answer without a parser. The default also escapes what HTML would
    // misread: no answer is put into a page, and browsers are told not to guess what it is.
    internal static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = Encoder };

    public string? Location { get; init; }

    public string? ETag { get; init; }

    /// <summary>WWW-Authenticate: what a caller must bring.</summary>
    public string? Challenge { get; init; }

    public int? RetryAfterSeconds { get; init; }

    /// <summary>The problem's code, for the metrics.</summary>
    public string? Code { get; init; }

    /// <summary>The name under which a browser keeps the answer; null: it shows it.</summary>
    public string? FileName { get; init; }

    public bool Replayed { get; init; }

    /// <summary>How the body is compressed. Null: it is as it is.</summary>
    public string? Encoding { get; init; }

    /// <summary>There is the same in another encoding.</summary>
    public bool Varies { get; init; }

    /// <summary>Whoever got it may keep it, and asks each time whether it is still so. What nobody said this of is kept nowhere.</summary>
    public bool MayBeKept { get; init; }

    /// <summary>Instead of the body: writes for as long as somebody listens.</summary>
    public Func<HttpContext, Task>? Stream { get; init; }

    public Task ExecuteAsync(HttpContext httpContext) => RouteServer.SendAsync(httpContext, this);

    public static Answer Of<T>(int status, T value, Action<Utf8JsonWriter, T> write) => new(status, Written(value, write));

    protected static ReadOnlyMemory<byte> Written<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}

/// <summary>Why a request was refused (RFC 9457).</summary>
public sealed record Problem : Answer
{
    private Problem(int status, ReadOnlyMemory<byte> body)
        : base(status, body, ProblemJson)
    {
    }

    internal static Problem Of<T>(int status, string code, T value, Action<Utf8JsonWriter, T> write) => new(status, Written(value, write)) { Code = code };
}
