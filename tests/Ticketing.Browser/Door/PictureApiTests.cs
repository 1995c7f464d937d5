using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SkiaSharp;
using Ticketing.Security;

namespace Ticketing.Browser.Door;

/// <summary>Pictures that the service reads for browsers that can't.</summary>
[Collection(DoorService.Collection)]
public sealed class PictureApiTests(DoorService service)
{
    [BrowserFact]
    public async Task The_code_in_a_picture_is_read()
    {
        var evening = await service.EveningAsync("Concert in grey");
        var bought = await evening.BuyAsync("stalls-A-1");
        using var code = SKBitmap.Decode(await evening.PictureAsync(bought));
        var pixels = code.Pixels.Select(static pixel => pixel.Red).ToArray();
        Assert.Equal(bought.Code, await ReadAsync(Pgm(code.Width, code.Height, pixels)));

        // In bad light, too: darker to one side, and grey where it is white.
        var dim = pixels.Select((light, i) => (byte)(40 + (light * (i % code.Width) / code.Width / 2) + (light / 4))).ToArray();
        Assert.Equal(bought.Code, await ReadAsync(Pgm(code.Width, code.Height, dim)));
        Assert.Null(await ReadAsync(Pgm(64, 64, new byte[64 * 64])));
    }

    [BrowserFact]
    public async Task Only_those_at_the_door_are_read_for()
    {
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), await RefusedAsync(Pgm(32, 32, new byte[1024]), null));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), await RefusedAsync(Pgm(32, 32, new byte[1024]), "a.b.c"));
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), await RefusedAsync(Pgm(32, 32, new byte[1024]), DoorService.Token("ann", Roles.Customer)));
    }

    [BrowserTheory]
    [InlineData("", 32, 32, 1024, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P6", 32, 32, 1024, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", 32, 32, 1023, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", 32, 32, 1025, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", 20, 32, 640, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", -32, -32, 1024, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", 641, 21, 13_461, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", 1_000_000_000, 1_000_000_000, 10, HttpStatusCode.UnprocessableEntity)]
    [InlineData("P5", 700, 700, 490_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_is_no_picture_is_refused(string kind, int width, int height, int bytes, HttpStatusCode expected) =>
        Assert.Equal(expected, (await RefusedAsync(Pgm(width, height, new byte[bytes], kind), service.Scanner)).Status);

    private static byte[] Pgm(int width, int height, byte[] pixels, string kind = "P5") => [.. Encoding.ASCII.GetBytes($"{kind}\n{width} {height}\n255\n"), .. pixels];

    private async Task<string?> ReadAsync(byte[] picture)
    {
        using var response = await SendAsync(picture, service.Scanner);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("text").GetString();
    }

    private async Task<(HttpStatusCode Status, string? Code)> RefusedAsync(byte[] picture, string? token)
    {
        using var response = await SendAsync(picture, token);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] picture, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/door/read") { Content = new ByteArrayContent(picture) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await service.Client.SendAsync(request);
    }
}
