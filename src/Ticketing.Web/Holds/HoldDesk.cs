using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.Web.Events;
using Ticketing.Web.Http;

namespace Ticketing.Web.Holds;

/// <summary>Holds what the form on an event's page asks for, as the API does for guests.</summary>
public sealed class HoldDesk(IHoldService holds, Ownership ownership, PlaceLimiter places, AuthOptions auth, TimeProvider time)
{
    /// <summary>Whether somebody without an account may buy here.</summary>
    public bool GuestsBuy => auth.GuestsBuy;

    /// <summary>The hold's token, or why there is none.</summary>
    internal async Task<(HeldToken? Token, RefusedHold? Refused)> PlaceAsync(PageRequest request, CatalogEntry entry, GivenCode? code)
    {
        var form = HoldForm.Read(request, entry.View, code);
        if (!auth.GuestsBuy)
        {
            return (null, new RefusedHold(form, new Refusal(RefusalCode.NotOnSale), StatusCodes.Status403Forbidden));
        }

        if (form.Wrong is { } wrong)
        {
            return (null, new RefusedHold(form, wrong, StatusCodes.Status422UnprocessableEntity));
        }

        var (customer, _) = ownership.CustomerFor(Caller.Guest, form.Email, "email");
        using var taking = places.Take(request.Counted, form.Places);
        if (taking.Refused is not null)
        {
            return (null, new RefusedHold(form, new Refusal(RefusalCode.Busy), StatusCodes.Status429TooManyRequests) { TooMany = true });
        }

        var placed = await PlaceAsync(request, form, entry.View, code, customer);
        if (placed.Answer is { Refusal: null, Hold: { } hold })
        {
            taking.Keep();
            return (new HeldToken(hold.HoldId, placed.Token!), null);
        }

        var refusal = placed.Answer.Refusal!;
        return (null, new RefusedHold(form, refusal, Problems.Of(refusal.Code).Status));
    }

    /// <summary>Named seats, one section's places, or the best that there are: section by section, in the order in which the organizer lists them.</summary>
    private async Task<PlacedHold> PlaceAsync(PageRequest request, HoldForm form, EventView view, GivenCode? code, string? customer)
    {
        var refused = PlacedHold.Refused(new Refusal(RefusalCode.InsufficientSeats));
        foreach (var section in form.SectionsOf(view, code?.Spec, time.GetUtcNow()))
        {
            var placed = await holds.PlaceAsync(new HoldRequest
            {
                Event = view.EventId,
                Quantity = form.Seats.IsEmpty ? form.Places : 0,
                Types = form.Types,
                Code = form.Code,
                Seats = form.Seats,
                Section = section,
                Customer = customer,
                HidesDrafts = true,
                Secrets = FormKey.Secrets(request, $"{view.EventId}|{section}|{form.Quantity}|{string.Join(',', form.Seats)}|{customer}{form.TypesSaid}{form.CodeSaid}"),
            });
            if (placed.Answer.Refusal is not { Code: RefusalCode.InsufficientSeats })
            {
                return placed;
            }

            refused = placed;
        }

        return refused;
    }
}

/// <summary>What a browser shows from now on.</summary>
internal sealed record HeldToken(HoldId Hold, string Text);

/// <summary>A form that could not be done, and why: said where it happened.</summary>
/// <param name="Form">What was asked for.</param>
/// <param name="Refusal">Why it can't be had.</param>
/// <param name="Status">The answer's status.</param>
public sealed record RefusedHold(HoldForm Form, Refusal Refusal, int Status)
{
    /// <summary>The caller holds as many places as one may.</summary>
    public bool TooMany { get; init; }
}

/// <summary>What somebody chose on an event's page.</summary>
public sealed record HoldForm
{
    /// <summary>Where the choice was made: the id of a section, <c>best</c>, or <c>map</c>.</summary>
    public required string From { get; init; }

    public int Quantity { get; init; }

    public string? Section { get; init; }

    /// <summary>At most so much for a place, in minor units. Null: any price.</summary>
    public long? MostMinor { get; init; }

    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>What the places are to be sold as. Empty: nobody chose.</summary>
    public ImmutableArray<TypeWish> Types { get; init; } = [];

    /// <summary>A code. Null: none.</summary>
    public string? Code { get; init; }

    /// <summary>Where the event counts places by mailbox, or the code orders.</summary>
    public string? Email { get; init; }

    /// <summary>What is wrong with the form itself.</summary>
    public Refusal? Wrong { get; private init; }

    public int Places => !Seats.IsEmpty ? Seats.Length : Types.IsEmpty ? Quantity : Types.Sum(static wish => wish.Quantity);

    /// <summary>The types as part of what the form says.</summary>
    internal string TypesSaid => string.Concat(Types.Select(static wish => $"|{wish.TypeId}:{wish.Quantity}:{string.Join(',', wish.Seats)}"));

    /// <summary>The code as part of what the form says.</summary>
    internal string CodeSaid => Code is null ? "" : $"|code:{Code}";

    /// <summary>The field with how many places are to be of a type.</summary>
    internal static string FieldOf(string type) => $"type-{type}";

    public static HoldForm Read(PageRequest request, EventView view, GivenCode? code)
    {
        var countsMailboxes = view.Policy.MaxPerCustomer is not null || code is { CountsMailboxes: true };
        var from = request.Field("from") ?? "best";
        var form = new HoldForm
        {
            From = from,
            Quantity = int.TryParse(request.Field("quantity"), NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) ? quantity : 0,
            Section = from == "map" ? null : request.Field("section"),
            MostMinor = long.TryParse(request.Field("most"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null,
            Seats = from != "map" ? [] : [.. (request.Field("seats") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(view.MaxQuantity + 1)],
            Code = code?.Text,
            Email = countsMailboxes ? request.Field("email") : null,
        };
        form = form with { Types = from == "map" ? SeatTypes(request, form.Seats) : Counts(request, view) };
        return form with { Wrong = WhatIsWrong(form, view, countsMailboxes) };
    }

    /// <summary>Where to ask, in this order. Null: wherever the seats are.</summary>
    public IEnumerable<string?> SectionsOf(EventView view, CodeSpec? code, DateTimeOffset now)
    {
        if (!Seats.IsEmpty || Section is not null)
        {
            return [Section];
        }

        var sections = view.SectionsFor(code).Where(section => section.Kind == SectionKind.Seated && (MostMinor is null || section.PriceFor(code) <= MostMinor)).ToArray();
        var fit = sections.Where(section => IsFor(code, section) && Fits(section.TypesOn(now, code), section)).ToArray();
        return (fit.Length > 0 ? fit : sections).Select(static section => section.SectionId);
    }

    /// <summary>Whether the code, if there is one, is for anything of the section.</summary>
    private static bool IsFor(CodeSpec? code, SectionPlan section) => code is null
        || (section.HasTypes ? section.Types.Any(type => code.IsFor(section.SectionId, type.TypeId)) : code.IsFor(section.SectionId, ""));

    /// <summary>Whether the section has the types that are wished; or, where none is, one that the places can be sold as.</summary>
    private bool Fits(TicketType[] onSale, SectionPlan section) => Types.IsEmpty
        ? !section.HasTypes || (onSale is [var first, ..] && !(first.Least > Places))
        : Types.All(wish => onSale.Any(type => type.TypeId == wish.TypeId));

    /// <summary>How many of each type the event knows.</summary>
    private static ImmutableArray<TypeWish> Counts(PageRequest request, EventView view) =>
    [
        .. view.Sections.Where(static section => section.HasTypes).SelectMany(static section => section.Types).Select(static type => type.TypeId).Distinct(StringComparer.Ordinal)
            .Select(type => new TypeWish(type, int.TryParse(request.Field(FieldOf(type)), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Min(count, view.MaxQuantity + 1) : 0, []))
            .Where(static wish => wish.Quantity > 0),
    ];

    /// <summary>The types of the seats in the seats' order; a seat without one takes the first.</summary>
    private static ImmutableArray<TypeWish> SeatTypes(PageRequest request, ImmutableArray<string> seats) =>
    [
        .. seats.Zip((request.Field("seat-types") ?? "").Split(',')).Where(static seat => seat.Second.Length > 0)
            .GroupBy(static seat => seat.Second, static seat => seat.First, StringComparer.Ordinal)
            .Select(static group => new TypeWish(group.Key, group.Count(), [.. group])),
    ];

    private static Refusal? WhatIsWrong(HoldForm form, EventView view, bool countsMailboxes)
    {
        var field = form.From == "map" ? "seats" : "quantity";
        return form.Places < 1 || form.Places > view.MaxQuantity ? Refusal.Invalid([new FieldError(field, field)])
            : countsMailboxes && (form.Email is null || !Mailbox.IsReachable(form.Email)) ? Refusal.Invalid([new FieldError("email", "email")])
            : null;
    }
}
