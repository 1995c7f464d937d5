using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

public interface IDiaryGrain : IGrainWithStringKey
{
    Task Note(string line);

    /// <summary>As far as this activation knows.</summary>
    Task<string[]> Lines();

    /// <summary>Asks the store where this activation knows of none.</summary>
    Task<string[]> KnownLines();

    /// <summary>Notes what another diary says.</summary>
    Task Copy(string other);

    Task Burn();
}

[GenerateSerializer]
public sealed class DiaryState
{
    [Id(0)]
    public List<string> Lines { get; set; } = [];
}

/// <summary>Callers meet here while the store is on its way.</summary>
[Reentrant, GrainType("test.diary")]
public sealed class DiaryGrain : Grain, IDiaryGrain
{
    private readonly Durable<DiaryState> _diary;

    public DiaryGrain([PersistentState("diary")] IPersistentState<DiaryState> state) => _diary = new Durable<DiaryState>(state, this);

    public async Task Note(string line)
    {
        _diary.Value.Lines.Add(line);
        await _diary.Changed();
    }

    public async Task<string[]> Lines()
    {
        string[] lines = [.. _diary.Value.Lines];
        await _diary.Settled();
        return lines;
    }

    public async Task<string[]> KnownLines() => [.. (await _diary.Known()).Lines];

    public async Task Copy(string other)
    {
        var lines = await GrainFactory.GetGrain<IDiaryGrain>(other).Lines();
        _diary.Value.Lines.AddRange(lines);
        await _diary.Changed();
    }

    public Task Burn() => _diary.Clear();
}

/// <summary>What is changed while a state is read anew or deleted is never acknowledged and lost.</summary>
public sealed class DurableTests : IAsyncDisposable
{
    private readonly BoxOffice _office = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    private IDiaryGrain Diary => _office.Grains.GetGrain<IDiaryGrain>("ann");

    [Fact]
    public async Task What_is_noted_while_the_diary_burns_is_in_the_next_one()
    {
        await Diary.Note("before");
        HoldAnswers();
        var burning = Diary.Burn();
        await _asked.Task;
        var note = Diary.Note("after");
        _answered.SetResult();
        await burning;
        await note;
        await _office.CrashAsync();
        Assert.Equal(["after"], await Diary.Lines());
    }

    [Fact]
    public async Task Who_was_about_to_note_when_the_diary_burnt_is_refused_and_kept_at_the_second_try()
    {
        await _office.Grains.GetGrain<IDiaryGrain>("bob").Note("of bob");
        await Diary.Note("before");
        await _office.CrashAsync();
        Assert.Equal(["before"], await Diary.Lines());
        HoldAnswers("test.diary/bob/");
        var copy = Diary.Copy("bob");
        await _asked.Task;
        await Diary.Burn();
        _answered.SetResult();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => copy);
        await Diary.Copy("bob");
        await _office.CrashAsync();
        Assert.Equal(["of bob"], await Diary.Lines());
    }

    [Fact]
    public async Task What_is_noted_while_the_diary_is_read_anew_is_refused_and_kept_when_it_is_noted_again()
    {
        Assert.Empty(await Diary.Lines());
        HoldAnswers();
        var reading = Diary.KnownLines();
        await _asked.Task;
        var note = Diary.Note("after");
        _answered.SetResult();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => note);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => reading);
        await Diary.Note("after");
        await _office.CrashAsync();
        Assert.Equal(["after"], await Diary.Lines());
    }

    [Fact]
    public async Task What_is_being_noted_is_there_for_whoever_reads_anew()
    {
        Assert.Empty(await Diary.Lines());
        HoldAnswers();
        var note = Diary.Note("before");
        await _asked.Task;
        var reading = Diary.KnownLines();
        _answered.SetResult();
        await note;
        Assert.Equal(["before"], await reading);
        Assert.Equal(1, _office.Store.ReadsOf("test.diary/"));
    }

    [Fact]
    public async Task What_is_being_noted_is_acknowledged_and_then_burnt()
    {
        HoldAnswers();
        var note = Diary.Note("before");
        await _asked.Task;
        var burning = Diary.Burn();
        _answered.SetResult();
        await note;
        await burning;
        Assert.Empty(await Diary.Lines());
        Assert.Empty(_office.Store.Stored("test.diary/"));
    }

    private void HoldAnswers(string prefix = "test.diary/") => _office.Store.Answers = key =>
    {
        if (!key.StartsWith(prefix, StringComparison.Ordinal))
        {
            return Task.CompletedTask;
        }

        _asked.TrySetResult();
        return _answered.Task;
    };
}
