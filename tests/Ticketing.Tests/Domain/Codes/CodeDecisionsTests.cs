using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Tests.Domain.Events;

namespace Ticketing.Tests.Domain.Codes;

public sealed class CodeDecisionsTests
{
    private static readonly DateTimeOffset Now = Samples.Now;
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CodeState _code = new() { Version = 1, Terms = new CodeTerms { Limit = 1 } };

    [Fact]
    public void One_use_is_for_one_hold()
    {
        Assert.Null(Reserve(Hold(1), Now));
        Assert.Equal(RefusalCode.CodeUsedUp, Reserve(Hold(2), Now)!.Code);
        Assert.Null(Reserve(Hold(1), Now));
        Assert.Single(_code.Uses);
    }

    [Fact]
    public void A_use_lapses_with_its_hold_and_the_grace()
    {
        Reserve(Hold(1), Now);
        Assert.Equal(RefusalCode.CodeUsedUp, Reserve(Hold(2), Now + Ttl + Grace - TimeSpan.FromMilliseconds(1))!.Code);
        Assert.Null(Reserve(Hold(2), Now + Ttl + Grace));
        Assert.Equal(RefusalCode.HoldExpired, CodeDecisions.Pin(_code, Hold(1), Now + Ttl + Grace).Refusal);
    }

    [Fact]
    public void A_use_that_is_pinned_stays_until_the_verdict()
    {
        Reserve(Hold(1), Now);
        Put(CodeDecisions.Pin(_code, Hold(1), Now).Put!);
        var late = Now.AddHours(1);
        Assert.Equal(RefusalCode.CodeUsedUp, Reserve(Hold(2), late)!.Code);
        Put(CodeDecisions.Spend(_code, Hold(1), late)!, late);
        Assert.Equal((1L, 0), (_code.Used, CodeDecisions.Reserved(_code, late.ToUnixTimeMilliseconds())));
        Assert.Equal(RefusalCode.CodeUsedUp, Reserve(Hold(2), late)!.Code);
    }

    [Fact]
    public void A_use_is_spent_once_however_often_that_is_told()
    {
        Reserve(Hold(1), Now);
        Put(CodeDecisions.Spend(_code, Hold(1), Now)!);
        Assert.Null(CodeDecisions.Spend(_code, Hold(1), Now));
        Assert.Null(Reserve(Hold(1), Now));

        // Also when it is forgotten.
        _code.Terms = new CodeTerms { Limit = 2 };
        Reserve(Hold(2), Now.AddMinutes(2));
        Assert.DoesNotContain(_code.Uses, use => use.HoldId == Hold(1));
        Assert.Null(CodeDecisions.Spend(_code, Hold(1), Now.AddMinutes(2)));
        Assert.Equal(1, _code.Used);
    }

    [Fact]
    public void A_use_that_is_given_back_is_free_and_stays_so()
    {
        Reserve(Hold(1), Now);
        Put(CodeDecisions.Release(_code, Hold(1), Now, Now)!);
        Assert.Null(CodeDecisions.Spend(_code, Hold(1), Now));

        // A late copy of the wish.
        Assert.Equal(RefusalCode.HoldExpired, Reserve(Hold(1), Now)!.Code);
        Assert.Null(Reserve(Hold(2), Now));
    }

    [Fact]
    public void What_is_given_back_before_it_was_asked_for_is_not_reserved()
    {
        Put(CodeDecisions.Release(_code, Hold(1), Now, Now)!);
        Assert.Equal(RefusalCode.HoldExpired, Reserve(Hold(1), Now)!.Code);
    }

    [Fact]
    public void A_later_attempt_is_not_undone_by_an_earlier_one()
    {
        Reserve(Hold(1), Now);
        Assert.Null(Reserve(Hold(1), Now.AddSeconds(1)));
        Assert.Null(CodeDecisions.Release(_code, Hold(1), Now, Now.AddSeconds(2)));
        Assert.Equal(1, CodeDecisions.Reserved(_code, Now.AddSeconds(2).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void A_wish_that_was_long_on_its_way_is_refused() =>
        Assert.Equal(RefusalCode.Busy, CodeDecisions.Reserve(_code, Wish(Hold(1), Now), Now.AddSeconds(21)).Refusal!.Code);

    [Fact]
    public void A_use_is_kept_for_longer()
    {
        Reserve(Hold(1), Now);
        var until = Now.AddMinutes(15);
        Put(CodeDecisions.Extend(_code, Hold(1), until, Now).Put!);
        Assert.Equal(RefusalCode.CodeUsedUp, Reserve(Hold(2), until)!.Code);
        Assert.Null(CodeDecisions.Extend(_code, Hold(1), Now, Now).Put);
        Assert.Null(Reserve(Hold(2), until + Grace));
    }

    [Fact]
    public void Outside_its_time_and_after_its_end_nothing_is_reserved()
    {
        _code.Terms = new CodeTerms { Window = new SaleWindow(Now, Now.AddHours(1)) };
        Assert.Equal(RefusalCode.CodeNotValidNow, Reserve(Hold(1), Now.AddMilliseconds(-1))!.Code);
        Assert.Null(Reserve(Hold(1), Now));
        Assert.Equal(RefusalCode.CodeNotValidNow, Reserve(Hold(2), Now.AddHours(1))!.Code);
        _code.EndedAt = Now;
        Assert.Equal(RefusalCode.CodeNotValidNow, Reserve(Hold(3), Now)!.Code);

        // Who has it already may buy.
        Assert.Equal(RefusalCode.None, CodeDecisions.Pin(_code, Hold(1), Now).Refusal);
    }

    [Fact]
    public void The_limit_is_not_set_below_what_is_used_and_held()
    {
        _code.Terms = new CodeTerms { Limit = 3 };
        Reserve(Hold(1), Now);
        Reserve(Hold(2), Now);
        Put(CodeDecisions.Spend(_code, Hold(1), Now)!);
        Assert.Equal("max_uses", CodeDecisions.WhyNotUpdate(_code, new UpdateCode { ExpectedVersion = 1, Terms = new CodeTerms { Limit = 1 } }, Now)!.Field);
        Assert.Null(CodeDecisions.WhyNotUpdate(_code, new UpdateCode { ExpectedVersion = 1, Terms = new CodeTerms { Limit = 2 } }, Now));
        Assert.Equal(RefusalCode.StaleVersion, CodeDecisions.WhyNotUpdate(_code, new UpdateCode { ExpectedVersion = 2 }, Now)!.Code);
    }

    [Theory]
    [InlineData("summer-10", "SUMMER-10")]
    [InlineData("A_1", "A_1")]
    [InlineData("ab", null)]
    [InlineData("a b", null)]
    [InlineData("größe", null)]
    [InlineData("ıiI", null)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", null)]
    public void A_code_is_written_in_letters_digits_and_dashes(string text, string? code) => Assert.Equal(code, CodeText.TryRead(text));

    private static HoldId Hold(int number) => HoldId.Coordinated(7, (UInt128)number);

    private static ReserveUse Wish(HoldId hold, DateTimeOffset at) => new() { HoldId = hold, IssuedAt = at, ExpiresAt = at + Ttl, Grace = Grace };

    private Refusal? Reserve(HoldId hold, DateTimeOffset at)
    {
        var (refusal, put) = CodeDecisions.Reserve(_code, Wish(hold, at), at);
        if (put is not null)
        {
            Put(put, at);
        }

        return refusal;
    }

    private void Put(CodeUse use, DateTimeOffset? at = null) => CodeDecisions.Put(_code, use, at ?? Now);
}
