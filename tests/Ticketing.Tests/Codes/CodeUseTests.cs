using Ticketing.Codes;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Codes;

/// <summary>What a code keeps of those who asked for a use of it.</summary>
public class CodeUseTests
{
    private const string Code = "ticketing.code/";

    [Fact]
    public async Task Who_is_refused_a_use_leaves_nothing_in_the_code()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office, new CodeTerms { Limit = 1 });
        Assert.Null((await HoldAsync(office, id)).Answer.Refusal);
        var writes = office.Store.WritesTo(Code);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(RefusalCode.CodeUsedUp, (await HoldAsync(office, id)).Answer.Refusal!.Code);
        }

        Assert.Equal(writes, office.Store.WritesTo(Code));
        Assert.Single(Uses(office));
    }

    /// <summary>The customer's own limit is asked first, and the code has heard nothing of who is refused by it.</summary>
    [Fact]
    public async Task Who_has_used_it_as_often_as_they_may_leaves_nothing_in_the_code()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office, new CodeTerms { CustomerLimit = 1 });
        Assert.Null((await HoldAsync(office, id, "ann")).Answer.Refusal);
        var writes = office.Store.WritesTo(Code);
        Assert.Equal(RefusalCode.CodeUsedUp, (await HoldAsync(office, id, "ann")).Answer.Refusal!.Code);
        Assert.Equal(writes, office.Store.WritesTo(Code));
        Assert.Null((await HoldAsync(office, id, "bob")).Answer.Refusal);
    }

    [Fact]
    public async Task A_use_that_was_granted_to_who_never_heard_it_comes_back()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office, new CodeTerms { Limit = 1 });
        office.Store.FailOnce(Code, WriteFault.AfterEffect);
        await Assert.ThrowsAnyAsync<Exception>(() => HoldAsync(office, id));
        Assert.Equal(1, office.Store.Failures);
        Assert.Equal(CodeUseStatus.GivenBack, Assert.Single(Uses(office)).Status);
        Assert.Null((await HoldAsync(office, id)).Answer.Refusal);
    }

    private static async Task<EventId> EventAsync(BoxOffice office, CodeTerms terms)
    {
        var id = await office.GeneralEventAsync(20);
        var made = await office.Codes.CreateAsync(new CreateCode { EventId = id, Request = 1, Spec = new CodeSpec { Code = "TENTH", PercentHundredths = 1_000 }, Terms = terms });
        Assert.Null(made.Refusal);
        return id;
    }

    private static Task<PlacedHold> HoldAsync(BoxOffice office, EventId id, string? customer = null) =>
        office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 1, Code = "TENTH", Customer = customer });

    private static List<CodeUse> Uses(BoxOffice office) =>
        StoredForm.Serializer.Deserialize<CodeState>(Assert.Single(office.Store.Stored(Code)).Value)!.Uses;
}
