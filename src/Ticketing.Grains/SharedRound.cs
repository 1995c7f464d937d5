namespace Ticketing;

/// <summary>
/// Lets callers share a question: whoever asks while a round is under way waits for the next one, which all who came
/// meanwhile share. So an answer is never older than the question, and at most two rounds exist. Safe for concurrent use.
/// </summary>
internal sealed class SharedRound<T>
{
    private readonly Lock _gate = new();
    private Task<T>? _running;
    private Task<T>? _next;

    public Task<T> Next(Func<Task<T>> ask)
    {
        lock (_gate)
        {
            if (_running is null or { IsCompleted: true } && _next is null or { IsCompleted: true })
            {
                return _running = ask();
            }

            return _next is { IsCompleted: false } ? _next : _next = After(_running!, ask);
        }
    }

    private async Task<T> After(Task<T> before, Func<Task<T>> ask)
    {
        // Never at once, while whoever asked holds the gate and has not noted this round.
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        Task<T> round;
        lock (_gate)
        {
            round = ask();

            // From here on this round is the one under way, and those who come wait for another.
            (_running, _next) = (round, null);
        }

        return await round;
    }
}
