using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Codes;

public sealed class CodeService(IGrainFactory grains, IEventCatalog events, PaymentProviders providers, Outages outages) : ICodeService
{
    public async Task<CodeAnswer> CreateAsync(CreateCode command)
    {
        if (await events.FindAsync(command.EventId) is not { } entry)
        {
            return CodeAnswer.Refused(RefusalCode.EventNotFound);
        }

        return CodeRules.Validate(command.Spec, command.Terms, entry.View, providers) is { Count: > 0 } errors
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
