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

/// <summary>Holds what the form on an event's page asks for, as the API does: for who is signed in, else for a guest.</summary>
public sealed class HoldDesk(SessionDesk sessions, IHoldService holds, Ownership ownership, PlaceLimiter places, AuthOptions auth, TimeProvider time)
{
    /// <summary>Whether who asks may buy here: without an account, or since they are signed in.</summary>
    public async Task<bool> MayBuyAsync(PageRequest request) => auth.GuestsBuy || await sessions.FindAsync(request.Http) is not null;

    /// <summary>The hold's token, or why there is none.</summary>
    internal async Task<(HeldToken? Token, RefusedHold? Refused)> PlaceAsync(PageRequest request, CatalogEntry entry, GivenCode? code)
    {
        var form = HoldForm.Read(request, entry.View, code);
        var session = await sessions.FindAsync(request.Http);
        if (!auth.GuestsBuy && session is null)
        {
            return (null, new RefusedHold(form, new Refusal(RefusalCode.NotOnSale), StatusCodes.Status403Forbidden));
        }

        if (form.Wrong is { } wrong)
        {
            return (null, new RefusedHold(form, wrong, StatusCodes.Status422UnprocessableEntity));
        }

        var customer = session?.Subject ?? ownership.CustomerFor(Caller.Guest, form.Email, "email").Customer;
        using var taking = places.Take(request.Counted, form.Count);
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
            var items = form.ItemsIn(section);
            var only = items is [var one] ? one : new HoldItem();
            var placed = await holds.PlaceAsync(new HoldRequest
            {
                Event = view.EventId,
                Quantity = only.Quantity,
                Types = only.Types,
                Seats = only.Seats,
                Section = only.Section,
                Items = items.Length > 1 ? items : [],
                Code = form.Code,
                Customer = customer,
                HidesDrafts = true,
                Secrets = FormKey.Secrets(request, $"{view.EventId}|{section}|{form.Quantity}|{string.Join(',', form.Seats)}|{customer}{form.Said}"),
            });
            if (placed.Answer.Refusal is not { Code: RefusalCode.InsufficientSeats, Section: var few } || form.Picks.Any(pick => pick.Section == few))
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
    /// <summary>The form's name in the page, by which what stands elsewhere is of it.</summary>
    public const string Id = "cart";

    /// <summary>Where places without numbers are chosen.</summary>
    public const string Places = "places";

    /// <summary>Which button was used: <c>best</c>, <c>map</c> or <see cref="Places"/>.</summary>
    public required string From { get; init; }

    /// <summary>How many of the best seats. 0: none, or their types say it.</summary>
    public int Quantity { get; init; }

    /// <summary>The section of the best seats. Null: any.</summary>
    public string? Section { get; init; }

    /// <summary>At most so much for a place, in minor units. Null: any price.</summary>
    public long? MostMinor { get; init; }

    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>What the seats are to be sold as. Empty: nobody chose.</summary>
    public ImmutableArray<TypeWish> Types { get; init; } = [];

    /// <summary>Places without numbers, by section.</summary>
    public ImmutableArray<HoldItem> Picks { get; init; } = [];

    /// <summary>A code. Null: none.</summary>
    public string? Code { get; init; }

    /// <summary>Where the event counts places by mailbox, or the code orders.</summary>
    public string? Email { get; init; }

    /// <summary>What is wrong with the form itself.</summary>
    public Refusal? Wrong { get; private init; }

    /// <summary>How many places that is.</summary>
    public int Count => BestOrSeats + Picks.Sum(static pick => pick.Quantity);

    /// <summary>How many places of a section, or of a type of it, by the name of their field.</summary>
    public IEnumerable<(string Name, int Count)> PickFields => Picks.SelectMany(static pick => pick.Types.IsEmpty
        ? [(FieldOf(pick.Section!), pick.Quantity)]
        : pick.Types.Select(wish => (FieldOf(pick.Section!, wish.TypeId), wish.Quantity)));

    /// <summary>The fields that choose the same places again.</summary>
    internal IEnumerable<(string Name, string Value)> Fields
    {
        get
        {
            List<(string Name, string? Value)> fields =
            [
                ("from", From),
                ("section", Section),
                ("quantity", Quantity > 0 ? Text(Quantity) : null),
                ("seats", Seats.IsEmpty ? null : string.Join(',', Seats)),
                ("seat-types", Seats.IsEmpty || Types.IsEmpty ? null : string.Join(',', Seats.Select(TypeOf))),
            ];
            return
            [
                .. fields.Where(static said => said.Value is not null).Select(static said => (said.Name, said.Value!)),
                .. Types.Where(static wish => wish.Seats.IsEmpty).Select(static wish => (TypeField(wish.TypeId), Text(wish.Quantity))),
                .. PickFields.Select(static pick => (pick.Name, Text(pick.Count))),
            ];

            static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What a seat is to be sold as. Null: nobody chose.</summary>
    internal string? TypeOf(string seat) => Types.FirstOrDefault(wish => wish.Seats.Contains(seat))?.TypeId;

    /// <summary>The rest of what the form says.</summary>
    internal string Said => string.Concat(Types.Select(static wish => $"|{wish.TypeId}:{wish.Quantity}:{string.Join(',', wish.Seats)}"))
        + string.Concat(PickFields.Select(static pick => $"|{pick.Name}:{pick.Count}"))
        + (Code is null ? "" : $"|code:{Code}");

    private int BestOrSeats => !Seats.IsEmpty ? Seats.Length : Types.IsEmpty ? Quantity : Types.Sum(static wish => wish.Quantity);

    /// <summary>The field with how many of the best seats are to be of a type.</summary>
    internal static string TypeField(string type) => $"type-{type}";

    /// <summary>The field with how many places of a section are wanted.</summary>
    internal static string FieldOf(string section) => $"places-{section}";

    /// <summary>The field with how many of them are to be of a type. Ids have no dash.</summary>
    internal static string FieldOf(string section, string type) => $"places-{section}-{type}";

    public static HoldForm Read(PageRequest request, EventView view, GivenCode? code)
    {
        var countsMailboxes = view.Policy.MaxPerCustomer is not null || code is { CountsMailboxes: true };
        var form = Chosen(request.Field, view) with { Code = code?.Text, Email = countsMailboxes ? request.Field("email") : null };
        return form with { Wrong = WhatIsWrong(form, view, countsMailboxes) };
    }

    /// <summary>The places that are chosen by its fields, wherever they are sent.</summary>
    internal static HoldForm Chosen(Func<string, string?> field, EventView view)
    {
        var from = field("from") ?? "best";
        var form = new HoldForm
        {
            From = from,
            Quantity = from == "best" ? Number(field, "quantity", view) : 0,
            Section = from == "best" ? field("section") : null,
            MostMinor = long.TryParse(field("most"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null,
            Seats = from == "best" ? [] : [.. (field("seats") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(view.MaxQuantity + 1)],
        };
        return form with { Types = from == "best" ? Counts(field, view) : SeatTypes(field, form.Seats), Picks = [.. PicksOf(field, view)] };
    }

    /// <summary>What is to be held together where the best seats are looked for in a section.</summary>
    internal ImmutableArray<HoldItem> ItemsIn(string? section) => BestOrSeats == 0 ? Picks
        : [new HoldItem { Section = section, Seats = Seats, Quantity = Seats.IsEmpty ? BestOrSeats : 0, Types = Types }, .. Picks];

    /// <summary>Where to look for the best seats, in this order. Null: seats were chosen, or none are wanted.</summary>
    public IEnumerable<string?> SectionsOf(EventView view, CodeSpec? code, DateTimeOffset now)
    {
        if (From != "best" || Section is not null)
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
        ? !section.HasTypes || (onSale is [var first, ..] && !(first.Least > BestOrSeats))
        : Types.All(wish => onSale.Any(type => type.TypeId == wish.TypeId));

    /// <summary>How many of each type the event knows.</summary>
    private static ImmutableArray<TypeWish> Counts(Func<string, string?> field, EventView view) =>
    [
        .. view.Sections.Where(static section => section.HasTypes).SelectMany(static section => section.Types).Select(static type => type.TypeId).Distinct(StringComparer.Ordinal)
            .Select(type => new TypeWish(type, Number(field, TypeField(type), view), []))
            .Where(static wish => wish.Quantity > 0),
    ];

    /// <summary>Places without numbers, of each section and as what.</summary>
    private static IEnumerable<HoldItem> PicksOf(Func<string, string?> field, EventView view)
    {
        foreach (var section in view.Sections.Where(static section => section.Kind == SectionKind.General))
        {
            TypeWish[] types = [.. section.Types.Select(type => new TypeWish(type.TypeId, Number(field, FieldOf(section.SectionId, type.TypeId), view), [])).Where(static wish => wish.Quantity > 0)];
            var count = types.Length > 0 ? types.Sum(static wish => wish.Quantity) : Number(field, FieldOf(section.SectionId), view);
            if (count > 0)
            {
                yield return new HoldItem { Section = section.SectionId, Quantity = count, Types = [.. types] };
            }
        }
    }

    private static int Number(Func<string, string?> field, string name, EventView view) =>
        int.TryParse(field(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, view.MaxQuantity + 1) : 0;

    /// <summary>The types of the seats in the seats' order; a seat without one takes the first.</summary>
    private static ImmutableArray<TypeWish> SeatTypes(Func<string, string?> field, ImmutableArray<string> seats) =>
    [
        .. seats.Zip((field("seat-types") ?? "").Split(',')).Where(static seat => seat.Second.Length > 0)
            .GroupBy(static seat => seat.Second, static seat => seat.First, StringComparer.Ordinal)
            .Select(static group => new TypeWish(group.Key, group.Count(), [.. group])),
    ];

    private static Refusal? WhatIsWrong(HoldForm form, EventView view, bool countsMailboxes)
    {
        var field = form.From == "map" ? "seats" : "quantity";
        return form.Count < 1 || form.Count > view.MaxQuantity ? Refusal.Invalid([new FieldError(field, field)])
            : countsMailboxes && (form.Email is null || !Mailbox.IsReachable(form.Email)) ? Refusal.Invalid([new FieldError("email", "email")])
            : null;
    }
}
