using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Simulation;

/// <summary>The town's tickets are codes: nobody prints any, or has them sent.</summary>
public sealed class NoPaper : ITicketDocuments, IMailSender
{
    public byte[] Pdf(IReadOnlyList<TicketView> tickets) => throw Unasked();

    public byte[] Png(TicketView ticket) => throw Unasked();

    public byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now) => throw Unasked();

    public MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now) => throw Unasked();

    public Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default) => throw Unasked();

    private static InvalidOperationException Unasked() => new("Nobody asks for paper in a simulation.");
}
