using System.Net;
using System.Net.Http.Headers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>A body that comes a little at a time is not waited for beyond a limit, however evenly it comes.</summary>
public sealed class SlowBodyTests
{
    [Theory]
    [InlineData("/api/v1/holds", 31)]
    public async Task A_body_that_takes_too_long_is_refused(string path, int limitSeconds)
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        using Trickle body = new();
        var answer = service.Client.PostAsync(new Uri(path, UriKind.Relative), body);
        await body.Begun;
        await service.Office.UntilAsync(() => Task.FromResult(service.Office.Time.HasTimerIn(TimeSpan.FromSeconds(limitSeconds))));
        service.Office.Time.Advance(TimeSpan.FromSeconds(limitSeconds - 1));
        await body.SendAsync();
        Assert.False(answer.IsCompleted);
        service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        using var response = await answer;
        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
        Assert.Contains("\"code\":\"body_too_slow\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        body.End();
    }

    /// <summary>Sends a byte whenever it is told to.</summary>
    private sealed class Trickle : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Trickle() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        public Task Begun => _begun.Task;

        public async Task SendAsync()
        {
            var stream = await _begun.Task;
            await stream.WriteAsync(" "u8.ToArray());
            await stream.FlushAsync();
        }

        public void End() => _end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            _begun.SetResult(stream);
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            End();
            base.Dispose(disposing);
        }
    }
}
