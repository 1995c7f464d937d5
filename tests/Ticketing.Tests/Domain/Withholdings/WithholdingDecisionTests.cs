using Ticketing.Withholdings;

namespace Ticketing.Tests.Domain.Withholdings;

/// <summary>What becomes of a withholding, without any runtime.</summary>
public sealed class WithholdingDecisionTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Seats_are_given_back_by_name_once()
    {
        var state = Of(new WithheldPart(0, 1, 1, "stalls-A-1", false), new WithheldPart(0, 2, 1, "stalls-A-2", false));
        Assert.Null(WithholdingDecisions.Release(state, new ReleaseWithheld { Request = Guid.NewGuid(), Seats = ["stalls-A-2"], Reason = "not needed" }, Now));
        Assert.Null(WithholdingDecisions.Release(state, new ReleaseWithheld { Request = Guid.NewGuid(), Seats = ["stalls-A-2"] }, Now));
        var view = WithholdingDecisions.View(state);
        Assert.Equal("stalls-A-1", Assert.Single(view.Seats));
        Assert.Equal(("not needed", 1, Now), (Assert.Single(view.Releases).Reason, view.Releases[0].Quantity, view.Releases[0].At));
        Assert.Equal([false, true], state.Parts.Select(part => part.IsUntold));

        // What a unit has heard is forgotten here; its name is known all the same.
        state.Parts.RemoveAll(part => part.Places == 0);
        Assert.Null(WithholdingDecisions.Release(state, new ReleaseWithheld { Request = Guid.NewGuid(), Seats = ["stalls-A-2"] }, Now));
        Assert.Single(state.Releases);
    }

    [Fact]
    public void Places_without_numbers_are_given_back_from_the_last_on_and_a_repeated_request_gives_no_more()
    {
        var state = Of(new WithheldPart(0, 0, 4, null, false), new WithheldPart(0, 1, 3, null, false));
        var request = new ReleaseWithheld { Request = Guid.NewGuid(), Quantity = 5 };
        Assert.Null(WithholdingDecisions.Release(state, request, Now));
        Assert.Null(WithholdingDecisions.Release(state, request, Now));
        Assert.Equal([2, 0], state.Parts.Select(part => part.Places));
        Assert.Null(WithholdingDecisions.Release(state, new ReleaseWithheld { Request = Guid.NewGuid() }, Now));
        Assert.Equal([5, 2], WithholdingDecisions.View(state).Releases.Select(release => release.Quantity));
        Assert.Equal(0, WithholdingDecisions.View(state).Quantity);
    }

    [Fact]
    public void What_can_not_be_given_back_is_refused_by_its_member()
    {
        var seated = Of(new WithheldPart(0, 1, 1, "stalls-A-1", false));
        Assert.Equal("seats", WithholdingDecisions.Release(seated, new ReleaseWithheld { Request = Guid.NewGuid(), Seats = ["stalls-B-1"] }, Now)!.Field);
        Assert.Equal("qty", WithholdingDecisions.Release(seated, new ReleaseWithheld { Request = Guid.NewGuid(), Quantity = 1 }, Now)!.Field);
        var general = Of(new WithheldPart(0, 0, 4, null, false));
        Assert.Equal("qty", WithholdingDecisions.Release(general, new ReleaseWithheld { Request = Guid.NewGuid(), Quantity = 5 }, Now)!.Field);
        Assert.Equal("seats", WithholdingDecisions.Release(general, new ReleaseWithheld { Request = Guid.NewGuid(), Seats = ["floor-A-1"] }, Now)!.Field);
        Assert.Empty(seated.Releases.Concat(general.Releases));
    }

    private static WithholdingState Of(params WithheldPart[] parts) =>
        new() { Phase = WithholdingPhase.Active, Parts = [.. parts], Total = parts.Sum(part => part.Places) };
}
