using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Codes;

public sealed class CodeService(IGrainFactory grains, PaymentProviders providers, Outages outages) : ICodeService
{
    public async Task<CodeAnswer> CreateAsync(CreateCode command)
    {
        // Its prices as they are now: the catalogue's may be a second old.
        if (await outages.RepeatAsync(grains.GetGrain<IEventGrain>(GrainKeys.Event(command.EventId.Key)), static found => found.Get()) is not { } view)
        {
            return CodeAnswer.Refused(RefusalCode.EventNotFound);
        }

        return CodeRules.Validate(command.Spec, command.Terms, view, providers) is { Count: > 0 } errors
            ? new CodeAnswer(null, Refusal.Invalid(errors))
            : await Book(command.EventId).Create(command);
    }

    public async Task<CodeAnswer> UpdateAsync(CodeView code, UpdateCode command) => CodeRules.Validate(command.Terms).ToArray() is { Length: > 0 } errors
        ? new CodeAnswer(null, Refusal.Invalid(errors))
        : await Grain(code.EventId, code.Spec.Code).Update(command);

    public async Task<CodeView?> FindAsync(EventId id, string text) => CodeText.TryRead(text) is not { } code ? null
        : await outages.RepeatAsync(Grain(id, code), static code => code.Get());

    public async Task<(IReadOnlyList<CodeView> Items, int? Next)> ListAsync(EventId id, int start, int limit)
    {
        var page = await Book(id).List(start, limit);
        var codes = await Task.WhenAll(page.Names.Select(name => Grain(id, name).Get()));
        return ([.. codes.OfType<CodeView>()], page.Next);
    }

    private ICodeBookGrain Book(EventId id) => grains.GetGrain<ICodeBookGrain>(GrainKeys.Event(id.Key));

    private ICodeGrain Grain(EventId id, string code) => grains.GetGrain<ICodeGrain>(GrainKeys.Code(id.Key, code));
}
