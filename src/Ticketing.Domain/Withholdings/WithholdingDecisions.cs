using System.Collections.Immutable;

namespace Ticketing.Withholdings;

/// <summary>What becomes of a withholding. Pure.</summary>
public static class WithholdingDecisions
{
    public static WithholdingView View(WithholdingState state) => new()
    {
        WithholdingId = state.WithholdingId,
        EventId = state.EventId,
        SectionId = state.SectionId,
        Seats = [.. state.Parts.Where(static part => part is { Places: > 0, Seat: not null }).Select(static part => part.Seat!)],
        Quantity = state.Parts.Sum(static part => part.Places),
        Total = state.Total,
        Reason = state.Reason,
        By = state.By,
        At = state.At,
        Releases = [.. state.Releases],
    };

    /// <summary>The answer to a request that was answered before; null: it was not, or may be tried anew.</summary>
    public static WithholdingAnswer? Again(WithholdingState state) => state switch
    {
        { Phase: WithholdingPhase.Active } => new WithholdingAnswer(View(state), Repeated: true),
        { Phase: WithholdingPhase.Refused, Refusal: { Code: not RefusalCode.Busy } refusal } => new WithholdingAnswer(null, refusal, Repeated: true),
        _ => null,
    };

    /// <summary>Gives places back, in the state alone; the units are to be told. Seats that are free already stay so.</summary>
    /// <returns>Why not; null: the state has it, or had it before.</returns>
    public static Refusal? Release(WithholdingState state, ReleaseWithheld command, DateTimeOffset now)
    {
        if (state.Releases.Exists(known => known.Request == command.Request))
        {
            return null;
        }

        if (WhyNot(state, command) is { } refusal)
        {
            return refusal;
        }

        var (seats, given) = (ImmutableArray.CreateBuilder<string>(), 0);
        var left = command.Quantity ?? int.MaxValue;
        for (var i = state.Parts.Count - 1; i >= 0; i--)
        {
            var part = state.Parts[i];
            var gives = command.Seats.IsEmpty ? Math.Min(part.Places, left) : command.Seats.Contains(part.Seat!) ? part.Places : 0;
            if (gives == 0)
            {
                continue;
            }

            state.Parts[i] = part with { Places = part.Places - gives, IsUntold = true };
            left -= gives;
            given += gives;
            if (part.Seat is { } seat)
            {
                seats.Insert(0, seat);
            }
        }

        if (given > 0)
        {
            state.Releases.Add(new WithheldRelease
            {
                Request = command.Request,
                Seats = seats.ToImmutable(),
                Quantity = given,
                Reason = command.Reason,
                By = command.By,
                At = now,
            });
        }

        return null;
    }

    private static Refusal? WhyNot(WithholdingState state, ReleaseWithheld command)
    {
        var isSeated = state.Parts.Exists(static part => part.Seat is not null) || state.Releases.Exists(static release => !release.Seats.IsEmpty);
        var withheld = state.Parts.Sum(static part => part.Places);
        if (command.Quantity is { } quantity)
        {
            return isSeated ? Wrong("qty", "These are seats with names; name those to be released in seats, or leave qty out to release all.")
                : quantity > withheld ? Wrong("qty", $"Only {withheld} places are withheld; release at most so many.")
                : null;
        }

        var known = state.Parts.Select(static part => part.Seat).Concat(state.Releases.SelectMany(static release => release.Seats)).ToHashSet(StringComparer.Ordinal);
        return command.Seats.FirstOrDefault(seat => !known.Contains(seat)) is { } other
            ? Wrong("seats", $"Seat '{other}' is not one of this withholding.")
            : null;
    }

    private static Refusal Wrong(string field, string message) => Refusal.Invalid([new FieldError(field, message)]);
}
