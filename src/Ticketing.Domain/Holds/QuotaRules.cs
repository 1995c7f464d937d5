using System.Collections.Immutable;
using Ticketing.Events;

namespace Ticketing.Holds;

/// <summary>What holds take of ticket types of which there are only so many.</summary>
public static class QuotaRules
{
    /// <summary>What a hold takes, in one order for all, so that two orders meet at the first.</summary>
    /// <param name="prices">What its places are sold as. Null: no types.</param>
    /// <param name="quotas">The event's, by type.</param>
    /// <param name="givesBack">What an exchange gives back: it does not count on top of that. Null: nothing.</param>
    public static ImmutableArray<HeldQuota> Of(PriceBreakdown? prices, IReadOnlyDictionary<string, int> quotas, PriceBreakdown? givesBack = null) =>
        prices is null || quotas.Count == 0 ? [] :
        [
            .. prices.Lines.GroupBy(static line => line.TypeId, StringComparer.Ordinal)
                .Where(type => quotas.ContainsKey(type.Key))
                .OrderBy(static type => type.Key, StringComparer.Ordinal)
                .Select(type => new HeldQuota(type.Key, Places(type), quotas[type.Key] + Places(givesBack?.Lines.Where(line => line.TypeId == type.Key) ?? []))),
        ];

    /// <summary>What is left for an exchange, which has what it gives back.</summary>
    public static IReadOnlyDictionary<string, int> With(IReadOnlyDictionary<string, int> left, PriceBreakdown? givesBack) => givesBack is null || left.Count == 0 ? left
        : left.ToDictionary(static all => all.Key, all => all.Value + Places(givesBack.Lines.Where(line => line.TypeId == all.Key)), StringComparer.Ordinal);

    /// <summary>The first of them of which there are not so many left. Null: there is enough of each.</summary>
    public static Refusal? WhyNot(IEnumerable<HeldQuota> wanted, IReadOnlyDictionary<string, int> left) =>
        wanted.FirstOrDefault(quota => left.TryGetValue(quota.TypeId, out var places) && places < quota.Quantity) is { } few ? SoldOut(few.TypeId, left[few.TypeId]) : null;

    public static Refusal SoldOut(string type, int left) => new(RefusalCode.TypeSoldOut, left > 0
        ? FormattableString.Invariant($"Of ticket type '{type}' {left} {(left == 1 ? "is" : "are")} left. Take fewer of it, or another type.")
        : $"Of ticket type '{type}' none are left: they are sold, or held by others until they buy or give up. Take another type.");

    private static int Places(IEnumerable<PriceLine> lines) => lines.Sum(static line => line.Quantity);
}

/// <summary>What is left of types while an order's places are given theirs one after another.</summary>
internal sealed class QuotaChoice
{
    private readonly Dictionary<string, int>? _left;

    /// <param name="left">By type; what is not there has no quota. Null: none has one.</param>
    /// <param name="named">What the order takes of types by their names.</param>
    public QuotaChoice(IReadOnlyDictionary<string, int>? left, IEnumerable<(string Type, int Quantity)> named)
    {
        if (left is { Count: > 0 })
        {
            _left = left.ToDictionary(StringComparer.Ordinal);
            foreach (var (type, quantity) in named)
            {
                Take(type, quantity);
            }
        }
    }

    /// <summary>The first of which there are so many; where there is none, the first, which is then refused by whoever knows best. Null: there are no types.</summary>
    public TicketType? First(IEnumerable<TicketType> types, int quantity)
    {
        var first = _left is null ? types.FirstOrDefault()
            : types.FirstOrDefault(type => !_left.TryGetValue(type.TypeId, out var left) || left >= quantity) ?? types.FirstOrDefault();
        if (first is not null)
        {
            Take(first.TypeId, quantity);
        }

        return first;
    }

    private void Take(string type, int quantity)
    {
        if (_left?.TryGetValue(type, out var left) == true)
        {
            _left[type] = left - quantity;
        }
    }
}
