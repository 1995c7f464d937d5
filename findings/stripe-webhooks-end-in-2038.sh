#!/usr/bin/env bash
# Stripe.net 53.1.0: a webhook that is signed rightly, at a time after 2038-01-19 03:14:07 UTC, checked at that time.
# Expected: it is taken; timestamps and the clock are 64 bits wide in the API.
# Seen: OverflowException, which is no StripeException: the header's time is read as a number of 32 bits.
# Ends with 0 while it is so, with 1 once the webhook is taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Stripe.net@53.1.0
#:property PublishAot=false
using Stripe;

const long Now = 2_147_483_648;
const string Body = "{}";
var header = EventUtility.GenerateSignatureHeader(Body, "whsec_0123456789", Now);
Exception? thrown = null;
try
{
    EventUtility.ValidateSignature(Body, header, "whsec_0123456789", tolerance: 300, utcNow: Now);
}
catch (Exception e)
{
    thrown = e;
}

Console.WriteLine($"Stripe.net 53.1.0 threw: {thrown?.GetType().FullName ?? "nothing"}");
return thrown is OverflowException ? 0 : 1;
CODE
dotnet run Program.cs
