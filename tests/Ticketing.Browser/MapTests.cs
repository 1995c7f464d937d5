using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Ticketing.Browser;

/// <summary>The picture of the map of seats.</summary>
[Collection(nameof(Stage))]
public sealed class MapTests(Stage stage)
{
    /// <summary>The picture as it is when nothing more is painted: its bytes.</summary>
    private const string Bytes = """
        const bytes = async canvas => {
          const read = () => {
            const copy = new OffscreenCanvas(canvas.clientWidth, canvas.clientHeight).getContext("2d", { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            return copy.getImageData(0, 0, canvas.clientWidth, canvas.clientHeight).data;
          };
          let [before, same] = [read(), 0];
          while (same < 20) {
            await new Promise(done => requestAnimationFrame(done));
            const now = read();
            same = now.every((byte, at) => byte === before[at]) ? same + 1 : 0;
            before = now;
          }
          return before;
        };
        """;

    /// <summary>Drags it about by fractions of a pixel: how many bytes of the picture that changed.</summary>
    private const string Drag = """
        async canvas => {
        """ + Bytes + """
          const box = canvas.getBoundingClientRect();
          let [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
          const send = kind => canvas.dispatchEvent(new PointerEvent(kind, { pointerId: 7, clientX: x, clientY: y, bubbles: true }));
          canvas.setPointerCapture = () => {};
          const start = await bytes(canvas);
          send("pointerdown");
          for (const [byX, byY] of [[-31.4, 0], [0, -22.7], [-17.3, 12.6], [40.2, -9.9], [25.6, 31.1], [-3, -3]]) {
            [x, y] = [x + byX, y + byY];
            send("pointermove");
            await new Promise(done => requestAnimationFrame(done));
          }

          send("pointercancel");
          window.dragged = await bytes(canvas);
          return start.filter((byte, at) => byte !== window.dragged[at]).length;
        }
        """;

    private const string Compare = """
        async canvas => {
        """ + Bytes + """
          return (await bytes(canvas)).filter((byte, at) => byte !== window.dragged[at]).length;
        }
        """;

    /// <summary>How many pixels around a place have another colour than the ground.</summary>
    private const string Painted = """
        async (canvas, [left, top]) => {
        """ + Bytes + """
          const all = await bytes(canvas);
          const one = new OffscreenCanvas(1, 1).getContext("2d");
          one.fillStyle = getComputedStyle(canvas).getPropertyValue("--sunken");
          one.fillRect(0, 0, 1, 1);
          const ground = one.getImageData(0, 0, 1, 1).data;
          let count = 0;
          for (let y = top - 2; y <= top + 2; y++) {
            for (let x = left - 2; x <= left + 2; x++) {
              count += [0, 1, 2].some(at => Math.abs(all[4 * (y * canvas.clientWidth + x) + at] - ground[at]) > 2) ? 1 : 0;
            }
          }
          return count;
        }
        """;

    [BrowserFact]
    public async Task A_map_that_was_dragged_is_the_one_that_would_be_painted_there()
    {
        var play = await stage.PlayAsync();
        await stage.HoldAsync(play, "stalls-B-3", "stalls-D-7", "circle-A-5");
        foreach (var zooms in new[] { 1, 3 })
        {
            await using var visitor = await stage.VisitAsync(width: 390);
            await visitor.OpenMapAsync(play);
            for (var i = 0; i < zooms; i++)
            {
                await visitor.Page.Locator("[data-zoom=in]").ClickAsync();
            }

            var canvas = visitor.Page.Locator("#seat-map canvas");
            Assert.True(await canvas.EvaluateAsync<int>(Drag) > 1_000, "The map did not move.");

            // Other colours have all of it painted anew.
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            Assert.True(await canvas.EvaluateAsync<int>(Compare) > 1_000, "The map kept its colours.");
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            Assert.Equal(0, await canvas.EvaluateAsync<int>(Compare));
        }
    }

    [BrowserFact]
    public async Task A_browser_without_canvases_for_workers_paints_the_same()
    {
        var play = await stage.PlayAsync();
        await stage.HoldAsync(play, "stalls-B-3", "circle-A-5");
        List<int[]> pictures = [];
        foreach (var script in new[] { ";", "delete HTMLCanvasElement.prototype.transferControlToOffscreen;" })
        {
            await using var visitor = await stage.VisitAsync(width: 390);
            await visitor.Page.AddInitScriptAsync(script);
            await visitor.OpenMapAsync(play);
            await visitor.Page.Locator("[data-zoom=in]").ClickAsync();
            pictures.Add(await visitor.Page.Locator("#seat-map canvas").EvaluateAsync<int[]>($$"""async canvas => { {{Bytes}} return [...await bytes(canvas)]; }"""));
        }

        Assert.Equal(pictures[0].Length, pictures[1].Length);
        Assert.InRange(pictures[0].Distinct().Count(), 20, 256);
        Assert.InRange(pictures[0].Zip(pictures[1]).Count(static pair => Math.Abs(pair.First - pair.Second) > 32), 0, pictures[0].Length / 100);
    }

    [BrowserFact]
    public async Task What_is_special_about_a_seat_is_said_on_the_map_in_the_list_and_in_the_choice()
    {
        var play = await stage.PlayAsync();
        await using var visitor = await stage.VisitAsync();
        await visitor.Page.RouteAsync("**/api/v1/events/*/plan", static async route =>
        {
            var answer = await route.FetchAsync();
            var plan = JsonNode.Parse(await answer.TextAsync())!;
            var seats = plan["sections"]![0]!["rows"]![0]!["seats"]!;
            seats[0]!["kind"] = "accessible";
            seats[1]!["kind"] = "companion";
            seats[2]!["view"] = "restricted";
            seats[3]!["label"] = "4\u05d1";
            await route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = plan.ToJsonString() });
        });
        await visitor.OpenMapAsync(play);
        var tip = visitor.Page.Locator(".map-tip");
        await visitor.Page.Locator("#seat-map canvas").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(tip).ToHaveTextAsync("Stalls, row A, seat 1, wheelchair place, Free, €38.00");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(tip).ToHaveTextAsync("Stalls, row A, seat 2, companion’s place, Free, €38.00");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("[data-chosen] button")).ToHaveTextAsync("Stalls, row A, seat 3, restricted view · €38.00 ×");
        await Assertions.Expect(visitor.Page.Locator("[data-look]:visible")).ToHaveTextAsync(["Place for a wheelchair", "Companion’s place", "Restricted view"]);
        await visitor.Page.Keyboard.PressAsync("PageDown");
        await Assertions.Expect(tip).ToHaveTextAsync("Dress circle, row A, seat 1, Free, €25.00");

        await visitor.Page.Locator(".seat-list").EvaluateAsync("details => { details.open = true; }");
        var row = visitor.Page.Locator(".seat-list-body section").First.Locator("details").First;
        await row.EvaluateAsync("details => { details.open = true; }");
        await Assertions.Expect(row.GetByLabel("Seat 1, wheelchair place", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(row.GetByLabel("Seat 3, restricted view", new() { Exact = true })).ToBeCheckedAsync();
        await Assertions.Expect(row.GetByLabel("Seat 4\u05d1", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(row.GetByLabel("Seat 5", new() { Exact = true })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_seat_that_is_taken_away_is_drawn_as_nothing_and_cannot_be_chosen()
    {
        var play = await stage.PlayAsync();
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenMapAsync(play);
        var page = visitor.Page;
        var canvas = page.Locator("#seat-map canvas");
        var tip = page.Locator(".map-tip");
        await visitor.ClickSeatAsync("Stalls, row A, seat 3");
        var (seen, box) = (await canvas.EvaluateAsync<float[]>(Visitor.FindSeat, "Stalls, row A, seat 3"), (await canvas.BoundingBoxAsync())!);
        int[] place = [(int)(seen[0] - box.X), (int)(seen[1] - box.Y)];
        Assert.True(await canvas.EvaluateAsync<int>(Painted, place) > 9, "Nothing is drawn where the seat is.");
        await visitor.TickSeatAsync("Stalls", 1, 1);
        await Assertions.Expect(page.Locator("[data-chosen] button")).ToHaveCountAsync(2);

        await stage.TakeAwayAsync(play, "stalls", ["stalls-A-3", "stalls-A-4", "stalls-A-1", .. Enumerable.Range(1, 17).Select(static seat => $"stalls-B-{seat}")]);
        await Assertions.Expect(page.Locator("[data-chosen] button")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-conflict]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-hold]")).ToBeDisabledAsync();
        await page.Mouse.MoveAsync(0, 0);
        Assert.Equal(0, await canvas.EvaluateAsync<int>(Painted, place));
        Assert.Null(await canvas.EvaluateAsync<float[]?>(Visitor.FindSeat, "Stalls, row A, seat 3"));
        await canvas.ClickAsync(new() { Position = new() { X = place[0], Y = place[1] } });
        await Assertions.Expect(page.Locator("[data-chosen] button")).ToHaveCountAsync(0);

        var rows = page.Locator(".seat-list-body section").First.Locator("details");
        await Assertions.Expect(rows.Nth(0).Locator("summary")).ToHaveTextAsync("Row A: 13 free");
        await Assertions.Expect(rows.Nth(1)).ToBeHiddenAsync();
        await rows.Nth(0).EvaluateAsync("details => { details.open = true; }");
        await Assertions.Expect(rows.Nth(0).GetByLabel("Seat 2", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(rows.Nth(0).GetByLabel("Seat 3", new() { Exact = true })).ToBeHiddenAsync();

        // Keys pass over it, as eyes do.
        await canvas.FocusAsync();
        foreach (var (key, seat) in new[] { ("Home", "A, seat 2"), ("ArrowRight", "A, seat 5"), ("ArrowLeft", "A, seat 2"), ("ArrowDown", "C, seat 3") })
        {
            await page.Keyboard.PressAsync(key);
            await Assertions.Expect(tip).ToHaveTextAsync($"Stalls, row {seat}, Free, €38.00");
        }

        // So it is for who comes later, too.
        await visitor.OpenMapAsync(play);
        await page.Mouse.MoveAsync(0, 0);
        Assert.Equal(0, await canvas.EvaluateAsync<int>(Painted, place));
        Assert.Null(await canvas.EvaluateAsync<float[]?>(Visitor.FindSeat, "Stalls, row A, seat 3"));
        Assert.NotNull(await canvas.EvaluateAsync<float[]?>(Visitor.FindSeat, "Stalls, row A, seat 2"));
    }

    [BrowserFact]
    public async Task A_tap_on_places_without_numbers_leads_to_where_they_are_chosen()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenMapAsync(await stage.PlayAsync());
        var canvas = visitor.Page.Locator("#seat-map canvas");
        await canvas.ScrollIntoViewIfNeededAsync();
        var box = (await canvas.BoundingBoxAsync())!;
        await visitor.Page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height * 0.87f));
        await Assertions.Expect(visitor.Page.Locator("#section-standing select, #section-standing input").First).ToBeFocusedAsync();
    }
}
