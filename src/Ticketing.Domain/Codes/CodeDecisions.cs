using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>
/// The rules of a code's uses. What is spent and what is reserved together never exceed the limit: a lease counts until its hold's end and
/// the grace are over, or its hold says what became of it.
/// </summary>
public static class CodeDecisions
{
    /// <summary>A wish that was so long on its way is refused: whoever sent it has given up.</summary>
    private const long OldestWishMs = 20_000;

    /// <summary>How long a use that ended is remembered, so that a late wish of its hold reserves none: longer than a wish can be on its way.</summary>
    private const long RememberedMs = 60_000;

    /// <summary>Null: the request drew a name that another code has.</summary>
    public static CodeState? Create(CodeState code, CreateCode command, DateTimeOffset now) => code switch
    {
        { Version: 0 } => new CodeState { EventId = command.EventId, Request = command.Request, Version = 1, Spec = command.Spec, Terms = command.Terms, CreatedAt = now },
        _ => code.Request == command.Request ? code : null,
    };

    public static Refusal? WhyNotUpdate(CodeState code, UpdateCode command, DateTimeOffset now)
    {
        var taken = code.Used + Reserved(code, now.ToUnixTimeMilliseconds());
        return code switch
        {
            { Version: 0 } => new Refusal(RefusalCode.CodeNotFound),
            _ when code.Version != command.ExpectedVersion => new Refusal(RefusalCode.StaleVersion),
            { EndedAt: not null } => new Refusal(RefusalCode.IllegalTransition, "The code was ended. Make another one."),
            _ when command.Terms.Limit < taken => Refusal.Invalid(
                [new FieldError("max_uses", FormattableString.Invariant($"It is used or held {taken} times: give at least that, or end the code."))]),
            _ => null,
        };
    }

    /// <summary>Null: there is a use for the hold. The change to be made, if there is one.</summary>
    public static (Refusal? Refusal, CodeUse? Put) Reserve(CodeState code, ReserveUse command, DateTimeOffset now)
    {
        var (nowMs, issuedMs) = (now.ToUnixTimeMilliseconds(), command.IssuedAt.ToUnixTimeMilliseconds());
        var known = code.Uses.Find(use => use.HoldId == command.HoldId);
        if (known is { Status: CodeUseStatus.Spent } || (known is not null && IsReserved(known, nowMs) && (known.IsPinned || known.IssuedMs >= issuedMs)))
        {
            return (null, null);
        }

        if (command.ExpiresAt <= now || (known is { Status: CodeUseStatus.GivenBack } && known.IssuedMs >= issuedMs))
        {
            return (new Refusal(RefusalCode.HoldExpired), null);
        }

        if (nowMs - issuedMs > OldestWishMs)
        {
            return (new Refusal(RefusalCode.Busy), null);
        }

        var own = known is not null && IsReserved(known, nowMs) ? 1 : 0;
        return WhyNotUse(code, now) is { } refusal ? (refusal, null)
            : code.Used + Reserved(code, nowMs) - own >= (code.Terms.Limit ?? long.MaxValue)
                ? (new Refusal(RefusalCode.CodeUsedUp, "It was used as often as it may be, or is held by others until they buy or give up."), null)
                : (null, new CodeUse
                {
                    HoldId = command.HoldId,
                    IssuedMs = issuedMs,
                    LeaseEndMs = (command.ExpiresAt + command.Grace).ToUnixTimeMilliseconds(),
                    GraceMs = (long)command.Grace.TotalMilliseconds,
                });
    }

    /// <summary>None: it is kept until then.</summary>
    public static (RefusalCode Refusal, CodeUse? Put) Extend(CodeState code, HoldId hold, DateTimeOffset until, DateTimeOffset now) => Kept(code, hold, now) switch
    {
        null => (RefusalCode.HoldExpired, null),
        { Status: CodeUseStatus.Spent } => (RefusalCode.None, null),
        var use when until.ToUnixTimeMilliseconds() + use.GraceMs is var end && end > use.LeaseEndMs => (RefusalCode.None, use with { LeaseEndMs = end }),
        _ => (RefusalCode.None, null),
    };

    /// <summary>None: it stays until the hold's verdict.</summary>
    public static (RefusalCode Refusal, CodeUse? Put) Pin(CodeState code, HoldId hold, DateTimeOffset now) => Kept(code, hold, now) switch
    {
        null => (RefusalCode.HoldExpired, null),
        { Status: CodeUseStatus.Reserved, IsPinned: false } use => (RefusalCode.None, use with { IsPinned = true }),
        _ => (RefusalCode.None, null),
    };

    /// <summary>Null: nothing is to be changed. A confirmed hold's use was pinned before, so one that is not there was spent already.</summary>
    public static CodeUse? Spend(CodeState code, HoldId hold, DateTimeOffset now) =>
        code.Uses.Find(use => use.HoldId == hold) is { Status: CodeUseStatus.Reserved } use ? Ended(use, CodeUseStatus.Spent, now) : null;

    /// <summary>Null: nothing is to be changed. Where no use is known, its wish may still come: it is to reserve none.</summary>
    public static CodeUse? Release(CodeState code, HoldId hold, DateTimeOffset issuedAt, DateTimeOffset now)
    {
        var issuedMs = issuedAt.ToUnixTimeMilliseconds();
        return code.Uses.Find(use => use.HoldId == hold) switch
        {
            null => Ended(new CodeUse { HoldId = hold, IssuedMs = issuedMs }, CodeUseStatus.GivenBack, now),
            { Status: CodeUseStatus.Reserved } use when use.IssuedMs <= issuedMs => Ended(use, CodeUseStatus.GivenBack, now),
            _ => null,
        };
    }

    /// <summary>Puts a use in the place of the hold's, and forgets what is over.</summary>
    public static void Put(CodeState code, CodeUse put, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        code.Used += put.Status == CodeUseStatus.Spent ? 1 : 0;
        code.Uses.RemoveAll(use => use.HoldId == put.HoldId
            || (use.Status == CodeUseStatus.Reserved ? !IsReserved(use, nowMs) : nowMs - use.EndedMs > RememberedMs));
        code.Uses.Add(put);
    }

    public static CodeView View(CodeState code, DateTimeOffset now) => new()
    {
        EventId = code.EventId,
        Spec = code.Spec,
        Terms = code.Terms,
        Version = code.Version,
        CreatedAt = code.CreatedAt,
        EndedAt = code.EndedAt,
        Used = code.Used,
        Reserved = Reserved(code, now.ToUnixTimeMilliseconds()),
    };

    public static int Reserved(CodeState code, long nowMs) => code.Uses.Count(use => IsReserved(use, nowMs));

    private static Refusal? WhyNotUse(CodeState code, DateTimeOffset now) => code switch
    {
        { Version: 0 } => CodeRules.Unknown,
        { EndedAt: not null } => new Refusal(RefusalCode.CodeNotValidNow, "The code was ended."),
        { Terms.Window: var window } when !window.Contains(now) => new Refusal(RefusalCode.CodeNotValidNow, window.OpensAt > now
            ? FormattableString.Invariant($"The code can be used from {window.OpensAt:O} on.")
            : FormattableString.Invariant($"The code could be used until {window.ClosesAt:O}.")),
        _ => null,
    };

    private static CodeUse? Kept(CodeState code, HoldId hold, DateTimeOffset now) =>
        code.Uses.Find(use => use.HoldId == hold && (use.Status == CodeUseStatus.Spent || IsReserved(use, now.ToUnixTimeMilliseconds())));

    private static bool IsReserved(CodeUse use, long nowMs) => use.Status == CodeUseStatus.Reserved && (use.IsPinned || nowMs < use.LeaseEndMs);

    private static CodeUse Ended(CodeUse use, CodeUseStatus status, DateTimeOffset now) =>
        use with { Status = status, IsPinned = false, EndedMs = now.ToUnixTimeMilliseconds() };
}
