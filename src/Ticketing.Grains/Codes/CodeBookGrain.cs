using Orleans;
using Orleans.Runtime;
using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>The names of an event's codes.</summary>
[GrainType("ticketing.code-book")]
public sealed class CodeBookGrain : SparseGrain, ICodeBookGrain
{
    private readonly Durable<CodeBookState> _book;

    public CodeBookGrain([PersistentState("book")] IPersistentState<CodeBookState> state) => _book = new Durable<CodeBookState>(state, this);

    protected override bool IsEmpty => _book.IsNothing;

    public async Task<CodeAnswer> Create(CreateCode command)
    {
        var names = _book.Value.Names;
        if (!names.Contains(command.Spec.Code))
        {
            if (names.Count >= CodeRules.Most)
            {
                return CodeAnswer.Refused(RefusalCode.TooManyCodes, $"An event has at most {CodeRules.Most} codes.");
            }

            // The name first: a code that was made is always listed.
            names.Add(command.Spec.Code);
            await _book.Changed();
        }

        return await GrainFactory.GetGrain<ICodeGrain>(GrainKeys.Code(command.EventId.Key, command.Spec.Code)).Create(command);
    }

    public Task<CodeNames> List(int start, int limit)
    {
        var names = _book.Value.Names;
        return Task.FromResult(new CodeNames([.. names.Skip(start).Take(limit)], start + limit < names.Count ? start + limit : null));
    }
}
