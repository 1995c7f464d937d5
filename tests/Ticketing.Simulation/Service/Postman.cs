using Ticketing.Mail;

namespace Ticketing.Simulation;

/// <summary>A mail server on another machine: it may be away, or take a letter and not be heard.</summary>
public sealed class Postman(World world) : IMailSender
{
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(2);
    private readonly List<string> _taken = [];
    private readonly List<(string To, string[] Codes)> _letters = [];

    /// <summary>The names of the letters that were taken, in order; the same letter as often as it came.</summary>
    public IReadOnlyList<string> Taken => _taken;

    /// <summary>To whom they went, and the codes in them.</summary>
    public IReadOnlyList<(string To, string[] Codes)> Letters => _letters;

    public Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default)
    {
        var outcome = new TaskCompletionSource<MailOutcome>();
        world.Loop.After(world.FaultChance.Delay(LongestWay), world.Forever, () => outcome.TrySetResult(Take(letter)));
        return outcome.Task;
    }

    private MailOutcome Take(MailLetter letter)
    {
        if (world.Occurs("mail server away", world.Faults.MailFails))
        {
            return new MailOutcome(MailResult.Unavailable);
        }

        world.Tell(() => $"   letter {letter.Id} to {letter.To}");
        _taken.Add(letter.Id);
        _letters.Add((letter.To, letter.Text.Split(' ')));
        return world.Occurs("mail server not heard", world.Faults.MailSilent) ? new MailOutcome(MailResult.Unavailable) : MailOutcome.Sent;
    }
}
