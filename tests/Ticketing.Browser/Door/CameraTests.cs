using Microsoft.Playwright;

namespace Ticketing.Browser.Door;

/// <summary>A phone whose camera sees a ticket.</summary>
[Collection(DoorService.Collection)]
public sealed class CameraTests(DoorService service) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-camera-").FullName;

    [BrowserFact]
    public async Task A_ticket_before_the_camera_is_read_in_the_browser_once()
    {
        var evening = await service.EveningAsync("Concert on camera");
        await using var browser = await CameraAsync(evening, await evening.BuyAsync("stalls-A-1"));
        await using var phone = await service.PhoneAsync(browser);
        await phone.FollowLinkAsync(service.Scanner);
        await phone.OpenGateAsync(evening, "North");
        Assert.Equal("admitted", await phone.VerdictAfterAsync(""));
        await phone.ReadAsync("#recent", "Stalls, row A, seat 1");
        Assert.Equal(await LibraryIsThereAsync() ? "library" : "service", await phone.Page.Locator("body").GetAttributeAsync("data-reader"));

        // It stays before the camera, and is not read again: the next verdict is that of another code.
        Assert.Equal("not_a_ticket", await phone.TypeAsync("TICKET"));
        Assert.Equal(2, await phone.Recent.CountAsync());
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task Where_the_browser_and_its_library_read_nothing_the_service_does()
    {
        var evening = await service.EveningAsync("Concert on an old phone");
        await using var browser = await CameraAsync(evening, await evening.BuyAsync("stalls-A-2"));
        await using var phone = await service.PhoneAsync(browser);
        await phone.Context.RouteAsync("**/lib/jsQR.js", static route => route.AbortAsync());
        await phone.FollowLinkAsync(service.Scanner);
        await phone.OpenGateAsync(evening, "North");
        Assert.Equal("admitted", await phone.VerdictAfterAsync(""));
        await phone.ReadAsync("#recent", "Stalls, row A, seat 2");
        Assert.Equal("service", await phone.Page.Locator("body").GetAttributeAsync("data-reader"));
        await phone.Context.SetOfflineAsync(true);
        await phone.ReadAsync("#camera-why", "This browser needs the network to read codes");
    }

    [BrowserFact]
    public async Task A_browser_that_reads_codes_itself_is_asked_to()
    {
        var evening = await service.EveningAsync("Concert on a new phone");
        var bought = await evening.BuyAsync("stalls-A-3");
        await using var browser = await CameraAsync(evening, bought);
        await using var phone = await service.PhoneAsync(browser);
        await phone.Page.AddInitScriptAsync($$"""
            window.BarcodeDetector = class {
              static async getSupportedFormats() { return ['qr_code']; }
              async detect(video) { return video.videoWidth ? [{ rawValue: '{{bought.Code}}' }] : []; }
            };
            """);
        await phone.FollowLinkAsync(service.Scanner);
        await phone.OpenGateAsync(evening, "North");
        Assert.Equal("admitted", await phone.VerdictAfterAsync(""));
        Assert.Equal("browser", await phone.Page.Locator("body").GetAttributeAsync("data-reader"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<IBrowser> CameraAsync(Evening evening, Bought bought) => await service.StartBrowserAsync(
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-video-capture={TicketVideo.Write(_folder, await evening.PictureAsync(bought))}");

    /// <summary>The build had node_modules.</summary>
    private async Task<bool> LibraryIsThereAsync() =>
        (await service.Client.GetStringAsync(new Uri("/door/worker.js", UriKind.Relative))).Contains("jsQR.js", StringComparison.Ordinal);
}
