using System.Collections.Immutable;
using Ticketing.Diagnostics;

namespace Ticketing;

/// <summary>
/// The way to a grain that many ask at once. Questions of the same moment travel together, so that what a call costs is paid once for all of them: at most as
/// many as <see cref="Most"/>. Each asker has an answer of its own; none waits for more than the others of its call.
/// </summary>
/// <param name="send">Asks the grain all of them. Answers are in the order of the questions.</param>
public sealed class Lane<TQuestion, TAnswer>(Func<ImmutableArray<TQuestion>, Task<ImmutableArray<TAnswer>>> send)
{
    /// <summary>What one call carries.</summary>
    public const int Most = 64;

    private readonly Lock _gate = new();
    private List<(TQuestion Question, TaskCompletionSource<TAnswer> Answer)>? _waiting;

    public Task<TAnswer> AskAsync(TQuestion question)
    {
        if (Tracing.Current is not null || Tracing.TryContinue(out _))
        {
            // A trace is of one request.
            return AskAloneAsync(question);
        }

        // The asker goes on by itself: others of its call are not to wait for what it does with the answer.
        TaskCompletionSource<TAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<(TQuestion, TaskCompletionSource<TAnswer>)>? begun = null;
        lock (_gate)
        {
            if (_waiting is null)
            {
                begun = _waiting = [];
            }

            _waiting.Add((question, answer));
            if (_waiting.Count == Most)
            {
                _waiting = null;
            }
        }

        if (begun is not null)
        {
            _ = SendSoonAsync(begun);
        }

        return answer.Task;
    }

    private async Task<TAnswer> AskAloneAsync(TQuestion question) => (await send([question]))[0];

    /// <summary>Whoever is about to ask at this moment does so before this goes on.</summary>
    private async Task SendSoonAsync(List<(TQuestion Question, TaskCompletionSource<TAnswer> Answer)> asked)
    {
        await Task.Yield();
        lock (_gate)
        {
            _waiting = ReferenceEquals(_waiting, asked) ? null : _waiting;
        }

        try
        {
            var answers = await send([.. asked.Select(static one => one.Question)]);
            for (var i = 0; i < asked.Count; i++)
            {
                asked[i].Answer.SetResult(answers[i]);
            }
        }
        catch (Exception e)
        {
            foreach (var (_, answer) in asked)
            {
                answer.TrySetException(e);
            }
        }
    }
}
