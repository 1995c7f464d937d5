#!/usr/bin/env bash
# ASP.NET Core 10 minimal APIs: a JSON body with Content-Type: application/json; charset="utf-8" (RFC 9110, 8.3.2: the quotes change nothing).
# Expected: the body is bound, as it is with charset=utf-8.
# Seen: the binding raises InvalidOperationException, which is answered 500; so one client's spelling looks like a fault of the service.
# Ends with 0 while it is so, with 1 once both are taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
using System.Text;

var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
var app = builder.Build();
app.MapPost("/", (Dictionary<string, int> body) => body["a"]);
await app.StartAsync();
using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
async Task<int> SendAsync(string type)
{
    using ByteArrayContent content = new(Encoding.UTF8.GetBytes("{\"a\":1}"));
    content.Headers.TryAddWithoutValidation("Content-Type", type);
    using var response = await client.PostAsync("/", content);
    return (int)response.StatusCode;
}

var (bare, quoted) = (await SendAsync("application/json; charset=utf-8"), await SendAsync("application/json; charset=\"utf-8\""));
Console.WriteLine($"ASP.NET Core {Environment.Version}: {bare} for charset=utf-8, {quoted} with quotes.");
await app.StopAsync();
return bare == 200 && quoted == 500 ? 0 : 1;
CODE
dotnet run Program.cs
