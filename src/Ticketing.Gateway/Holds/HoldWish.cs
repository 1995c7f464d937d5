using System.Collections.Immutable;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Reads what is to be held from a request's body: an event, and a number of places or named seats.</summary>
internal static class HoldWish
{
    /// <summary>More than a section, a row and a number take.</summary>
    internal const int LongestSeat = 64;

    /// <summary>What is longer than any code is none, and is told so as others are.</summary>
    internal const int LongestCode = 64;

    /// <summary>The wish without a customer, or what is wrong.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="item">Places of one section, or seats.</param>
    /// <param name="items">Places of several sections, in the place of <paramref name="item"/>.</param>
    /// <param name="code">A code.</param>
    /// <param name="quantityName">The member that has the number of places.</param>
    /// <param name="errors">What is wrong already.</param>
    public static (HoldRequest? Wish, Problem? Problem) Of(
        Guid? eventId, HoldItemRequest item, IReadOnlyList<HoldItemRequest>? items, string? code, string quantityName, List<FieldError>? errors = null)
    {
        errors ??= [];
        if (eventId is null)
        {
            errors.Add(new FieldError("event_id", "event_id is required."));
        }

        HoldItem only = new();
        ImmutableArray<HoldItem> several = [];
        if (items is null)
        {
            only = ItemOf(item, "", quantityName, errors);
        }
        else
        {
            several = [.. items.Select((one, i) => ItemOf(one, $"items[{i}].", "qty", errors))];
            foreach (var (name, isThere) in new[] { (quantityName, item.Qty is not null), ("seats", item.Seats is not null), ("section", item.Section is not null), ("types", item.Types is not null) })
            {
                if (isThere)
                {
                    errors.Add(new FieldError(name, $"{name} must be left out where there are items: each says its own."));
                }
            }

            for (var i = 0; i < items.Count; i++)
            {
                if (items[i] is { Section: null, Seats: null } && several[i].Seats.IsEmpty)
                {
                    errors.Add(new FieldError($"items[{i}].section", "section is required, or name seats."));
                }
            }
        }

        return errors.Count > 0 ? (null, Problems.Invalid(errors))
            : EventId.TryFrom(eventId!.Value, out var id)
                ? (new HoldRequest { Event = id, Quantity = only.Quantity, Section = only.Section, Seats = only.Seats, Types = only.Types, Items = several, Code = code }, null)
                : (null, Problems.From(RefusalCode.EventNotFound));
    }

    private static HoldItem ItemOf(HoldItemRequest item, string at, string quantityName, List<FieldError> errors)
    {
        var (seats, quantity) = (item.Seats, item.Qty);
        var typed = Typed(item.Types, ref seats, ref quantity, errors, at);
        if (seats is null && quantity is null)
        {
            errors.Add(new FieldError($"{at}{quantityName}", $"{quantityName} is required."));
        }

        if (seats is not null && quantity is { } number && number != seats.Count)
        {
            errors.Add(new FieldError($"{at}{quantityName}", $"{quantityName} must be the number of seats, or be left out."));
        }

        if (seats is not null && item.Section is not null)
        {
            errors.Add(new FieldError($"{at}section", "section must be left out where seats are named."));
        }

        return new HoldItem { Quantity = quantity ?? 0, Section = item.Section, Seats = seats is null ? [] : [.. seats], Types = typed };
    }

    /// <summary>A hold that is there was placed with its code, or without.</summary>
    public static void CheckCode(string? code, List<FieldError> errors)
    {
        if (code is not null)
        {
            errors.Add(new FieldError("code", "code must be left out where a hold is named: give it when the places are held."));
        }
    }

    /// <summary>What the places are to be sold as. Where the types tell how many or which they are, nothing else has to.</summary>
    public static ImmutableArray<TypeWish> Typed(
        IReadOnlyList<TypeWishRequest>? types, ref IReadOnlyList<string>? seats, ref int? quantity, List<FieldError> errors, string at = "")
    {
        if (types is null)
        {
            return [];
        }

        var areSeats = seats is not null || types.Any(static type => type.Seats is not null);
        for (var i = 0; i < types.Count; i++)
        {
            if (areSeats && (types[i].Seats is null || types[i].Qty is not null))
            {
                errors.Add(new FieldError($"{at}types[{i}].seats", "Name the seats of the type in seats, and leave its qty out."));
            }
            else if (!areSeats && types[i].Qty is null)
            {
                errors.Add(new FieldError($"{at}types[{i}].qty", "qty is required."));
            }
        }

        if (areSeats)
        {
            seats = [.. (seats ?? []).Union(types.SelectMany(static type => type.Seats ?? []), StringComparer.Ordinal)];
        }
        else
        {
            quantity ??= (int)Math.Min(int.MaxValue, types.Sum(static type => (long)(type.Qty ?? 0)));
        }

        return [.. types.Select(static type => new TypeWish(type.Type, type.Seats?.Count ?? type.Qty ?? 0, [.. type.Seats ?? []]))];
    }
}
