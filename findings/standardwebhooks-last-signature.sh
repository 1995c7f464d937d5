#!/usr/bin/env bash
# StandardWebhooks 1.1.2 for .NET: a header with several signatures, as the standard has it while a secret is rotated.
# Expected: a delivery is taken when any of them fits.
# Seen: the last of several is never compared, so a receiver that still has the old secret, whose signature senders put last, refuses every
# delivery during a rotation. The same signature at another place is taken.
# Ends with 0 while it is so, with 1 once the last one is compared.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:sdk Microsoft.NET.Sdk.Web
#:package StandardWebhooks@1.1.2
#:property PublishAot=false
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

var (present, former) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
const string Body = "{}";
string Sign(byte[] secret) => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"m1.{time}.{Body}")))}";
bool IsTaken(params byte[][] signers)
{
    HeaderDictionary headers = new()
    {
        ["webhook-id"] = "m1",
        ["webhook-timestamp"] = $"{time}",
        ["webhook-signature"] = string.Join(' ', signers.Select(Sign)),
    };
    try
    {
        new StandardWebhook("whsec_" + Convert.ToBase64String(former)).Verify(Body, headers);
        return true;
    }
    catch (WebhookVerificationException)
    {
        return false;
    }
}

var (alone, first, last) = (IsTaken(former), IsTaken(former, present), IsTaken(present, former));
Console.WriteLine($"StandardWebhooks 1.1.2, to a receiver with the former secret: its signature alone is {Said(alone)}, first of two {Said(first)}, last of two {Said(last)}.");
return alone && first && !last ? 0 : 1;

static string Said(bool isTaken) => isTaken ? "taken" : "refused";
CODE
dotnet run Program.cs
