using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ticketing.Security;

/// <summary>
/// The keys that count now: the configured secret and what the key set says. The key set is read again as time goes by,
/// and when a token names a key that is not known, though not more often than <see cref="LeastPause"/> allows, so that
/// made-up key ids can't be used to flood the issuer.
/// </summary>
public sealed partial class KeyRing : IHostedService, IDisposable
{
    public static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(30);

    private readonly ImmutableArray<TokenKey> _own;
    private readonly IJwksSource? _source;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyRing> _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Task _reading = Task.CompletedTask;
    private long? _asked;
    private byte[] _known = [];
    private volatile KeySet _current;

    public KeyRing(AuthOptions options, TimeProvider time, ILogger<KeyRing> log, IJwksSource? source = null)
    {
        (_source, _time, _log) = (source, time, log);
        _own = options.SigningKey is { } secret ? [new SecretKey(secret)] : [];
        _current = new KeySet(_own);
    }

    public KeySet Current => _current;

    /// <summary>The reading of the key set that is under way, or the last one.</summary>
    public Task Reading
    {
        get
        {
            lock (_gate)
            {
                return _reading;
            }
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_source is null)
        {
            return;
        }

        // An issuer that is away must not keep the service from starting: its tokens are refused until it is back.
        await ReadOnceAsync();
        _timer = _time.CreateTimer(_ => _ = ReadOnceAsync(), null, _source.Interval, _source.Interval);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        await _stopping.CancelAsync();
        await Reading;
    }

    /// <summary>A token named a key that is not known: looks whether it is there by now. True: the keys are others now.</summary>
    public async ValueTask<bool> LookAgainAsync()
    {
        if (_source is null)
        {
            return false;
        }

        var before = _current;
        Task reading;
        lock (_gate)
        {
            if (_reading.IsCompleted && _asked is { } asked && _time.GetElapsedTime(asked) < LeastPause)
            {
                return false;
            }

            if (_reading.IsCompleted)
            {
                _asked = _time.GetTimestamp();
            }

            reading = ReadOnceAsync();
        }

        await reading;
        return !ReferenceEquals(before, _current);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
    }

    private Task ReadOnceAsync()
    {
        lock (_gate)
        {
            // Whoever asks while it is being read waits for the same answer.
            return _reading.IsCompleted ? _reading = ReadAsync() : _reading;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            Take(await _source!.ReadAsync(_stopping.Token));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            if (!_stopping.IsCancellationRequested)
            {
                LogUnreachable(e.Message);
            }
        }
    }

    private void Take(byte[] document)
    {
        if (document.AsSpan().SequenceEqual(_known))
        {
            return;
        }

        var (keys, problems) = Jwks.Parse(document);
        foreach (var problem in problems)
        {
            LogProblem(problem);
        }

        if (keys is null)
        {
            return;
        }

        _known = document;
        _current = new KeySet([.. _own, .. keys]);
        LogTaken(keys.Value.Length);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key set could not be read; the keys known so far go on serving: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key set has a problem: {Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "A key set with {Count} keys is in use")]
    private partial void LogTaken(int count);
}
