using System.Globalization;
using System.Text;
using Ticketing.Payments;

namespace Ticketing.Tests.Payments;

/// <summary>What is believed of a webhook that comes in a provider's name, and what its sender is told.</summary>
public sealed class WebhookSignerTests
{
    private const string Body = """{"type":"payment.updated","data":{"payment":"abc-1"}}""";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly WebhookSigner _signer = new("a secret of the tests alone"u8.ToArray(), new Clock());

    [Fact]
    public void One_that_is_signed_now_tells_of_its_payment() => Assert.Equal(WebhookNews.Of("abc-1"), Read(0));

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public void A_header_that_is_missing_is_named(string name) =>
        Assert.StartsWith($"The header {name} is missing. Send ", Read(0, without: name).Doubt, StringComparison.Ordinal);

    [Theory]
    [InlineData(-301, "webhook-timestamp is more than five minutes ago. ")]
    [InlineData(301, "webhook-timestamp is more than five minutes from now. ")]
    public void A_time_that_is_far_off_is_told_apart_from_a_signature_that_is_wrong(int seconds, string begins) =>
        Assert.StartsWith(begins, Read(seconds).Doubt, StringComparison.Ordinal);

    [Fact]
    public void Of_a_signature_that_is_wrong_only_what_is_signed_is_told()
    {
        var doubt = Read(0, body: Body + " ").Doubt;
        Assert.StartsWith("webhook-signature is not of this id, time and body. ", doubt, StringComparison.Ordinal);
        Assert.DoesNotContain("v1,", doubt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_secret_the_setting_is_named() => Assert.Contains(
        "set Payments:WebhookSecret",
        (await new TestPaymentProvider(() => throw new InvalidOperationException()).ReadWebhookAsync(_ => null, default, CancellationToken.None)).Doubt,
        StringComparison.Ordinal);

    /// <summary>What is made of a webhook that was signed so many seconds from now, and then changed.</summary>
    private WebhookNews Read(int seconds, string? without = null, string body = Body)
    {
        var at = Now.ToUnixTimeSeconds() + seconds;
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = "msg_1",
            ["webhook-timestamp"] = at.ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = _signer.Sign("msg_1", at, Encoding.UTF8.GetBytes(Body)),
        };
        return _signer.Read(name => name == without ? null : headers[name], Encoding.UTF8.GetBytes(body));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
