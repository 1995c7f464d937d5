using System.Collections.Immutable;
using Orleans;
using Ticketing.Codes;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Payments;
using Ticketing.Plans;
using Ticketing.Venues;

namespace Ticketing.Events;

public sealed class EventService(IGrainFactory grains, ICodeService codes, IPlanService plans, EventDefaults defaults, PaymentProviders providers, TimeProvider time) : IEventService
{
    private const int CodesAtOnce = 100;

    public async Task<EventAnswer> CreateAsync(CreateEvent command, SeatPlan? plan, UInt128 request)
    {
        if (command.VenueId is { } id)
        {
            if (await grains.GetGrain<IVenueGrain>(id.ToString("N")).Get() is not { } venue)
            {
                return new EventAnswer(null, new Refusal(RefusalCode.VenueNotFound));
            }

            if (command.Sections.IsEmpty)
            {
                if (!Currency.TryFind(command.Currency, out var currency) || venue.SectionsIn(currency) is not { } sections)
                {
                    return new EventAnswer(null, Refusal.Invalid([new FieldError("currency", "currency has too few decimals for the venue's prices: give sections with prices of their own.")]));
                }

                foreach (var section in sections)
                {
                    if (providers.WhyNotPrice(section.PriceMinor, currency) is { } why)
                    {
                        return new EventAnswer(null, Refusal.Invalid(
                            [new FieldError("venue_id", $"The venue's price of section '{section.SectionId}' {why} Give sections with prices of their own.")]));
                    }
                }

                command = command with { Sections = sections, PlanId = venue.PlanId };
            }

            command = command with { Venue = command.Venue ?? venue.Name };
        }

        var prices = command.Sections.SelectMany(static section => PricesOf(section.PriceMinor, section.Types));
        if (WhyNotAdded(command.Fees, command.Tax, command.Currency, prices, command.Fees is null ? "tax" : "fees") is { } wrong)
        {
            return new EventAnswer(null, Refusal.Invalid([wrong]));
        }

        // The plan is kept before the event, which is nothing without it; of an event that can't be there is none.
        return plan is null ? await DrawAsync(command, request)
            : EventRules.Validate(command, defaults.PoolSize) is { Count: > 0 } errors ? new EventAnswer(null, Refusal.Invalid(errors))
            : await DrawAsync(command with { PlanId = await plans.KeepAsync(plan, request) }, request);
    }

    public Task<EventAnswer> DuplicateAsync(EventView original, DuplicateEvent command, UInt128 request) => DrawAsync(EventDuplicate.Of(original, command), request);

    public async Task<EventAnswer> UpdateAsync(EventView view, UpdateEvent command)
    {
        // Of another version the grain refuses the change; of this one nothing can be held that was not, so that the counts still count.
        var @event = grains.GetGrain<IEventGrain>(GrainKeys.Event(view.EventId.Key));
        return command.IsArchived == true && command.ExpectedVersion == view.Version && view.ArchivedAt is null
            && await @event.Counts() is { } counts && ArchiveRules.WhyNot(view, counts, time.GetUtcNow()) is { } refusal
                ? new EventAnswer(null, refusal)
                : await @event.Update(command);
    }

    public async Task<EventAnswer> PriceAsync(EventView view, PriceSection command)
    {
        var wrong = WhyNotAdded(view.Fees, view.Tax, view.Currency, PricesOf(command.PriceMinor, command.Types), command.Types.IsDefaultOrEmpty ? "price" : "ticket_types")
            ?? await WhyNotCodesAsync(view, command);
        return wrong is not null ? new EventAnswer(null, Refusal.Invalid([wrong])) : await grains.GetGrain<IEventGrain>(GrainKeys.Event(view.EventId.Key)).Price(command);
    }

    private static IEnumerable<long> PricesOf(long priceMinor, ImmutableArray<TicketType> types) =>
        types.IsDefaultOrEmpty ? [priceMinor] : types.Select(static type => type.PriceMinor);

    /// <summary>Null: tickets of each price can be paid with their fees and taxes.</summary>
    private FieldError? WhyNotAdded(EventFees? fees, EventTax? tax, string currency, IEnumerable<long> prices, string field) =>
        ChargeRules.WhyNotAdded(prices, fees, tax, currency, providers) is { } why ? new FieldError(field, why) : null;

    /// <summary>Null: what each code leaves of the section's new prices can be paid.</summary>
    private async Task<FieldError?> WhyNotCodesAsync(EventView view, PriceSection command)
    {
        if (view.Sections.FirstOrDefault(plan => plan.SectionId == command.SectionId) is not { } plan)
        {
            return null;
        }

        plan = plan with { PriceMinor = command.PriceMinor, Types = command.Types.IsDefault ? [] : command.Types };
        for (int? next = 0; next is { } start;)
        {
            (var found, next) = await codes.ListAsync(view.EventId, start, CodesAtOnce);
            var wrong = found.Where(static code => code.EndedAt is null).Select(code => CodeRules.WhyNotPrices(code.Spec, plan, view, providers));
            if (wrong.FirstOrDefault(static error => error is not null) is { } first)
            {
                return first;
            }
        }

        return null;
    }

    private async Task<EventAnswer> DrawAsync(CreateEvent command, UInt128 nonce)
    {
        while (true)
        {
            // Key 0 is the house event's.
            var key = ((ulong)nonce % (EventId.KeyLimit - 1)) + 1;
            var answer = await grains.GetGrain<IEventGrain>(GrainKeys.Event(key)).Create(command with
            {
                EventId = EventId.FromKey(key),
                Request = nonce,
            });
            if (answer.Event is not null || answer.Refusal is { Code: not RefusalCode.Busy })
            {
                return answer;
            }

            // Another event drew this key; the next draw is derived, so that a repeated request finds it again.
            nonce += UInt128.One << 32 | UInt128.One;
        }
    }
}
