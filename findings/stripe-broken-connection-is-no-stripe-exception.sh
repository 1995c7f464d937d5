#!/usr/bin/env bash
# Stripe.net 53.1.0: a server that takes a request and ends the connection without an answer.
# Expected: StripeException, as for every other way in which a call fails ("Thrown if the request fails").
# Seen: HttpRequestException, so whoever catches what the methods are documented to throw does not catch this.
# Ends with 0 while it is so, with 1 once it is a StripeException.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Stripe.net@53.1.0
#:property PublishAot=false
using System.Net;
using System.Net.Sockets;
using Stripe;

using TcpListener listener = new(IPAddress.Loopback, 0);
listener.Start();
_ = Task.Run(async () =>
{
    while (true)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().ReadAtLeastAsync(new byte[16], 16);
    }
});
StripeClient stripe = new(new StripeClientOptions
{
    ApiKey = "sk_test_0123456789",
    ApiBase = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
    HttpClient = new SystemNetHttpClient(maxNetworkRetries: 0, enableTelemetry: false),
});
Exception? thrown = null;
try
{
    await stripe.V1.PaymentIntents.GetAsync("pi_1");
}
catch (Exception e)
{
    thrown = e;
}

Console.WriteLine($"Stripe.net 53.1.0 threw: {thrown?.GetType().FullName ?? "nothing"}");
return thrown is HttpRequestException ? 0 : 1;
CODE
dotnet run Program.cs
