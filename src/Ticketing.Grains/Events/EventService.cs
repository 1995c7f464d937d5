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

public sealed class EventService(
    IGrainFactory grains, ICodeService codes, IPlanService plans, IPaymentAccountService accounts, EventDefaults defaults, PaymentProviders providers, TimeProvider time) : IEventService
{
    private const int CodesAtOnce = 100;

    public async Task<EventAnswer> CreateAsync(CreateEvent command, SeatPlan? plan, UInt128 request)
    {
        if (command.VenueId is { } id)
        {
            // An organization's venue is there for its own events alone.
            if (await grains.GetGrain<IVenueGrain>(id.ToString("N")).Get() is not { } venue || (venue.OrganizationId is { } owner && owner != command.OrganizationId))
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

        long[] prices = [.. command.Sections.SelectMany(static section => PricesOf(section.PriceMinor, section.Types))];
        if (command.Status is not (EventStatus.Draft or EventStatus.Cancelled) && SellerRules.HasPrices(prices, command.Fees)
            && await WhyNotSellAsync(command.OrganizationId, "status", "must be draft: there are prices, and") is { } unready)
        {
            return new EventAnswer(null, Refusal.Invalid([unready]));
        }

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
        if (command.Status == EventStatus.OnSale && view.Status != EventStatus.OnSale && command.ExpectedVersion == view.Version && SellerRules.HasPrices(view)
            && await WhyNotSellAsync(view.OrganizationId, "status", "can't become on_sale: there are prices, and") is { } unready)
        {
            return new EventAnswer(null, Refusal.Invalid([unready]));
        }

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
            ?? await WhyNotCodesAsync(view, command) ?? await WhyNotPricesAsync(view, command.PriceMinor, command.Types);
        return wrong is not null ? new EventAnswer(null, Refusal.Invalid([wrong])) : await grains.GetGrain<IEventGrain>(GrainKeys.Event(view.EventId.Key)).Price(command);
    }

    public async Task<EventAnswer> ChangeCapacityAsync(EventView view, ChangeCapacity command)
    {
        if (command.NewSection is { } spec)
        {
            var wrong = WhyNotAdded(view.Fees, view.Tax, view.Currency, PricesOf(spec.PriceMinor, spec.Types), spec.Types.IsDefaultOrEmpty ? "price" : "ticket_types")
                ?? await WhyNotCodesAsync(view, new SectionPlan { SectionId = spec.SectionId, PriceMinor = spec.PriceMinor, Types = spec.Types })
                ?? await WhyNotPricesAsync(view, spec.PriceMinor, spec.Types);
            if (wrong is not null)
            {
                return new EventAnswer(null, Refusal.Invalid([wrong]));
            }
        }

        return await grains.GetGrain<IEventGrain>(GrainKeys.Event(view.EventId.Key)).ChangeCapacity(command);
    }

    /// <summary>Null: the event is not published, has prices already, gets none, or its organization can take payments.</summary>
    private async Task<FieldError?> WhyNotPricesAsync(EventView view, long priceMinor, ImmutableArray<TicketType> types) =>
        view.Status is EventStatus.Draft or EventStatus.Cancelled || SellerRules.HasPrices(view) || !SellerRules.HasPrices(PricesOf(priceMinor, types), fees: null)
            ? null
            : await WhyNotSellAsync(view.OrganizationId, types.IsDefaultOrEmpty ? "price" : "ticket_types", "must be 0:");

    /// <summary>Null: it is no organization's, or that can take payments.</summary>
    private async Task<FieldError?> WhyNotSellAsync(Guid? organization, string field, string what) =>
        organization is { } id && await accounts.WhyNotSellAsync(id) is { } why ? new FieldError(field, $"{field} {what} {why}") : null;

    private static IEnumerable<long> PricesOf(long priceMinor, ImmutableArray<TicketType> types) =>
        types.IsDefaultOrEmpty ? [priceMinor] : types.Select(static type => type.PriceMinor);

    /// <summary>Null: tickets of each price can be paid with their fees and taxes.</summary>
    private FieldError? WhyNotAdded(EventFees? fees, EventTax? tax, string currency, IEnumerable<long> prices, string field) =>
        ChargeRules.WhyNotAdded(prices, fees, tax, currency, providers) is { } why ? new FieldError(field, why) : null;

    /// <summary>Null: what each code leaves of the section's new prices can be paid.</summary>
    private Task<FieldError?> WhyNotCodesAsync(EventView view, PriceSection command) =>
        view.Sections.FirstOrDefault(plan => plan.SectionId == command.SectionId) is { } plan
            ? WhyNotCodesAsync(view, plan with { PriceMinor = command.PriceMinor, Types = command.Types.IsDefault ? [] : command.Types })
            : Task.FromResult<FieldError?>(null);

    /// <summary>Null: what each code leaves of these prices can be paid.</summary>
    private async Task<FieldError?> WhyNotCodesAsync(EventView view, SectionPlan plan)
    {
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
