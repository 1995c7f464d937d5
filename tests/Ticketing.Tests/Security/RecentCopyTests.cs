using Ticketing.Security;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Security;

/// <summary>What gateways know of who may what: a second old at most.</summary>
public sealed class RecentCopyTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Queue<TaskCompletionSource<string>> _asked = new();

    [Fact]
    public async Task It_is_asked_for_once_a_second_however_many_ask()
    {
        var copy = Copy();
        var (first, second) = (copy.GetAsync().AsTask(), copy.GetAsync().AsTask());
        Assert.Single(_asked);
        _asked.Dequeue().SetResult("a");
        Assert.Equal(["a", "a"], await Task.WhenAll(first, second));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.True(copy.TryGet(out var known) && known == "a");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(copy.TryGet(out _));
    }

    [Fact]
    public async Task An_answer_from_before_a_change_does_not_replace_what_was_read_after_it()
    {
        var copy = Copy();
        var before = copy.GetAsync().AsTask();
        copy.Forget();
        var after = copy.GetAsync().AsTask();
        var (slow, quick) = (_asked.Dequeue(), _asked.Dequeue());
        quick.SetResult("with the change");
        Assert.Equal("with the change", await after);
        slow.SetResult("without");
        await before;
        Assert.True(copy.TryGet(out var known));
        Assert.Equal("with the change", known);
    }

    [Fact]
    public async Task An_answer_from_before_a_change_is_not_kept_for_those_who_ask_after_it()
    {
        var copy = Copy();
        var before = copy.GetAsync().AsTask();
        copy.Forget();
        _asked.Dequeue().SetResult("without");
        await before;
        Assert.False(copy.TryGet(out _));
    }

    [Fact]
    public async Task While_it_can_not_be_read_nobody_is_answered_by_what_was_known()
    {
        var copy = Copy();
        var first = copy.GetAsync().AsTask();
        _asked.Dequeue().SetResult("a");
        await first;
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = copy.GetAsync().AsTask();
        _asked.Dequeue().SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        var third = copy.GetAsync().AsTask();
        _asked.Dequeue().SetResult("b");
        Assert.Equal("b", await third);
    }

    private RecentCopy<string> Copy() => new(_ =>
    {
        TaskCompletionSource<string> asked = new();
        _asked.Enqueue(asked);
        return asked.Task;
    }, _time);
}
