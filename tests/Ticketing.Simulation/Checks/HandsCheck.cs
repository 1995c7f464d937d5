using Ticketing.Bookings;
using Ticketing.Tickets;

namespace Ticketing.Simulation;

/// <summary>I11: once quiet, a ticket is whose it was last passed on to, by a step for each time and a code of its own.</summary>
public sealed class HandsCheck(World world, History history)
{
    public void Check(BookingState booking)
    {
        foreach (var ticket in history.Holds.Where(hold => hold.BookingId == booking.BookingId.ToString()).SelectMany(static hold => hold.Tickets))
        {
            var holder = booking.Passed.Find(passed => passed.Place == ticket.Number)?.Holder ?? booking.Customer;
            history.Require(
                ticket.MayHave().Contains(holder),
                "I11",
                () => $"{ticket.Id} is {holder}'s, and was passed on: {string.Join(", ", ticket.Passes.Select(static pass => $"{pass.From} to {pass.To}{(pass.IsDone ? "" : "?")}"))}");
            var (steps, done) = (booking.Audit.Count(step => step.Transferred?.Place == ticket.Number), ticket.Passes.Count(static pass => pass.IsDone));

            // Whoever asks again for what took effect without an answer is answered without a step.
            var isCertain = ticket.Passes.TrueForAll(static pass => pass.IsSettled) && ticket.Hold.ExchangeAsked == HoldRecord.Never;
            history.Require(steps == done || !isCertain, "I3", () => $"{ticket.Id} was passed on {done} times, and {steps} steps say so");
            history.Require(
                BookingTickets.RevisionOf(booking, ticket.Number).Revision > steps, "I11", () => $"{ticket.Id} was passed on {steps} times, and has a code of before");
            CheckLetters(ticket);
        }
    }

    /// <summary>Nobody is mailed a ticket that never was theirs.</summary>
    private void CheckLetters(TicketRecord ticket)
    {
        foreach (var (to, codes) in world.Postman.Letters.Where(static letter => letter.To.EndsWith(TransferSteps.Domain, StringComparison.Ordinal)))
        {
            var name = to[..^TransferSteps.Domain.Length];
            history.Require(
                name == ticket.Hold.Customer || ticket.Passes.Exists(pass => pass.To == name) || !Array.Exists(codes, code => Names(code, ticket)),
                "I11",
                () => $"{to} was mailed {ticket.Id}");
        }
    }

    private static bool Names(string code, TicketRecord ticket) =>
        Base32.Decode(code) is { } bytes && TicketCode.Read(bytes).Claims?.TicketId.ToString() == ticket.Id;
}
