namespace Ticketing.Browser;

/// <summary>The picture of the map of seats.</summary>
[Collection(nameof(Stage))]
public sealed class MapTests(Stage stage)
{
    /// <summary>Drags it about by fractions of a pixel, then has it painted anew: how many of its bytes that changed. Edges are smoothed a little otherwise where a part ends.</summary>
    private const string DragAndPaintAnew = """
        async canvas => {
          const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          const bytes = () => {
            const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
            copy.fillStyle = "#fff";
            copy.fillRect(0, 0, canvas.width, canvas.height);
            copy.drawImage(canvas, 0, 0);
            return copy.getImageData(0, 0, canvas.width, canvas.height).data;
          };
          const box = canvas.getBoundingClientRect();
          let [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
          const send = kind => canvas.dispatchEvent(new PointerEvent(kind, { pointerId: 7, clientX: x, clientY: y, bubbles: true }));
          canvas.setPointerCapture = () => {};
          const start = bytes();
          send("pointerdown");
          for (const [byX, byY] of [[-31.4, 0], [0, -22.7], [-17.3, 12.6], [40.2, -9.9], [25.6, 31.1], [-3, -3]]) {
            [x, y] = [x + byX, y + byY];
            send("pointermove");
            await frame();
          }

          const dragged = bytes();
          send("pointercancel");
          canvas.dispatchEvent(new Event("blur"));
          await frame();
          const anew = bytes();
          const differ = (one, other) => one.reduce((sum, byte, at) => sum + (Math.abs(byte - other[at]) > 32 ? 1 : 0), 0);
          return [differ(start, dragged), differ(dragged, anew)];
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

            var differ = await visitor.Page.Locator("#seat-map canvas").EvaluateAsync<int[]>(DragAndPaintAnew);
            Assert.True(differ[0] > 1_000, "The map did not move.");
            Assert.Equal(0, differ[1]);
        }
    }
}
