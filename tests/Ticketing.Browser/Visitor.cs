using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Ticketing.Browser;

/// <summary>Somebody with a browser, and what its console said.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>Where on the screen a seat is, by what the map says of it. Null: nowhere.</summary>
    public const string FindSeat = """
        (canvas, name) => {
          const box = canvas.getBoundingClientRect();
          const tip = document.querySelector(".map-tip");
          const isThere = (x, y) => {
            canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, bubbles: true }));
            return tip.textContent.startsWith(`${name},`);
          };
          for (let y = box.top + 4; y < box.bottom; y += 5) {
            for (let x = box.left + 4; x < box.right; x += 5) {
              if (isThere(x, y)) {
                let [right, bottom] = [x, y];
                while (isThere(right + 1, y)) {
                  right++;
                }

                const middle = (x + right) / 2;
                while (isThere(middle, bottom + 1)) {
                  bottom++;
                }

                return [middle, (y + bottom) / 2];
              }
            }
          }
          return null;
        }
        """;

    private const string Open = "details => { details.open = true; }";

    private readonly List<string> _complaints = [];
    private readonly List<string> _expected = [];

    public Visitor(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            // That an answer was an error is what some tests are about.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                && !_expected.Exists(one => message.Text.Contains(one, StringComparison.Ordinal)))
            {
                _complaints.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public ILocator Title => Page.Locator("h1");

    /// <summary>The console may say something with this in it.</summary>
    public void Expects(string complaint) => _expected.Add(complaint);

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Assert.Empty(_complaints);
    }

    public async Task SeesAsync(string title) => await Assertions.Expect(Title).ToHaveTextAsync(title, new() { Timeout = 90_000 });

    /// <summary>The page of an event, its map alive.</summary>
    public async Task OpenMapAsync(string @event)
    {
        await Page.GotoAsync($"/e/{@event}");
        await Page.Locator("#seat-map canvas[data-live]").WaitForAsync();
    }

    /// <summary>Clicks a seat on the map, sought with the pointer as people do: by what the map says of it.</summary>
    public async Task ClickSeatAsync(string name)
    {
        var canvas = Page.Locator("#seat-map canvas");
        await canvas.ScrollIntoViewIfNeededAsync();
        var place = await canvas.EvaluateAsync<float[]?>(FindSeat, name);
        Assert.True(place is not null, $"{name} is not on the map.");
        await Page.Mouse.ClickAsync(place![0], place[1]);
    }

    /// <summary>Ticks a seat in the list beside the map.</summary>
    public async Task TickSeatAsync(string section, int row, int seat)
    {
        // It is hidden until the map's script is there: opened before that, it would stay empty.
        var list = Page.Locator(".seat-list");
        await list.WaitForAsync();
        await list.EvaluateAsync(Open);
        var rows = Page.Locator(".seat-list-body section", new() { HasText = section }).Locator("details");
        await rows.Nth(row).EvaluateAsync(Open);
        await rows.Nth(row).GetByLabel(string.Create(CultureInfo.InvariantCulture, $"Seat {seat}"), new() { Exact = true }).CheckAsync();
    }

    /// <summary>On the checkout: leaves an address and pays, in the way that the token says.</summary>
    public async Task PayAsync(string token = "tok_success", string? email = "ann@example.org")
    {
        if (email is not null)
        {
            await Page.Locator("#email").FillAsync(email);
        }

        if (token != "tok_success")
        {
            await Page.GetByText("Try another outcome").ClickAsync();
        }

        await Page.Locator($"input[value={token}]").CheckAsync();
        await Page.Locator("#pay button").ClickAsync();
    }

    /// <summary>What axe finds wrong with the page.</summary>
    public async Task<string[]> FlawsAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        return [.. result.Violations.Select(flaw => $"{Page.Url}: {flaw.Id}: {flaw.Help}: {string.Join(" | ", flaw.Nodes.Select(static node => node.Html))}")];
    }

    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
