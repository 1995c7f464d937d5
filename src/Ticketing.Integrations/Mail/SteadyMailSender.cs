using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Ticketing.Mail;

/// <summary>
/// Tries a letter some times, each attempt within a time, with pauses that differ so that many letters don't come back
/// at once; and leaves a server alone for a while that does not serve.
/// </summary>
public sealed partial class SteadyMailSender : IMailSender
{
    /// <summary>How long a server that does not serve is left alone.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>Attempts within <see cref="Sampling"/> before a server is judged.</summary>
    public const int LeastAttempts = 10;

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private readonly IMailSender _transport;
    private readonly ILogger<SteadyMailSender> _log;
    private readonly ResiliencePipeline<MailOutcome> _pipeline;

    public SteadyMailSender(IMailSender transport, MailOptions options, TimeProvider time, ILogger<SteadyMailSender> log)
    {
        (_transport, _log) = (transport, log);
        var builder = new ResiliencePipelineBuilder<MailOutcome> { TimeProvider = time };
        if (options.Attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<MailOutcome>
            {
                ShouldHandle = IsFailure().Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.Pause,
            });
        }

        _pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<MailOutcome>
            {
                ShouldHandle = IsFailureOfServer().Handle<TimeoutRejectedException>(),
                FailureRatio = 0.5,
                MinimumThroughput = LeastAttempts,
                SamplingDuration = Sampling,
                BreakDuration = Rest,
            })
            .AddTimeout(options.Timeout)
            .Build();
    }

    public async Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default)
    {
        MailOutcome outcome;
        try
        {
            outcome = await _pipeline.ExecuteAsync(
                static async (state, token) => await state.Transport.SendAsync(state.Letter, token), (Transport: _transport, Letter: letter), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            outcome = new MailOutcome(MailResult.Unavailable, "The server did not answer in time.", MailTrouble.Timeout);
        }
        catch (BrokenCircuitException)
        {
            outcome = new MailOutcome(MailResult.Unavailable, "The server has failed too often and is left alone for a while.", MailTrouble.Rest);
        }

        MailInstruments.Count(outcome);
        if (outcome.Result is MailResult.Refused or MailResult.Unavailable)
        {
            LogNotSent(letter.Id, outcome.Result, outcome.Reason);
        }

        return outcome;
    }

    /// <summary>What one address causes keeps no letter to another back.</summary>
    private static PredicateBuilder<MailOutcome> IsFailureOfServer() => new PredicateBuilder<MailOutcome>()
        .HandleResult(static outcome => outcome is { Result: MailResult.Unavailable, Trouble: not MailTrouble.Address });

    private static PredicateBuilder<MailOutcome> IsFailure() => new PredicateBuilder<MailOutcome>().HandleResult(static outcome => outcome.Result == MailResult.Unavailable);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Letter {Id} was not sent, {Result}: {Reason}")]
    private partial void LogNotSent(string id, MailResult result, string? reason);
}
