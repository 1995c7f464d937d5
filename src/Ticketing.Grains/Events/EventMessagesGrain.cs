using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>Numbers an event's messages. A message is known here before it begins, so that none is sent that is not counted.</summary>
[GrainType("ticketing.event-messages")]
public sealed class EventMessagesGrain : SparseGrain, IEventMessagesGrain
{
    private readonly Durable<MessagesState> _messages;
    private readonly TimeProvider _time;

    public EventMessagesGrain([PersistentState("messages")] IPersistentState<MessagesState> state, TimeProvider time) =>
        (_messages, _time) = (new Durable<MessagesState>(state, this), time);

    protected override bool IsEmpty => _messages.IsNothing;

    public async Task<EventMessageAnswer> Send(EventMessage message)
    {
        var messages = _messages.Value.Messages;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        var at = messages.FindIndex(known => known.MessageId == message.MessageId);
        if (at < 0)
        {
            if (MessageRules.WhyNotSend(_messages.Value, now) is { } refusal)
            {
                await _messages.Settled();
                return new EventMessageAnswer(null, refusal);
            }

            messages.Add(new KnownMessage(message.MessageId, now));
            at = messages.Count - 1;
        }

        // Also when it is known already: an activation beside the one that knows more fails here.
        await _messages.Changed();
        return new EventMessageAnswer(await GrainFactory.GetGrain<IEventMessageGrain>(GrainKeys.Message(message.EventId.Key, at + 1))
            .Begin(message with { Number = at + 1, At = messages[at].At }));
    }

    public async Task<ImmutableArray<Guid>> List()
    {
        ImmutableArray<Guid> known = [.. _messages.Value.Messages.Select(static message => message.MessageId)];
        await _messages.Settled();
        return known;
    }
}
