using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ticketing.Tests.Harness;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Webhooks;

/// <summary>Over real connections to this machine.</summary>
public sealed class HttpWebhookSenderTests
{
    private static readonly WebhookOptions Open = WebhookOptions.Default with { AllowPrivateNetworks = true };
    private static readonly WebhookOptions Closed = WebhookOptions.Default;

    [Fact]
    public async Task A_message_arrives_as_the_standards_have_it()
    {
        Dictionary<string, string> headers = [];
        var body = "";
        await using var receiver = await WebhookReceiver.StartAsync(async http =>
        {
            headers = http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
            body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            http.Response.StatusCode = 204;
        });
        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        Assert.Equal(new WebhookReply(204), await SendAsync(sender, receiver.Url));
        Assert.Equal("""{"specversion":"1.0"}""", body);
        Assert.Equal(("id-1", "1614265330", "v1,abc", "application/cloudevents+json; charset=utf-8"), (
            headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], headers["content-type"]));
        Assert.False(headers.ContainsKey("traceparent"));
    }

    [Theory]
    [InlineData(410)]
    [InlineData(500)]
    [InlineData(404)]
    public async Task A_refusal_is_told(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        Assert.Equal(new WebhookReply(status) { RetryAfter = TimeSpan.FromMinutes(2) }, await SendAsync(sender, receiver.Url));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        var asked = 0;
        await using var elsewhere = await WebhookReceiver.StartAsync(_ =>
        {
            asked++;
            return Task.CompletedTask;
        });
        await using var receiver = await WebhookReceiver.StartAsync(http =>
        {
            http.Response.Redirect(elsewhere.Url.ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        var reply = await SendAsync(sender, receiver.Url);
        Assert.Equal((307, false, 0), (reply.Status, reply.IsDelivered, asked));
    }

    [Fact]
    public async Task A_receiver_that_is_slow_is_not_waited_for()
    {
        await using var receiver = await WebhookReceiver.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var sender = new HttpWebhookSender(Open with { Timeout = TimeSpan.FromMilliseconds(300) }, TimeProvider.System);
        var reply = await SendAsync(sender, receiver.Url);
        Assert.Equal((0, "No answer within 0.3 s."), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var receiver = await WebhookReceiver.StartAsync(async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync(new string('x', 4_096));
            }
        });
        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        Assert.Equal(200, (await SendAsync(sender, receiver.Url)).Status);
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_held_back_after_a_while()
    {
        Uri url;
        await using (var receiver = await WebhookReceiver.StartAsync(_ => Task.CompletedTask))
        {
            url = receiver.Url;
        }

        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(sender, url)));
        Assert.All(replies, reply => Assert.Equal(0, reply.Status));
        Assert.Contains(replies, reply => reply.Error == "No connection.");
        var held = await SendAsync(sender, url);
        Assert.True(held.IsHeldBack);
        Assert.InRange(held.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_receiver_that_fails_holds_back_no_other_on_the_same_host()
    {
        await using var receiver = await WebhookReceiver.StartAsync(http =>
        {
            http.Response.StatusCode = http.Request.Path == "/fails" || http.Request.Query["shop"] == "fails" ? 503 : 200;
            return Task.CompletedTask;
        });
        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        foreach (var failing in new[] { "/fails", "/hook?shop=fails" })
        {
            var url = new Uri(receiver.Url, failing);
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(sender, url)));
            Assert.StartsWith("Held back: ", (await SendAsync(sender, url)).Error, StringComparison.Ordinal);
        }

        Assert.Equal(new WebhookReply(200), await SendAsync(sender, new Uri(receiver.Url, "/hook?shop=other")));
    }

    [Fact]
    public async Task A_receiver_that_is_slow_leaves_connections_to_others_on_the_same_host()
    {
        using var asked = new SemaphoreSlim(0);
        await using var receiver = await WebhookReceiver.StartAsync(async http =>
        {
            if (http.Request.Path == "/slow")
            {
                asked.Release();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
        });
        using var sender = new HttpWebhookSender(Open, TimeProvider.System);
        var slow = Enumerable.Range(0, 24).Select(_ => SendAsync(sender, new Uri(receiver.Url, "/slow"))).ToArray();
        for (var i = 0; i < slow.Length; i++)
        {
            Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(10)));
        }

        Assert.Equal(new WebhookReply(200), await SendAsync(sender, new Uri(receiver.Url, "/hook")));
        Assert.DoesNotContain(slow, static task => task.IsCompleted);
    }

    [Fact]
    public void So_many_receivers_are_remembered_and_no_more()
    {
        var time = new ManualTimeProvider();
        var breakers = new ReceiverBreakers(time, most: 3);
        var first = breakers.For(Hook(0));
        for (var i = 1; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            breakers.For(Hook(i));
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Same(first, breakers.For(Hook(0)));
        }

        Assert.Equal(3, breakers.Count);

        static Uri Hook(int number) => new($"https://shop.example/{number}");
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[::ffff:192.168.0.1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://localhost/")]
    public async Task No_private_network_is_called(string url)
    {
        using var sender = new HttpWebhookSender(Closed, TimeProvider.System);
        Assert.Equal(new WebhookReply(0, "The host is in a network that is not called."), await SendAsync(sender, new Uri(url)));
    }

    [Fact]
    public async Task A_name_that_is_resolved_to_a_private_address_later_is_refused_when_it_is_called()
    {
        var asked = 0;
        await using var receiver = await WebhookReceiver.StartAsync(_ =>
        {
            asked++;
            return Task.CompletedTask;
        });
        using var sender = new HttpWebhookSender(Closed, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("192.168.0.1")]));
        var reply = await SendAsync(sender, new Uri($"https://shop.example:{receiver.Url.Port}/"));
        Assert.Equal((new WebhookReply(0, "The host is in a network that is not called."), 0), (reply, asked));
    }

    [Fact]
    public async Task Nothing_is_sent_without_TLS()
    {
        using var sender = new HttpWebhookSender(Closed, TimeProvider.System);
        Assert.Equal(new WebhookReply(0, "Only https is called."), await SendAsync(sender, new Uri("http://shop.example/")));
    }

    private static Task<WebhookReply> SendAsync(HttpWebhookSender sender, Uri url) => sender.Send(
        new WebhookMessage(url, "id-1", 1_614_265_330, "v1,abc", Encoding.UTF8.GetBytes("""{"specversion":"1.0"}""")), CancellationToken.None);
}
