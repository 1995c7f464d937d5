using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Money;
using Ticketing.Payments;

namespace Ticketing.Codes;

/// <summary>What a code must be like, and what it does to a price.</summary>
public static class CodeRules
{
    /// <summary>How many codes an event has at most.</summary>
    public const int Most = 1_000;

    /// <summary>Said of every code that is none, whatever it looks like, and whether or not another event has it.</summary>
    public static Refusal Unknown { get; } = Refusal.Invalid([new FieldError("code", "The event has no such code. Check how it is written, or leave it out.")]);

    /// <summary>What the code takes off a price, in minor units: rounded as the share of a fee is, and never more than the price.</summary>
    public static long DiscountOf(CodeSpec code, long priceMinor, string currency) =>
        Math.Min(priceMinor, code.AmountMinor + FeeRules.ShareOf(priceMinor, code.PercentHundredths, currency));

    /// <summary>What is wrong with a new code of the event; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(CodeSpec code, CodeTerms terms, EventView view, PaymentProviders providers)
    {
        List<FieldError> errors = [.. Validate(terms)];
        if (code is { HasDiscount: false, OpensTypes: false, OpensSale: false })
        {
            errors.Add(new FieldError("percent_off", "The code gives nothing: give percent_off, amount_off, opens_types or opens_sale."));
        }

        if (code is { PercentHundredths: > 0, AmountMinor: > 0 })
        {
            errors.Add(new FieldError("amount_off", "amount_off must be left out where percent_off is given."));
        }

        if (code.AmountMinor > EventLimits.PriceMinor)
        {
            errors.Add(new FieldError("amount_off", "amount_off is more than a place can cost."));
        }

        for (var i = 0; i < code.Sections.Length; i++)
        {
            if (!view.Sections.Any(plan => plan.SectionId == code.Sections[i]))
            {
                errors.Add(new FieldError($"sections[{i}]", $"The event has no section '{code.Sections[i]}'."));
            }
        }

        for (var i = 0; i < code.Types.Length; i++)
        {
            if (!view.Sections.Any(plan => plan.HasTypes && plan.Types.Any(type => type.TypeId == code.Types[i])))
            {
                errors.Add(new FieldError($"types[{i}]", $"The event has no ticket type '{code.Types[i]}'."));
            }
        }

        var prices = PricesFor(code, view).ToHashSet();
        if (errors.Count == 0 && prices.Count == 0)
        {
            errors.Add(new FieldError("types", "None of these sections has any of these ticket types."));
        }

        if (errors.Count == 0 && code.OpensTypes && !view.Sections.Any(plan => plan.HasTypes && plan.Types.Any(type => type.NeedsCode && code.IsFor(plan.SectionId, type.TypeId))))
        {
            errors.Add(new FieldError("opens_types", "The event has no ticket type that the code could open: leave it out, or name one that needs a code."));
        }

        if (errors.Count == 0 && code.HasDiscount && WhyNotPrices(code, prices, view, providers) is { } wrong)
        {
            errors.Add(wrong);
        }

        return errors;
    }

    /// <summary>What is wrong with the terms of a code; empty when nothing is.</summary>
    public static IEnumerable<FieldError> Validate(CodeTerms terms)
    {
        if (EventRules.WhyNoWindow(terms.Window) is not null)
        {
            yield return new FieldError("closes_at", "The code must close after it opens; give a later time.");
        }
    }

    private static IEnumerable<long> PricesFor(CodeSpec code, EventView view) => view.Sections.SelectMany(plan => plan.HasTypes
        ? plan.Types.Where(type => code.IsFor(plan.SectionId, type.TypeId)).Select(static type => type.PriceMinor)
        : code.IsFor(plan.SectionId, "") ? [plan.PriceMinor] : []);

    /// <summary>Null: with the code tickets of each price cost nothing, or what the provider of payments charges, one by itself or several.</summary>
    private static FieldError? WhyNotPrices(CodeSpec code, IEnumerable<long> prices, EventView view, PaymentProviders providers)
    {
        if (!Currency.TryFind(view.Currency, out var currency))
        {
            return null;
        }

        foreach (var price in prices)
        {
            var left = price - DiscountOf(code, price, currency.Code);
            foreach (var tickets in new[] { 1, 2 })
            {
                var total = (tickets * (left + FeeRules.Of(view.Fees?.Ticket, left, currency.Code))) + FeeRules.Of(view.Fees?.Order, tickets * left, currency.Code);
                if (providers.WhyNotPrice(total, currency) is { } why)
                {
                    return new FieldError(
                        code.AmountMinor > 0 ? "amount_off" : "percent_off",
                        $"{currency.Format(total)} {currency}, {(tickets == 1 ? "a ticket" : "two tickets")} of {currency.Format(price)} with the code, {why} Take less off, or all, or name the sections or ticket types that it is for.");
                }
            }
        }

        return null;
    }
}
