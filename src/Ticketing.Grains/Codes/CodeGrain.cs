using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>
/// The shell of a code: loads, decides by <see cref="CodeDecisions"/>, saves, answers. Reentrant, so that uses which are asked for together
/// share a write; no decision spans an await, so turns alone keep them apart.
/// </summary>
[GrainType("ticketing.code"), Reentrant]
public sealed class CodeGrain : SparseGrain, ICodeGrain
{
    private readonly Durable<CodeState> _code;
    private readonly TimeProvider _time;

    public CodeGrain([PersistentState("code")] IPersistentState<CodeState> state, TimeProvider time)
    {
        _code = new Durable<CodeState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _code.IsNothing;

    public async Task<CodeAnswer> Create(CreateCode command)
    {
        if (CodeDecisions.Create(_code.Value, command, Now) is not { } created)
        {
            await _code.Settled();
            return CodeAnswer.Refused(RefusalCode.CodeExists);
        }

        var repeated = ReferenceEquals(created, _code.Value);
        _code.Replace(created);
        await (repeated ? _code.Settled() : _code.Changed());
        return new CodeAnswer(CodeDecisions.View(_code.Value, Now), Repeated: repeated);
    }

    public async Task<CodeView?> Get()
    {
        var view = _code.Value.Version == 0 ? null : CodeDecisions.View(_code.Value, Now);
        await _code.Settled();
        return view;
    }

    public async Task<CodeAnswer> Update(UpdateCode command)
    {
        var code = _code.Value;
        if (CodeDecisions.WhyNotUpdate(code, command, Now) is { } refusal)
        {
            await _code.Settled();
            return new CodeAnswer(null, refusal);
        }

        if (code.Terms != command.Terms)
        {
            (code.Terms, code.Version) = (command.Terms, code.Version + 1);
            await _code.Changed();
        }

        return new CodeAnswer(CodeDecisions.View(_code.Value, Now));
    }

    public async Task<CodeAnswer> End()
    {
        var code = _code.Value;
        if (code.Version == 0)
        {
            return CodeAnswer.Refused(RefusalCode.CodeNotFound);
        }

        var repeated = code.EndedAt is not null;
        if (!repeated)
        {
            (code.EndedAt, code.Version) = (Now, code.Version + 1);
        }

        // Also when it is ended: an activation beside one that grants uses fails here.
        await _code.Changed();
        return new CodeAnswer(CodeDecisions.View(_code.Value, Now), Repeated: repeated);
    }

    public async Task<Refusal?> Reserve(ReserveUse command)
    {
        var (refusal, put) = CodeDecisions.Reserve(_code.Value, command, Now);
        await Carry(put);
        return refusal;
    }

    public Task<RefusalCode> Extend(HoldId hold, DateTimeOffset until) =>
        Decide(static (code, all, now) => CodeDecisions.Extend(code, all.hold, all.until, now), (hold, until));

    public Task<RefusalCode> Pin(HoldId hold) => Decide(CodeDecisions.Pin, hold);

    public Task Spend(HoldId hold) => Decide(static (code, hold, now) => (RefusalCode.None, CodeDecisions.Spend(code, hold, now)), hold);

    public Task Release(HoldId hold, DateTimeOffset issuedAt) =>
        Decide(static (code, all, now) => (RefusalCode.None, CodeDecisions.Release(code, all.hold, all.issuedAt, now)), (hold, issuedAt));

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Whoever commands it knows of the use: an activation beside the one that does too fails before it says that there is nothing to be done.</summary>
    private async Task<RefusalCode> Decide<T>(Func<CodeState, T, DateTimeOffset, (RefusalCode Refusal, CodeUse? Put)> decide, T command)
    {
        var (refusal, put) = decide(_code.Value, command, Now);
        if (put is null)
        {
            await _code.Changed();
            (refusal, put) = decide(_code.Value, command, Now);
        }

        await Carry(put);
        return refusal;
    }

    private Task Carry(CodeUse? put)
    {
        if (put is null)
        {
            return _code.Settled();
        }

        CodeDecisions.Put(_code.Value, put, Now);
        return _code.Changed();
    }
}
