using System.Net;
using System.Text.RegularExpressions;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.SignIn;

/// <summary>Customers sign in by mail, without scripts, and find what is theirs.</summary>
public sealed partial class MyPagesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-my-").FullName;
    private ServiceProcess? _service;

    private ServiceProcess Service => _service!;

    private string Mail => Path.Combine(_folder, "mail");

    public async Task InitializeAsync() => _service = await ServiceProcess.StartAsync(new Dictionary<string, string>
    {
        ["Storage__Path"] = _folder,
        ["Mail__Folder"] = Mail,
        ["Pages__Url"] = "https://tickets.example.org",
    });

    public Task DisposeAsync()
    {
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_guest_who_signs_in_with_the_address_of_the_letter_finds_the_booking_and_nobody_else_does()
    {
        var booking = await BookAsync(await EventAsync(), "Ann@example.org");
        await LetterAsync("Ann@example.org", TicketLetter());
        using var ann = await SignInAsync("ann@example.org");
        Assert.Equal("/my", ann.Address.AbsolutePath);
        Assert.Contains("Open Studio", ann.Html, StringComparison.Ordinal);
        await ann.OpenAsync($"/my/{booking}");
        Assert.Equal(HttpStatusCode.OK, ann.Status);
        await ann.OpenAsync($"/my/{booking}/tickets.pdf");
        Assert.Equal(HttpStatusCode.OK, ann.Status);

        using var ben = await SignInAsync("ben@example.org");
        Assert.DoesNotContain("Open Studio", ben.Html, StringComparison.Ordinal);
        await ben.OpenAsync($"/my/{booking}");
        Assert.Equal(HttpStatusCode.NotFound, ben.Status);

        await ann.OpenAsync("/my");
        await ann.SubmitAsync("/sign-out");
        await ann.OpenAsync($"/my/{booking}");
        Assert.Equal(HttpStatusCode.NotFound, ann.Status);
    }

    [Fact]
    public async Task What_is_booked_while_signed_in_is_the_accounts_and_can_be_taken_away_and_erased()
    {
        var @event = await EventAsync();
        var before = await BookAsync(@event, "cora@example.org");
        await LetterAsync("cora@example.org", TicketLetter());
        using var cora = await SignInAsync("cora@example.org");
        await cora.OpenAsync($"/e/{@event}");
        await cora.SubmitAsync($"/e/{@event}/hold", ("from", "places"), ("places-floor", "2"));
        Assert.StartsWith("/checkout/", cora.Address.AbsolutePath, StringComparison.Ordinal);
        await cora.SubmitAsync($"{cora.Address.AbsolutePath}/pay", ("email", "cora@example.org"));
        Assert.StartsWith("/my/", cora.Address.AbsolutePath, StringComparison.Ordinal);
        var mine = cora.Address.AbsolutePath["/my/".Length..];

        // In another browser of hers, too.
        using var phone = await SignInAsync("cora@example.org");
        Assert.Contains($"/my/{mine}", phone.Html, StringComparison.Ordinal);
        Assert.Contains($"/my/{before}", phone.Html, StringComparison.Ordinal);
        await phone.OpenAsync($"/my/{mine}");
        Assert.Equal(HttpStatusCode.OK, phone.Status);

        await phone.OpenAsync("/my/data.json");
        Assert.Contains(mine, phone.Html, StringComparison.Ordinal);
        await phone.OpenAsync("/my/erase");
        await phone.SubmitAsync("/my/erase");
        Assert.Contains("Your data is being erased", phone.Html, StringComparison.Ordinal);
        await cora.OpenAsync("/my");
        Assert.Equal("/sign-in", cora.Address.AbsolutePath);
        using var again = await SignInAsync("cora@example.org");
        Assert.DoesNotContain($"/my/{before}", again.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_a_link_does_nothing_its_button_works_once_and_its_address_is_kept_nowhere()
    {
        using FormBrowser scanner = new(Service.Client.BaseAddress!);
        using FormBrowser reader = new(Service.Client.BaseAddress!);
        var link = await LinkAsync(reader, "dora@example.org");
        await scanner.OpenAsync(link);
        Assert.False(scanner.IsSignedIn);
        await reader.OpenAsync(link);
        Assert.Equal("/sign-in/confirm", reader.Address.PathAndQuery);
        Assert.False(reader.IsSignedIn);
        Assert.DoesNotContain(link.Split('=')[1].Split('&')[0], reader.Html, StringComparison.Ordinal);
        await reader.SubmitAsync("/sign-in/confirm");
        Assert.True(reader.IsSignedIn);
        await scanner.SubmitAsync("/sign-in/confirm");
        Assert.Equal(HttpStatusCode.Gone, scanner.Status);
        Assert.Contains("The link was used", scanner.Html, StringComparison.Ordinal);
        Assert.False(scanner.IsSignedIn);
        Assert.DoesNotContain(Service.Output.Lines, line => line.Contains(link.Split('=')[1].Split('&')[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_button_signs_in_with_the_link_that_was_looked_at_and_not_with_one_that_was_opened_since()
    {
        using FormBrowser reader = new(Service.Client.BaseAddress!);
        var (own, strangers) = (await LinkAsync(reader, "fay@example.org"), await LinkAsync(reader, "gus@example.org"));
        await reader.OpenAsync(own);
        var shown = reader.Html;
        await reader.OpenAsync(strangers);
        reader.Show(shown);
        await reader.SubmitAsync("/sign-in/confirm");
        Assert.Equal(HttpStatusCode.Conflict, reader.Status);
        Assert.Contains("Another link was opened", reader.Html, StringComparison.Ordinal);
        Assert.False(reader.IsSignedIn);
        await reader.OpenAsync(own);
        await reader.SubmitAsync("/sign-in/confirm");
        Assert.True(reader.IsSignedIn);
    }

    [Fact]
    public async Task Who_erases_what_they_booked_as_a_guest_erases_nothing_of_others_under_the_same_name()
    {
        var @event = await EventAsync();
        await BookAsync(@event, "kim@example.org", "kim@example.org");
        await LetterAsync("kim@example.org", AnyLetter());
        var stolen = await BookAsync(@event, "mallory@example.org", "kim@example.org");
        await LetterAsync("mallory@example.org", AnyLetter());
        using var mallory = await SignInAsync("mallory@example.org");
        Assert.Contains($"/my/{stolen}", mallory.Html, StringComparison.Ordinal);
        await mallory.OpenAsync("/my/erase");
        await mallory.SubmitAsync("/my/erase");
        using var again = await SignInAsync("mallory@example.org");
        Assert.DoesNotContain("Open Studio", again.Html, StringComparison.Ordinal);
        using var kim = await SignInAsync("kim@example.org");
        Assert.Contains("Open Studio", kim.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_known_gets_the_same_answer_and_what_is_no_address_is_said_to_be_none()
    {
        await BookAsync(await EventAsync(), "eve@example.org");
        string[] pages = [await AskAsync("eve@example.org"), await AskAsync("bob@example.org")];
        Assert.Equal(pages[0].Replace("eve@", "bob@", StringComparison.Ordinal), pages[1]);
        using FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync("/sign-in");
        await browser.SubmitAsync("/sign-in", ("email", "nobody"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("That is no e-mail address", browser.Html, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string email)
    {
        using FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync("/sign-in");
        await browser.SubmitAsync("/sign-in", ("email", email));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return FormToken().Replace(browser.Html, "");
    }

    private async Task<FormBrowser> SignInAsync(string email)
    {
        FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync(await LinkAsync(browser, email));
        await browser.SubmitAsync("/sign-in/confirm");
        Assert.True(browser.IsSignedIn, browser.Html);
        return browser;
    }

    /// <summary>Asks for a link: its path.</summary>
    private async Task<string> LinkAsync(FormBrowser browser, string email)
    {
        var known = Letters(email, SignInLetter()).Length;
        await browser.OpenAsync("/my");
        Assert.Equal("/sign-in?to=my", browser.Address.PathAndQuery);
        await browser.SubmitAsync("/sign-in", ("email", email));
        Assert.Contains("A link is on its way to", browser.Html, StringComparison.Ordinal);
        return Assert.Single(Letters(email, SignInLetter())[known..]);
    }

    private async Task<string> LetterAsync(string email, Regex link)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (Letters(email, link) is [.., var last])
            {
                return last;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    /// <summary>The links of letters to an address, in the order in which they were written.</summary>
    private string[] Letters(string email, Regex link) => !Directory.Exists(Mail) ? [] :
    [
        .. new DirectoryInfo(Mail).GetFiles("*.eml").OrderBy(static file => file.LastWriteTimeUtc)
            .Select(static file => MimeKit.MimeMessage.Load(file.FullName))
            .Where(letter => letter.To.Mailboxes.Any(box => box.Address == email))
            .Select(letter => link.Match(letter.TextBody ?? "").Value).Where(static found => found.Length > 0),
    ];

    private async Task<string> EventAsync()
    {
        var created = await Service.PostAsync("/api/v1/events", new
        {
            name = "Open Studio",
            starts_at = "2030-06-01T19:30:00Z",
            sections = new[] { new { id = "floor", name = "Floor", kind = "general", price = "0.00", capacity = 50 } },
        });
        Assert.Equal(201, created.Status);
        return created.Body.GetProperty("event_id").GetString()!;
    }

    private async Task<string> BookAsync(string @event, string email, string? name = null)
    {
        var held = await Service.PostAsync("/api/v1/holds", name is null ? (object)new { event_id = @event, qty = 1 } : new { event_id = @event, qty = 1, customer_id = name });
        Assert.True(held.Status == 201, held.Body.ToString());
        var booked = await Service.PostAsync("/api/v1/bookings", new { hold_id = held.Body.GetProperty("hold_id").GetString(), hold_token = held.Body.GetProperty("hold_token").GetString(), email });
        Assert.True(booked.Status == 201, booked.Body.ToString());
        return booked.Body.GetProperty("id").GetString()!;
    }

    [GeneratedRegex(@"(?<=https://tickets\.example\.org)/my/[0-9a-f-]+\?t=[\w-]{22}")]
    private static partial Regex TicketLetter();

    [GeneratedRegex(@"(?<=https://tickets\.example\.org)/sign-in\?link=[\w-]{43}(&to=my)?")]
    private static partial Regex SignInLetter();

    [GeneratedRegex("Open Studio")]
    private static partial Regex AnyLetter();

    [GeneratedRegex("name=\"form-token\" value=\"[^\"]+\"")]
    private static partial Regex FormToken();
}
