#!/usr/bin/env bash
# Stripe.net 53.1.0: a server that answers 500, a client with two retries, and a token that is cancelled 20 ms after the second answer.
# Expected: the call ends when the token is cancelled.
# Seen: it ends when the pause before the next try is over, three quarters of a second later or more, and up to five seconds in further
# tries: the pause does not look at the token.
# Ends with 0 while it is so, with 1 once it ends within 300 ms of the cancellation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Stripe.net@53.1.0
#:property PublishAot=false
using System.Diagnostics;
using System.Net;
using Stripe;

// No server is needed: the answer comes at once.
using CancellationTokenSource cancel = new();
using HttpClient http = new(new Failing(cancel));
StripeClient stripe = new(new StripeClientOptions { ApiKey = "sk_test_0123456789", HttpClient = new SystemNetHttpClient(http, maxNetworkRetries: 2, enableTelemetry: false) });
var watch = Stopwatch.StartNew();
TimeSpan cancelledAt = default;
cancel.Token.Register(() => cancelledAt = watch.Elapsed);
try
{
    await stripe.V1.PaymentIntents.GetAsync("pi_1", null, null, cancel.Token);
}
catch (Exception e)
{
    Console.WriteLine($"Stripe.net 53.1.0 ended {(watch.Elapsed - cancelledAt).TotalMilliseconds:0} ms after the cancellation with {e.GetType().Name}");
}

return cancelledAt > TimeSpan.Zero && watch.Elapsed - cancelledAt > TimeSpan.FromMilliseconds(300) ? 0 : 1;

internal sealed class Failing(CancellationTokenSource cancel) : HttpMessageHandler
{
    private int _answers;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++_answers == 2)
        {
            cancel.CancelAfter(TimeSpan.FromMilliseconds(20));
        }

        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("""{"error":{"type":"api_error"}}""") });
    }
}
CODE
dotnet run Program.cs
