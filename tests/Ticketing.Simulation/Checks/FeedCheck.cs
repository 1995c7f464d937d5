using Ticketing.Bookings;
using Ticketing.Waitlists;

namespace Ticketing.Simulation;

/// <summary>I10: every step of every booking and of every entry of a waitlist arrived at least once, in order for each, and under one id it was always the same.</summary>
public sealed class FeedCheck(World world, History history)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _bodies = [];

    /// <summary>Looks at what arrived.</summary>
    public void Read()
    {
        Dictionary<string, long> last = [];
        foreach (var message in world.Receiver.Taken)
        {
            if (_bodies.TryGetValue(message.Id, out var body))
            {
                history.Require(body.Span.SequenceEqual(message.Body.Span), "I10", () => $"{message.Id} came with two contents");
                continue;
            }

            _bodies[message.Id] = message.Body;
            var dash = message.Id.LastIndexOf('-');
            var (subject, version) = (message.Id[..dash], long.Parse(message.Id.AsSpan(dash + 1), System.Globalization.CultureInfo.InvariantCulture));
            history.Require(version == last.GetValueOrDefault(subject) + 1, "I10", () => $"{message.Id} came first after version {last.GetValueOrDefault(subject)}");
            last[subject] = version;
        }
    }

    public void Check(WaitlistPageState page)
    {
        foreach (var entry in page.Entries)
        {
            for (var step = 1; step <= entry.Steps.Length; step++)
            {
                history.Require(
                    _bodies.ContainsKey($"{entry.Id}-{step}"), "I10", () => $"step {step} ({entry.Steps[step - 1].Status}) of waitlist entry {entry.Id} never arrived");
            }
        }
    }

    public void Check(BookingState booking)
    {
        foreach (var step in booking.Audit)
        {
            history.Require(
                _bodies.ContainsKey($"{booking.BookingId}-{step.Version}"),
                "I10",
                () => $"step {step.Version} ({step.Status}) of booking {booking.BookingId} never arrived");
        }
    }
}
