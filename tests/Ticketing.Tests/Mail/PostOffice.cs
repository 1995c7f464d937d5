using System.Collections.Concurrent;
using Ticketing.Mail;

namespace Ticketing.Tests.Mail;

/// <summary>Keeps letters instead of sending them.</summary>
internal sealed class PostOffice : IMailSender
{
    public ConcurrentQueue<MailLetter> Letters { get; } = [];

    public MailOutcome Outcome { get; set; } = MailOutcome.Sent;

    /// <summary>What comes of the next letters, before <see cref="Outcome"/> holds for all others.</summary>
    public ConcurrentQueue<MailOutcome> Next { get; } = [];

    /// <summary>What every letter waits for.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    public async Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default)
    {
        Letters.Enqueue(letter);
        await Open;
        return Next.TryDequeue(out var outcome) ? outcome : Outcome;
    }
}
