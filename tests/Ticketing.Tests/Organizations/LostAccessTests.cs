using Ticketing.Mail;

namespace Ticketing.Tests.Organizations;

/// <summary>Owners are told who of their staff lost access.</summary>
public sealed class LostAccessTests
{
    [Fact]
    public async Task Owners_are_told_who_was_taken_out_or_has_another_role_when_and_by_whom()
    {
        await using var houses = await Houses.OpenAsync();
        var (owner, staff) = (houses.As(houses.North, "owner"), $"/api/v1/organizations/{houses.North.Organization}/staff");
        await houses.DoAsync("PUT", "/api/v1/customers/me", owner, """{"email":"olga@example.org","locale":"de"}""", 200);
        await houses.DoAsync("POST", staff, owner, """{"email":"ottilie@example.org","role":"owner"}""", 200);
        await houses.DoAsync("POST", staff, owner, """{"email":"ben@example.org","role":"manager"}""", 200);

        // As it is, it takes nothing from anybody.
        await houses.DoAsync("POST", staff, owner, """{"email":"ben@example.org","role":"manager"}""", 200);
        await houses.DoAsync("POST", staff, owner, """{"email":"ben@example.org","role":"door"}""", 200);
        await houses.DoAsync("DELETE", $"{staff}/north-box_office", owner, null, 204);

        var letters = await LettersAsync(houses, 4);
        Assert.Equal(
            [
                "olga@example.org ben@example.org hat eine andere Rolle bei north",
                "olga@example.org north-box_office hat keinen Zugang mehr zu north",
                "ottilie@example.org ben@example.org has another role at north",
                "ottilie@example.org north-box_office has no access to north any more",
            ],
            letters.Select(static letter => $"{letter.To} {letter.Subject}").Order(StringComparer.Ordinal));
        Assert.Contains(
            "Who: ben@example.org\r\nWhat: the role at north is door; it was manager\r\nWhen: 20",
            letters.Single(static letter => letter.Subject == "ben@example.org has another role at north").Text, StringComparison.Ordinal);
        var removed = letters.Single(static letter => letter.Subject == "north-box_office hat keinen Zugang mehr zu north").Text;
        Assert.Contains("Was: aus north entfernt; die Rolle war Kasse\r\n", removed, StringComparison.Ordinal);
        Assert.Contains("Durch: north-owner\r\n", removed, StringComparison.Ordinal);
        Assert.Equal(4, letters.Select(static letter => letter.Id).Distinct().Count());
    }

    [Fact]
    public async Task An_owner_who_is_taken_out_is_told_too_and_a_letter_is_tried_until_it_goes()
    {
        await using var houses = await Houses.OpenAsync();
        var staff = $"/api/v1/organizations/{houses.North.Organization}/staff";
        var ottilie = await houses.DoAsync("POST", staff, houses.As(houses.North, "owner"), """{"email":"ottilie@example.org","role":"owner"}""", 200);
        houses.Service.Office.Post.Next.Enqueue(new MailOutcome(MailResult.Unavailable));
        await houses.DoAsync("DELETE", $"{staff}/{ottilie.GetProperty("subject").GetString()}", houses.Admin, null, 204);

        var letters = await LettersAsync(houses, 2);
        Assert.All(letters, static letter => Assert.Equal(("ottilie@example.org", "ottilie@example.org has no access to north any more"), (letter.To, letter.Subject)));
        Assert.Single(letters.Select(static letter => letter.Id).Distinct());
        Assert.Contains("By: adam\r\n", letters[0].Text, StringComparison.Ordinal);
        await houses.Service.Office.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(2, houses.Service.Office.Post.Letters.Count);
    }

    private static async Task<MailLetter[]> LettersAsync(Houses houses, int count)
    {
        await houses.Service.Office.MinutesUntilAsync(() => Task.FromResult(houses.Service.Office.Post.Letters.Count >= count));
        return [.. houses.Service.Office.Post.Letters];
    }
}
