using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Ticketing.Mail;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Mail;

/// <summary>What is done about a server that fails, over a clock that the test moves.</summary>
public sealed class SteadyMailSenderTests
{
    private static readonly MailOutcome Away = new(MailResult.Unavailable, "away");
    private readonly ManualTimeProvider _time = new();
    private readonly Scripted _server = new();

    [Fact]
    public async Task A_letter_is_tried_again_after_a_pause()
    {
        _server.Outcomes.Enqueue(Away);
        _server.Outcomes.Enqueue(Away);
        Assert.Equal(MailOutcome.Sent, await RunAsync(Sender()));
        Assert.Equal(3, _server.Calls);
    }

    [Fact]
    public async Task It_is_given_back_when_it_was_tried_often_enough()
    {
        _server.Else = Away;
        Assert.Equal(Away, await RunAsync(Sender()));
        Assert.Equal(3, _server.Calls);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_not_tried_again()
    {
        _server.Else = new MailOutcome(MailResult.Refused, "550");
        Assert.Equal(MailResult.Refused, (await RunAsync(Sender())).Result);
        Assert.Equal(1, _server.Calls);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up()
    {
        _server.Hangs = true;
        var outcome = await RunAsync(Sender());
        Assert.Equal(new MailOutcome(MailResult.Unavailable, "The server did not answer in time.", MailTrouble.Timeout), outcome);
        Assert.Equal(3, _server.Calls);
    }

    [Fact]
    public async Task A_server_that_fails_is_left_alone_for_a_while_and_then_tried_again()
    {
        _server.Else = Away;
        var sender = Sender(attempts: 1);
        for (var i = 0; i < SteadyMailSender.LeastAttempts; i++)
        {
            Assert.Equal(Away, await RunAsync(sender));
        }

        var before = _server.Calls;
        Assert.Equal("The server has failed too often and is left alone for a while.", (await RunAsync(sender)).Reason);
        Assert.Equal(before, _server.Calls);

        _server.Else = MailOutcome.Sent;
        _time.Advance(SteadyMailSender.Rest + TimeSpan.FromSeconds(1));
        Assert.Equal(MailOutcome.Sent, await RunAsync(sender));
        Assert.Equal(MailOutcome.Sent, await RunAsync(sender));
    }

    [Fact]
    public async Task Addresses_that_are_refused_are_not_held_against_the_server()
    {
        _server.Else = new MailOutcome(MailResult.Refused);
        var sender = Sender(attempts: 1);
        for (var i = 0; i < 3 * SteadyMailSender.LeastAttempts; i++)
        {
            await RunAsync(sender);
        }

        _server.Else = MailOutcome.Sent;
        Assert.Equal(MailOutcome.Sent, await RunAsync(sender));
    }

    [Fact]
    public async Task Addresses_that_are_to_be_tried_later_are_not_held_against_the_server()
    {
        _server.Else = new MailOutcome(MailResult.Unavailable, "450: come back later", MailTrouble.Address);
        var sender = Sender(attempts: 1);
        for (var i = 0; i < 3 * SteadyMailSender.LeastAttempts; i++)
        {
            await RunAsync(sender);
        }

        _server.Else = MailOutcome.Sent;
        Assert.Equal(MailOutcome.Sent, await RunAsync(sender));
    }

    [Fact]
    public async Task Letters_that_go_nowhere_are_not_tried_again()
    {
        _server.Else = new MailOutcome(MailResult.Off, "read-only", MailTrouble.Folder);
        Assert.Equal(MailResult.Off, (await RunAsync(Sender())).Result);
        Assert.Equal(1, _server.Calls);
    }

    [Fact]
    public async Task Each_letter_counts_once_by_what_came_of_it_and_why()
    {
        ConcurrentQueue<string> counted = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, meters) =>
        {
            if (instrument.Name == "ticketing.mail.letters")
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{value} {tags[0].Value} {tags[1].Value}"));
        listener.Start();
        var sender = Sender();
        _server.Outcomes.Enqueue(Away);
        await RunAsync(sender);
        _server.Else = new MailOutcome(MailResult.Unavailable, "It offers: none.", MailTrouble.Mechanism);
        await RunAsync(sender);
        _server.Else = new MailOutcome(MailResult.Refused, "550", MailTrouble.Answer);
        await RunAsync(sender);
        _server.Else = MailOutcome.Kept;
        await RunAsync(sender);
        foreach (var expected in new[] { "1 sent none", "1 kept none", "1 unavailable mechanism", "1 refused answer" })
        {
            Assert.Contains(expected, counted);
        }
    }

    private SteadyMailSender Sender(int attempts = 3) => new(_server, new MailOptions { Attempts = attempts }, _time, NullLogger<SteadyMailSender>.Instance);

    /// <summary>Lets pauses and limits pass until the outcome is there.</summary>
    private async Task<MailOutcome> RunAsync(SteadyMailSender sender)
    {
        var sending = sender.SendAsync(Letters.One);
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        while (!sending.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await sending;
    }

    private sealed class Scripted : IMailSender
    {
        private int _calls;

        public ConcurrentQueue<MailOutcome> Outcomes { get; } = [];

        public MailOutcome Else { get; set; } = MailOutcome.Sent;

        public bool Hangs { get; set; }

        public int Calls => _calls;

        public async Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Outcomes.TryDequeue(out var outcome) ? outcome : Else;
        }
    }
}
