using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ticketing.Web.Http;

/// <summary>
/// A page, drawn as a whole before anything of it is sent: one that can't be drawn becomes an error's page. Its components are static, so
/// they need none of what the framework sets up for those that live on.
/// </summary>
internal sealed class PageResult(Type page, Dictionary<string, object?> parameters, int status) : IResult, IStatusCodeHttpResult
{
    /// <summary>Pages name each other from the root on, so it says nothing of where that is.</summary>
    private const string Root = "http://localhost/";

    public int? StatusCode => status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // A form that says no address is sent to that of its page.
        var services = httpContext.RequestServices;
        var request = httpContext.Request;
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize(
            Root, $"{Root}{request.Path.ToUriComponent().TrimStart('/')}{request.QueryString.ToUriComponent()}");

        using PageText text = new();
        await using (HtmlRenderer renderer = new(services, NullLoggerFactory.Instance))
        {
            await renderer.Dispatcher.InvokeAsync(async () =>
                (await renderer.RenderComponentAsync(page, ParameterView.FromDictionary(parameters))).WriteHtmlTo(text));
        }

        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Encoding.UTF8.GetByteCount(text.Written);
        Encoding.UTF8.GetBytes(text.Written, response.BodyWriter);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>What is written, in memory that is used again.</summary>
    private sealed class PageText : TextWriter
    {
        private const int UsualLength = 16 << 10;

        private char[] _text = ArrayPool<char>.Shared.Rent(UsualLength);
        private int _length;

        public override Encoding Encoding => Encoding.UTF8;

        public ReadOnlySpan<char> Written => _text.AsSpan(0, _length);

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (buffer.Length > _text.Length - _length)
            {
                var larger = ArrayPool<char>.Shared.Rent(Math.Max(_text.Length * 2, _length + buffer.Length));
                Written.CopyTo(larger);
                ArrayPool<char>.Shared.Return(_text);
                _text = larger;
            }

            buffer.CopyTo(_text.AsSpan(_length));
            _length += buffer.Length;
        }

        protected override void Dispose(bool disposing)
        {
            ArrayPool<char>.Shared.Return(_text);
            _text = [];
            _length = 0;
            base.Dispose(disposing);
        }
    }
}
