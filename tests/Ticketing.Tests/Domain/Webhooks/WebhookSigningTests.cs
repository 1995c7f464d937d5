using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Domain.Webhooks;

public sealed class WebhookSigningTests
{
    private static readonly byte[] Secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public void The_signature_is_that_of_the_standard_s_own_example() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSigning.Sign([Secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));

    [Fact]
    public void Every_secret_that_is_good_signs()
    {
        byte[] other = [.. Enumerable.Repeat((byte)7, WebhookSigning.SecretLength)];
        var both = WebhookSigning.Sign([Secret, other], "id", 1, "{}"u8).Split(' ');
        Assert.Equal([WebhookSigning.Sign([Secret], "id", 1, "{}"u8), WebhookSigning.Sign([other], "id", 1, "{}"u8), WebhookSigning.Sign([other], "id", 1, "{}"u8)], both);
    }

    [Fact]
    public void A_secret_is_shown_as_the_standard_has_it() => Assert.Equal("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookSigning.Show(Secret));

    [Fact]
    public void A_secret_that_is_shown_is_read_as_its_bytes() => Assert.Equal(Secret, WebhookSigning.Read(WebhookSigning.Show(Secret)));

    [Fact]
    public void Base64_without_the_prefix_is_its_bytes() => Assert.Equal(Secret, WebhookSigning.Read("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    /// <summary>A library that receivers use, as it is: it does not compare the last of several signatures.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_receiver_with_any_of_the_secrets_believes_what_they_all_sign(int which)
    {
        byte[][] secrets = [Secret, [.. Enumerable.Repeat((byte)7, 32)], [.. Enumerable.Repeat((byte)9, 32)]];
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        HeaderDictionary headers = new()
        {
            ["webhook-id"] = "msg_1",
            ["webhook-timestamp"] = now.ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = WebhookSigning.Sign(secrets, "msg_1", now, "{}"u8),
        };
        new StandardWebhook(WebhookSigning.Show(secrets[which])).Verify("{}", headers);
        headers["webhook-signature"] = WebhookSigning.Sign(secrets.Where((_, i) => i != which), "msg_1", now, "{}"u8);
        Assert.Throws<WebhookVerificationException>(() => new StandardWebhook(WebhookSigning.Show(secrets[which])).Verify("{}", headers));
    }

    [Theory]
    [InlineData("plain text, wh\u00e4t else")]
    [InlineData("a secret of the tests alone")]
    [InlineData("MfKQ9r8GKYqrTwjU PD8ILPZIo2LaLaSw")]
    public void Other_text_without_the_prefix_is_its_bytes(string secret) => Assert.Equal(Encoding.UTF8.GetBytes(secret), WebhookSigning.Read(secret));

    [Fact]
    public void The_prefix_without_base64_is_no_secret() => Assert.Null(WebhookSigning.Read("whsec_this is no base64"));
}
