using System.Text;
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
        Assert.Equal([WebhookSigning.Sign([Secret], "id", 1, "{}"u8), WebhookSigning.Sign([other], "id", 1, "{}"u8)], both);
    }

    [Fact]
    public void A_secret_is_shown_as_the_standard_has_it() => Assert.Equal("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookSigning.Show(Secret));

    [Fact]
    public void A_secret_that_is_shown_is_read_as_its_bytes() => Assert.Equal(Secret, WebhookSigning.Read(WebhookSigning.Show(Secret)));

    [Theory]
    [InlineData("plain text, wh\u00e4t else")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void A_secret_without_the_prefix_is_its_text(string secret) => Assert.Equal(Encoding.UTF8.GetBytes(secret), WebhookSigning.Read(secret));

    [Fact]
    public void The_prefix_without_base64_is_no_secret() => Assert.Null(WebhookSigning.Read("whsec_this is no base64"));
}
