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

    private const int Whole = 100_00;

    /// <summary>Said of every code that is none, whatever it looks like, and whether or not another event has it.</summary>
    public static Refusal Unknown { get; } = Refusal.Invalid([new FieldError("code", "The event has no such code. Check how it is written, or leave it out.")]);

    /// <summary>What the code takes off a price, in minor units: rounded as the share of a fee is, and never more than the price. 100 % is the whole price.</summary>
    public static long DiscountOf(CodeSpec code, long priceMinor, string currency) => code.PercentHundredths == Whole ? priceMinor
        : Math.Min(priceMinor, code.AmountMinor + FeeRules.ShareOf(priceMinor, code.PercentHundredths, currency));

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

        if (errors.Count == 0 && !PricesFor(code, view.Sections).Any())
        {
            errors.Add(PricesFor(code with { OpensTypes = true }, view.Sections).Any()
                ? new FieldError("opens_types", "All that the code is for needs a code that opens it: give opens_types, or name other sections or ticket types.")
                : new FieldError("types", "None of these sections has any of these ticket types."));
        }

        if (errors.Count == 0 && code.OpensTypes && !view.Sections.Any(plan => plan.HasTypes && plan.Types.Any(type => type.NeedsCode && code.IsFor(plan.SectionId, type.TypeId))))
        {
            errors.Add(new FieldError("opens_types", "The event has no ticket type that the code could open: leave it out, or name one that needs a code."));
        }

        if (errors.Count == 0 && WhyNotLeft(code, view.Sections, view, providers) is { } why)
        {
            errors.Add(new FieldError(
                code.AmountMinor > 0 ? "amount_off" : "percent_off", $"{why} Take less off, or all, or name the sections or ticket types that it is for."));
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

    /// <summary>What is wrong with other prices of a section for who has the code. Null: nothing.</summary>
    /// <param name="code">A code of the event that can be used.</param>
    /// <param name="plan">The section as it is to be.</param>
    /// <param name="view">The event.</param>
    /// <param name="providers">Who takes the payments.</param>
    public static FieldError? WhyNotPrices(CodeSpec code, SectionPlan plan, EventView view, PaymentProviders providers) => WhyNotLeft(code, [plan], view, providers) is not { } why ? null
        : new FieldError(plan.HasTypes ? "ticket_types" : "price", $"{why} End the code first (DELETE /api/v1/events/{{id}}/codes/{code.Code}), or give another price.");

    /// <summary>The prices of what can be had with the code, as far as it is for that.</summary>
    private static IEnumerable<long> PricesFor(CodeSpec code, IEnumerable<SectionPlan> sections) => sections.SelectMany(plan => plan.HasTypes
        ? plan.Types.Where(type => plan.IsOpen(type, code) && code.IsFor(plan.SectionId, type.TypeId)).Select(static type => type.PriceMinor)
        : code.IsFor(plan.SectionId, "") ? [plan.PriceMinor] : []);

    /// <summary>Null: with the code tickets of each price cost nothing, or what the provider of payments charges, one by itself or several.</summary>
    private static string? WhyNotLeft(CodeSpec code, IEnumerable<SectionPlan> sections, EventView view, PaymentProviders providers)
    {
        if (!code.HasDiscount || !Currency.TryFind(view.Currency, out var currency))
        {
            return null;
        }

        var left = PricesFor(code, sections).Select(price => (price, price - DiscountOf(code, price, currency.Code)));
        return ChargeRules.WhyNot(left, view.Fees, view.Tax, currency, providers, _ => $"the code {code.Code}");
    }
}
