namespace Ticketing.Simulation;

/// <summary>
/// Compares what clients were told with a sequential model of a seat and of a section: a seat is somebody's or free, a
/// section's places are never more than it has, and nobody is refused for places that nobody can have.
/// </summary>
public sealed class HistoryCheck(World world, History history, Spans spans)
{
    public void Run()
    {
        foreach (var @event in history.Events)
        {
            var holds = history.Holds.Where(hold => hold.Event == @event).ToArray();
            var withheld = Withheld(@event).ToArray();
            CheckSeats(holds);
            CheckWithheld(holds, withheld);
            foreach (var section in @event.Sections)
            {
                CheckCapacity(section, [.. holds.Where(hold => hold.PlacesIn(section.Id) > 0)], [.. withheld.Where(record => record.Section == section.Id)]);
            }

            foreach (var hold in holds.Where(hold => hold.Refused != HoldRecord.Never && !world.WasSplit && !@event.HasLine))
            {
                CheckRefusal(@event, holds, hold);
            }

            CheckCustomers(@event, holds);
            CheckClosed(@event, holds);
        }

        CheckHouse();
    }

    /// <summary>I1: of two holds that both were granted a seat, one must have been able to end before the other began.</summary>
    private void CheckSeats(HoldRecord[] holds)
    {
        foreach (var seat in holds.Where(hold => hold.IsGranted).SelectMany(hold => hold.Seats.Select(name => (name, hold))).GroupBy(at => at.name, at => at.hold))
        {
            var owners = seat.ToArray();
            for (var i = 0; i < owners.Length; i++)
            {
                for (var j = i + 1; j < owners.Length; j++)
                {
                    history.Require(
                        MayFollow(owners[i], owners[j]) || MayFollow(owners[j], owners[i]),
                        "I1",
                        () => $"seat {seat.Key} belongs to {owners[i]} and to {owners[j]} at once");
                }
            }
        }
    }

    private bool MayFollow(HoldRecord first, HoldRecord second) => spans.SurelyUntil(first) <= second.Granted;

    /// <summary>I17: of a withholding and a hold that both were granted a seat, one must have been able to end before the other began.</summary>
    private void CheckWithheld(HoldRecord[] holds, WithholdingRecord[] withheld)
    {
        foreach (var record in withheld.Where(static record => record.IsGranted))
        {
            foreach (var (seat, hold) in holds.Where(static hold => hold.IsGranted).SelectMany(hold => hold.Seats.Where(record.Wanted.Contains).Select(seat => (seat, hold))))
            {
                history.Require(
                    spans.SurelyUntil(hold) <= record.Granted || record.SurelyUntil(seat) <= hold.Granted, "I17", () => $"seat {seat} belongs to {hold}, and {record} keeps it from sale");
            }
        }
    }

    /// <summary>I1: what is surely held, sold or withheld is never more than there is.</summary>
    private void CheckCapacity(SectionRecord section, HoldRecord[] holds, WithholdingRecord[] withheld)
    {
        var granted = holds.Where(hold => hold.IsGranted).ToArray();
        foreach (var moment in granted.Select(hold => hold.Granted).Concat(withheld.Where(static record => record.IsGranted).Select(static record => record.Granted)).Distinct())
        {
            var surely = granted.Where(hold => hold.Granted <= moment && moment < spans.SurelyUntil(hold)).Sum(hold => hold.PlacesIn(section.Id))
                + withheld.Sum(record => record.SurelyAt(moment));
            history.Require(surely <= section.Capacity, "I1", () => $"{surely} places of {section.Id} are held, sold or withheld at once; it has {section.Capacity}");
        }

    }

    /// <summary>I5: a refusal for want of places is true at some moment between the question and the answer.</summary>
    private void CheckRefusal(EventRecord @event, HoldRecord[] holds, HoldRecord refused)
    {
        if (refused.RefusalCode == "seat_taken")
        {
            history.Require(
                refused.Wanted.Any(seat => Withheld(@event).Any(record => record.MayHave(seat, refused.Asked, refused.Refused)) || holds.Any(other => (other != refused || spans.MayComeLate(refused)) && Had(other, seat, refused.Asked, refused.Refused))),
                "I5",
                () => $"{refused} was refused its seats {string.Join(',', refused.Wanted)}, and nobody can have had one");
        }
        else if (refused.RefusalCode == "insufficient_seats")
        {
            // A sum over everything that overlaps is an upper bound of what was taken at any one moment.
            // An attempt of its own that was interrupted may have left claims, too, until they lapse.
            var others = holds.Where(other => (other != refused || spans.MayComeLate(refused)) && Overlaps(other, refused.Asked, refused.Refused)).ToArray();
            var sections = @event.Sections.Where(section => refused.PlacesIn(section.Id) > 0)
                .Select(section => (Capacity: SurelyIn(@event, section, refused.Asked), Possibly: others.Sum(other => PossiblePlaces(other, section.Id))
                    + Withheld(@event).Where(record => record.Section == section.Id).Sum(record => record.PossiblyAt(refused.Asked, refused.Refused)), Wanted: refused.PlacesIn(section.Id))).ToArray();
            history.Require(
                Array.Exists(sections, static section => section.Capacity - section.Possibly < section.Wanted),
                "I5",
                () => $"{refused} was refused, and at most {string.Join(", ", sections.Select(static section => $"{section.Possibly} of {section.Capacity}"))} places can have been taken");
        }
    }

    /// <summary>What staff took away, too: nobody can have it.</summary>
    private IEnumerable<WithholdingRecord> Withheld(EventRecord @event) => history.Withholdings.Concat(history.Removals).Where(record => record.Event == @event);

    /// <summary>The places that whoever asks then surely finds, with those that are somebody's.</summary>
    private static int SurelyIn(EventRecord @event, SectionRecord section, long moment) =>
        section.Capacity - @event.Added.Where(added => added.Section == section.Id && added.Done > moment - Spans.UntilHeard).Sum(static added => added.Quantity);

    /// <summary>The most places of a section that it may keep from others. A copy of a call may have met another activation, and claimed as much again until that lapses.</summary>
    private int PossiblePlaces(HoldRecord hold, string section) => hold.PlacesIn(section) * (hold.Attempts + (spans.MayComeLate(hold) ? 1 : 0));

    /// <summary>A hold may have had a seat that it has got, was to get by name, or tried on its way to others.</summary>
    private bool Had(HoldRecord hold, string seat, long from, long until) => Overlaps(hold, from, until) && (
        hold.Seats.Contains(seat) || hold.Wanted.Contains(seat)
        || (hold.Wanted.Length == 0 && (!hold.IsGranted || spans.MayComeLate(hold) || from <= hold.Granted + Spans.Latest)));

    private bool Overlaps(HoldRecord hold, long from, long until) => hold.Asked <= until && from <= spans.PossiblyUntil(hold);

    private void CheckCustomers(EventRecord @event, HoldRecord[] holds)
    {
        if (@event.MaxPerCustomer is not { } most)
        {
            return;
        }

        foreach (var customer in holds.Where(hold => hold.IsGranted).GroupBy(hold => hold.Customer))
        {
            foreach (var moment in customer.Select(hold => hold.Granted))
            {
                var surely = customer.Where(hold => hold.Granted <= moment && moment < spans.SurelyUntil(hold)).Sum(hold => hold.Quantity);
                history.Require(surely <= most, "I1", () => $"{customer.Key} has {surely} places of {@event.Id}; the most is {most}");
            }
        }
    }

    /// <summary>I2: after a pause was acknowledged nothing new is held until the sale is to go on.</summary>
    private void CheckClosed(EventRecord @event, HoldRecord[] holds)
    {
        foreach (var hold in holds.Where(hold => hold.IsGranted && hold.Key is null))
        {
            foreach (var (from, until) in world.WasSplit ? [] : @event.Closed)
            {
                history.Require(hold.Asked < from || hold.Granted >= until, "I2", () => $"{hold} was granted while the sale was paused");
            }
        }
    }

    private void CheckHouse()
    {
        foreach (var seat in history.House.GroupBy(record => record.Seat))
        {
            var buyers = seat.Where(record => record.Bought != HoldRecord.Never).Select(record => record.User).Distinct().ToArray();
            history.Require(buyers.Length <= 1, "I1", () => $"house seat {seat.Key} was sold to {string.Join(" and ", buyers)}");
            foreach (var late in seat.Where(record => record.Reserved != HoldRecord.Never))
            {
                var sold = seat.FirstOrDefault(record => record.User != late.User && record.Bought != HoldRecord.Never && record.Bought < late.Asked);
                history.Require(sold is null, "I1", () => $"house seat {seat.Key} was sold to {sold!.User} and then reserved by {late.User}");
            }
        }
    }
}
