using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Ticketing.Attendees;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Seating;

namespace Ticketing.Events;

/// <summary>What an event must be like. Field errors name members as they are called on the wire.</summary>
public static class EventRules
{
    private const string VisibilityRule = "Give 'listed' or 'unlisted'.";

    /// <summary>What is wrong with a new event; empty when nothing is.</summary>
    /// <param name="command">The event.</param>
    /// <param name="poolSize">Places of one pool of a general section: together with the sections it tells how many blocks there are.</param>
    public static IReadOnlyList<FieldError> Validate(CreateEvent command, int poolSize)
    {
        var errors = new FieldErrors();
        errors.CheckName("name", command.Name);
        errors.CheckName("venue", command.Venue, required: false);
        if (!Currency.TryFind(command.Currency, out _))
        {
            errors.Add("currency", "Give an active ISO 4217 code in capitals, such as 'EUR'.");
        }

        if (command.Status is not (EventStatus.Draft or EventStatus.OnSale))
        {
            errors.Add("status", "An event begins as 'draft' or 'on_sale'.");
        }

        if (!Enum.IsDefined(command.Visibility))
        {
            errors.Add("visibility", VisibilityRule);
        }

        if (WhyNoEnd(command.StartsAt, command.EndsAt) is { } early)
        {
            errors.Add(early.Field, early.Message);
        }

        if (WhyNoWindow(command.SaleWindow) is { } wrong)
        {
            errors.Add(wrong.Field, wrong.Message);
        }

        if (WhyNoDoors(command.Details, command.StartsAt) is { } late)
        {
            errors.Add(late.Field, late.Message);
        }

        CheckDetails(command.Details, errors);
        CheckPolicy(command.Policy, errors);
        SectionRules.Check(command.Sections, poolSize, errors);
        CheckSeller(command.Seller, errors);
        TaxChecks.Check(command.Tax, errors);
        FeeChecks.Check(command, errors);
        AttendeeRules.Check(command.Attendees, errors);
        return errors.List;
    }

    /// <summary>What is wrong with a change, whatever the event's state; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(UpdateEvent command)
    {
        var errors = new FieldErrors();
        if (command.Name is { } name)
        {
            errors.CheckName("name", name);
        }

        errors.CheckName("venue", command.Venue, required: false);

        if (command.Status is { } status && !Enum.IsDefined(status))
        {
            errors.Add("status", "Give 'draft', 'on_sale', 'paused', 'closed' or 'cancelled'.");
        }

        if (command.Visibility is { } visibility && !Enum.IsDefined(visibility))
        {
            errors.Add("visibility", VisibilityRule);
        }

        CheckDetails(command.Details, errors);
        CheckPolicy(command.Policy, errors);
        AttendeeRules.Check(AttendeeRules.Changed(null, command), errors);
        return errors.List;
    }

    /// <summary>What is wrong with a seller; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(EventSeller seller)
    {
        var errors = new FieldErrors();
        CheckSeller(seller, errors);
        return errors.List;
    }

    /// <summary>Null: it opens before it closes.</summary>
    public static FieldError? WhyNoWindow(SaleWindow? window) => window is { OpensAt: { } opens, ClosesAt: { } closes } && opens >= closes
        ? new FieldError("sale_closes_at", "The sale must close after it opens; give a later time.")
        : null;

    /// <summary>Null: it ends after it starts, or nobody said when.</summary>
    public static FieldError? WhyNoEnd(DateTimeOffset? startsAt, DateTimeOffset? endsAt) => endsAt is { } ends && (startsAt is not { } starts || ends <= starts)
        ? new FieldError("ends_at", "It must end after it starts; give starts_at and a later time.")
        : null;

    /// <summary>The change is one that who has booked must know.</summary>
    public static bool IsMoved(EventState current, EventState changed) =>
        changed.Schedule != current.Schedule || changed.GiveBackUntil != current.GiveBackUntil;

    /// <summary>Null: when and where it is, and until when it may be given back, may be so from now on.</summary>
    /// <param name="current">The event as it is.</param>
    /// <param name="changed">The event as it is to be.</param>
    /// <param name="giveBackUntil">Until when it may be given back, where the change says so.</param>
    /// <param name="now">The time.</param>
    public static FieldError? WhyNotMove(EventState current, EventState changed, DateTimeOffset? giveBackUntil, DateTimeOffset now)
    {
        if (!IsMoved(current, changed))
        {
            return null;
        }

        var field = changed.StartsAt != current.StartsAt ? "starts_at"
            : changed.EndsAt != current.EndsAt ? "ends_at"
            : changed.Details?.DoorsOpenAt != current.Details?.DoorsOpenAt ? "doors_open_at"
            : changed.Venue != current.Venue ? "venue"
            : changed.Details?.Address != current.Details?.Address ? "address"
            : "give_back_until";
        if (current.Status == EventStatus.Draft)
        {
            return changed.GiveBackUntil is null ? null : new FieldError("give_back_until", "Nobody has booked a draft; leave it out until the event is published.");
        }

        if (current.Status == EventStatus.Cancelled)
        {
            return new FieldError(field, "The event is cancelled, and its time and place stay; create another event.");
        }

        if (EventEnd.Of(current.StartsAt, current.EndsAt) <= now)
        {
            return new FieldError(field, "The event is over, and its time and place stay; create another event.");
        }

        return EventEnd.Of(changed.StartsAt, changed.EndsAt) <= now ? new FieldError(field, "The event would be over already; give a later time.")
            : giveBackUntil <= now ? new FieldError("give_back_until", "The time has passed; give a later one.")
            : changed.GiveBackUntil > changed.StartsAt ? new FieldError("give_back_until", "It is after the event's start; give a time until which there is somebody to buy the places.")
            : null;
    }

    /// <summary>Null: the doors open before it starts, or nobody said when.</summary>
    public static FieldError? WhyNoDoors(EventDetails? details, DateTimeOffset? startsAt) =>
        details?.DoorsOpenAt is { } doors && (startsAt is not { } starts || doors > starts)
            ? new FieldError("doors_open_at", startsAt is null
                ? "Nobody knows when the event starts, so its doors have no time: leave doors_open_at out, or give the event starts_at."
                : "The doors must open before the event starts; give an earlier time.")
            : null;

    /// <summary>True when an event may go from one status to the other. Staying is always allowed; a cancelled event stays.</summary>
    public static bool MayGo(EventStatus from, EventStatus to) => from == to || from switch
    {
        EventStatus.Draft => to is EventStatus.OnSale or EventStatus.Cancelled,
        EventStatus.OnSale => to is EventStatus.Paused or EventStatus.Closed or EventStatus.Cancelled,
        EventStatus.Paused => to is EventStatus.OnSale or EventStatus.Closed or EventStatus.Cancelled,
        EventStatus.Closed => to is EventStatus.OnSale or EventStatus.Cancelled,
        _ => false,
    };

    private static void CheckDetails(EventDetails? details, FieldErrors errors)
    {
        errors.CheckText("description", details?.Description, EventLimits.DescriptionLength);
        errors.CheckText("organizer", details?.Organizer, EventLimits.NameLength);
        errors.CheckText("address", details?.Address, EventLimits.AddressLength);
        errors.CheckText("image_url", details?.ImageUrl, EventLimits.UrlLength);
        if (details?.ImageUrl is { } image && !(Uri.TryCreate(image, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.Host.Length > 0))
        {
            errors.Add("image_url", "Give an address that begins with https://, without a user name in it.");
        }

        if (details?.TimeZone is { } zone && !VenueClock.Knows(zone))
        {
            errors.Add("time_zone", "It is no time zone that is known; give a name of the IANA time zone database, such as 'Europe/Berlin'.");
        }
    }

    private static void CheckSeller(EventSeller? seller, FieldErrors errors)
    {
        if (seller is null)
        {
            return;
        }

        errors.CheckLine("seller.name", seller.Name, EventLimits.NameLength);
        errors.CheckText("seller.address", seller.Address, EventLimits.AddressLength);
        if (seller.Address?.AsSpan().Count('\n') >= EventLimits.SellerLines)
        {
            errors.Add("seller.address", $"The address has too many lines; give at most {EventLimits.SellerLines}.");
        }

        if (seller.TaxNumber is { } number)
        {
            errors.CheckLine("seller.tax_number", number, EventLimits.TaxNumberLength);
        }
    }

    private static void CheckPolicy(EventPolicy? policy, FieldErrors errors)
    {
        if (policy?.HoldTtl is { } ttl && (ttl < EventLimits.MinHoldTtl || ttl > EventLimits.MaxHoldTtl))
        {
            errors.Add(
                "policy.hold_ttl_seconds",
                FormattableString.Invariant($"Give {EventLimits.MinHoldTtl.TotalSeconds} to {EventLimits.MaxHoldTtl.TotalSeconds} seconds."));
        }

        if (policy?.MaxQuantity is { } quantity)
        {
            errors.CheckRange("policy.max_quantity", quantity, 1, EventLimits.MaxQuantity);
        }

        if (policy?.MaxPerCustomer is { } perCustomer)
        {
            errors.CheckRange("policy.max_per_customer", perCustomer, 1, EventLimits.MaxPerCustomer);
        }

        if (policy?.RefundPercent is { } percent)
        {
            errors.CheckRange("policy.refund_percent", percent, 0, 100);
        }
    }
}

/// <summary>How large an event and its parts may be.</summary>
public static class EventLimits
{
    /// <summary>Characters of the name of an event, a section or a venue.</summary>
    public const int NameLength = 200;

    public const int DescriptionLength = 20_000;

    public const int AddressLength = 500;

    /// <summary>Lines of a seller's address: as many as a receipt has room for.</summary>
    public const int SellerLines = 6;

    public const int TaxNumberLength = 40;

    /// <summary>Characters of what a tax is called.</summary>
    public const int TaxNameLength = 40;

    public const int UrlLength = 2_000;

    /// <summary>Characters of a section id: letters and digits of any script, <c>_</c> and <c>.</c>; no dash, since the dash parts a seat's name.</summary>
    public const int SectionIdLength = 32;

    /// <summary>Bytes of it in UTF-8: with those of the row, the number and two dashes it must fit into a ticket's code, which takes 64.</summary>
    public const int SectionIdBytes = 40;

    /// <summary>Characters of a row label: letters and digits of any script.</summary>
    public const int RowLabelLength = 8;

    /// <summary>Bytes of it in UTF-8.</summary>
    public const int RowLabelBytes = 18;

    /// <summary>A row is never cut, so it must fit into a block.</summary>
    public const int SeatsInRow = SeatsInBlock;

    /// <summary>Rows of one event, and of one section: an event is read, kept in memory and answered whole.</summary>
    public const int Rows = 20_000;

    public const int Sections = 256;

    /// <summary>Ticket types of one section.</summary>
    public const int Types = 20;

    /// <summary>Ticket types of one event with a quota: what is left of each is asked for together.</summary>
    public const int Quotas = 20;

    /// <summary>The highest quota: what is held and sold of it is one grain's state.</summary>
    public const int Quota = 20_000;

    /// <summary>Seats of one block; keeps its picture in memory and one answer with all its states small.</summary>
    public const int SeatsInBlock = 1_024;

    /// <summary>Pools of one block of a general section.</summary>
    public const int PoolsInBlock = 16;

    /// <summary>Places of one event.</summary>
    public const int Places = 1 << 28;

    /// <summary>Blocks of one event: their numbers must fit into a hold's id, and the last is not used.</summary>
    public const int Blocks = HoldId.BlockLimit - 1;

    /// <summary>The highest price of a place, in minor units.</summary>
    public const long PriceMinor = 1_000_000_000_000;

    /// <summary>The highest value of all places of an event together, in minor units: revenue is summed in 64 bits.</summary>
    public const long ValueMinor = 1_000_000_000_000_000_000;

    /// <summary>Places in one hold, whatever the policy says.</summary>
    public const int MaxQuantity = 1_000;

    public const int MaxPerCustomer = 100_000;

    /// <summary>Errors that one answer lists; a layout can have a million.</summary>
    public const int ListedErrors = 32;

    /// <summary>Places without numbers that are taken away at once.</summary>
    public const int RemovedPlaces = 100_000;

    /// <summary>Seats that are taken away at once.</summary>
    public const int RemovedSeats = 5_000;

    /// <summary>The shortest life of a hold.</summary>
    public static readonly TimeSpan MinHoldTtl = TimeSpan.FromSeconds(1);

    /// <summary>The longest life of a hold.</summary>
    public static readonly TimeSpan MaxHoldTtl = TimeSpan.FromHours(24);
}

/// <summary>Which blocks of a section a party should be sent to.</summary>
public static class RoomRules
{
    /// <summary>
    /// Blocks with room, the best first: for seats those where the party can sit together, from the front, then those
    /// with the most room; for places those already in use first, then fresh ones. A block that was never used has all
    /// of its room.
    /// </summary>
    public static ImmutableArray<BlockRoom> Best(SectionPlan plan, ImmutableArray<BlockRoom> touched, int quantity, int most)
    {
        var used = touched.Select(room => room.Block).ToHashSet();
        var rooms = touched.Where(room => room.Free > 0);
        if (plan.Kind == SectionKind.General)
        {
            return
            [
                .. rooms.OrderByDescending(room => room.Free >= quantity).ThenBy(room => room.Block).Concat(Fresh(plan, used)).Take(most),
            ];
        }

        var all = rooms.Concat(Fresh(plan, used)).ToArray();
        return
        [
            .. all.Where(room => room.LongestRun >= quantity).OrderBy(room => room.Block)
                .Concat(all.Where(room => room.LongestRun < quantity).OrderByDescending(room => room.Free).ThenBy(room => room.Block))
                .Take(most),
        ];
    }

    private static IEnumerable<BlockRoom> Fresh(SectionPlan plan, HashSet<int> used)
    {
        foreach (var block in plan.Blocks)
        {
            if (!used.Contains(block))
            {
                yield return new BlockRoom(block, EventLayout.CapacityOf(plan, block), LongestRow(plan, block));
            }
        }
    }

    /// <summary>By the rows of a section: they are the same object for as long as they are the same.</summary>
    private static readonly ConditionalWeakTable<RowPlan[], int[]> Longest = [];

    /// <summary>The most seats side by side in one row of a block that was never used.</summary>
    public static int LongestRow(SectionPlan plan, int block) => plan.Kind == SectionKind.General
        ? 0
        : Longest.GetValue(ImmutableCollectionsMarshal.AsArray(plan.Rows)!, _ => [.. plan.Blocks.Select(one => LongestOf(plan, one))])[plan.IndexOf(block)];

    private static int LongestOf(SectionPlan plan, int block)
    {
        var longest = 0;
        var hasMarks = false;
        foreach (var row in SeatNames.RowsOf(plan, block))
        {
            longest = Math.Max(longest, row.Seats);
            hasMarks |= row.Marks is not null;
        }

        return hasMarks ? LongestRun([.. SeatNames.RowsOf(plan, block)]) : longest;
    }

    private static int LongestRun(ImmutableArray<RowPlan> rows)
    {
        var seating = new BlockSeating(rows, 0);
        var free = new ulong[seating.WordCount];
        Array.Fill(free, ulong.MaxValue);
        return seating.LongestRun(free);
    }
}

/// <summary>What sections must be like, of an event or of a venue, before they are cut into blocks.</summary>
public static class SectionRules
{
    /// <summary>What is wrong with the sections; empty when nothing is.</summary>
    /// <param name="sections">The sections in their order.</param>
    /// <param name="poolSize">Places of one pool of a general section.</param>
    public static IReadOnlyList<FieldError> Validate(ImmutableArray<SectionSpec> sections, int poolSize)
    {
        var errors = new FieldErrors();
        Check(sections, poolSize, errors);
        return errors.List;
    }

    /// <param name="sections">The sections in their order.</param>
    /// <param name="poolSize">Places of one pool of a general section.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="field">What the list of them is called.</param>
    internal static void Check(ImmutableArray<SectionSpec> sections, int poolSize, FieldErrors errors, string field = "sections")
    {
        if (sections.IsDefaultOrEmpty)
        {
            errors.Add(field, "Give at least one section.");
            return;
        }

        if (sections.Length > EventLimits.Sections)
        {
            errors.Add(field, $"{sections.Length} sections are too many; give at most {EventLimits.Sections}.");
            return;
        }

        var before = errors.List.Count;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sections.Length && !errors.Full; i++)
        {
            CheckSection(sections[i], $"{field}[{i}]", ids, errors);
        }

        // Sums over sections that are wrong by themselves would only mislead.
        if (errors.List.Count == before)
        {
            CheckSums(sections, poolSize, errors, field);
            CheckQuotas(sections, field, errors);
        }
    }

    /// <summary>A type is one type wherever it is, and so is its quota.</summary>
    private static void CheckQuotas(ImmutableArray<SectionSpec> sections, string field, FieldErrors errors)
    {
        Dictionary<string, int?> quotas = new(StringComparer.Ordinal);
        for (var i = 0; i < sections.Length && !errors.Full; i++)
        {
            var types = sections[i].Types.IsDefault ? [] : sections[i].Types;
            for (var j = 0; j < types.Length && !errors.Full; j++)
            {
                if (!quotas.TryAdd(types[j].TypeId, types[j].Quota) && quotas[types[j].TypeId] != types[j].Quota)
                {
                    errors.Add($"{field}[{i}].ticket_types[{j}].quota", $"Another section has ticket type '{types[j].TypeId}' with another quota or without one: it counts over all sections, so give each the same.");
                }
            }
        }

        if (quotas.Values.Count(static quota => quota is not null) is > EventLimits.Quotas and var many)
        {
            errors.Add(field, $"{many} ticket types with a quota are too many; give at most {EventLimits.Quotas}.");
        }
    }

    private static void CheckSection(SectionSpec section, string field, HashSet<string> ids, FieldErrors errors)
    {
        if (!IsLabel(section.SectionId, EventLimits.SectionIdLength, EventLimits.SectionIdBytes, "_."))
        {
            errors.Add($"{field}.id", $"Give an id of 1 to {EventLimits.SectionIdLength} letters or digits of any script, '_' or '.', of at most {EventLimits.SectionIdBytes} bytes in UTF-8.");
        }
        else if (!ids.Add(section.SectionId))
        {
            errors.Add($"{field}.id", $"Another section has the id '{section.SectionId}'; give each its own.");
        }

        errors.CheckName($"{field}.name", section.Name, required: false);
        CheckPrices(section.PriceMinor, section.Types, $"{field}.", errors);
        switch (section.Kind)
        {
            case SectionKind.Seated:
                CheckRows(section, field, errors);
                break;
            case SectionKind.General:
                errors.CheckRange($"{field}.capacity", section.Capacity, 1, EventLimits.Places);
                if (!section.Rows.IsDefaultOrEmpty)
                {
                    errors.Add($"{field}.rows", "A general section has no rows; leave them out, or make it 'seated'.");
                }

                break;
            default:
                errors.Add($"{field}.kind", "Give 'seated' or 'general'.");
                break;
        }
    }

    /// <param name="priceMinor">What a place costs.</param>
    /// <param name="types">What it is sold as.</param>
    /// <param name="path">What the names of their members begin with.</param>
    /// <param name="errors">Takes what is wrong.</param>
    internal static void CheckPrices(long priceMinor, ImmutableArray<TicketType> types, string path, FieldErrors errors)
    {
        errors.CheckRange($"{path}price", priceMinor, 0, EventLimits.PriceMinor);
        CheckTypes(types, $"{path}ticket_types", errors);
    }

    private static void CheckTypes(ImmutableArray<TicketType> types, string field, FieldErrors errors)
    {
        if (types.IsDefaultOrEmpty)
        {
            return;
        }

        if (types.Length > EventLimits.Types)
        {
            errors.Add(field, $"{types.Length} ticket types are too many; give at most {EventLimits.Types}.");
            return;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < types.Length && !errors.Full; i++)
        {
            var (type, at) = (types[i], $"{field}[{i}]");
            if (!IsLabel(type.TypeId, EventLimits.SectionIdLength, EventLimits.SectionIdBytes, "_."))
            {
                errors.Add($"{at}.id", $"Give an id of 1 to {EventLimits.SectionIdLength} letters or digits of any script, '_' or '.', of at most {EventLimits.SectionIdBytes} bytes in UTF-8.");
            }
            else if (!ids.Add(type.TypeId))
            {
                errors.Add($"{at}.id", $"Another ticket type of the section has the id '{type.TypeId}'; give each its own.");
            }

            errors.CheckName($"{at}.name", type.Name);
            errors.CheckRange($"{at}.price", type.PriceMinor, 0, EventLimits.PriceMinor);
            errors.CheckRange($"{at}.min_per_order", type.Least ?? 1, 1, EventLimits.MaxQuantity);
            errors.CheckRange($"{at}.max_per_order", type.Most ?? 1, 1, EventLimits.MaxQuantity);
            errors.CheckRange($"{at}.quota", type.Quota ?? 0, 0, EventLimits.Quota);
            if (type.Least > type.Most)
            {
                errors.Add($"{at}.max_per_order", "It is less than min_per_order; give at least as many.");
            }

            if (EventRules.WhyNoWindow(type.SaleWindow) is not null)
            {
                errors.Add($"{at}.sale_closes_at", "The type's sale must close after it opens; give a later time.");
            }
        }
    }

    private static void CheckRows(SectionSpec section, string field, FieldErrors errors)
    {
        var count = section.Rows.IsDefault ? 0 : section.Rows.Length;
        if (count is 0 or > EventLimits.Rows)
        {
            errors.Add($"{field}.rows", $"A seated section has 1 to {EventLimits.Rows} rows, not {count}.");
            return;
        }

        var labels = new HashSet<string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count && !errors.Full; i++)
        {
            var row = section.Rows[i];
            if (!IsLabel(row.Label, EventLimits.RowLabelLength, EventLimits.RowLabelBytes, ""))
            {
                errors.Add($"{field}.rows[{i}].label", $"Give a label of 1 to {EventLimits.RowLabelLength} letters or digits of any script, of at most {EventLimits.RowLabelBytes} bytes in UTF-8.");
            }
            else if (!labels.Add(row.Label))
            {
                errors.Add($"{field}.rows[{i}].label", $"Another row of the section is called '{row.Label}'; give each its own label.");
            }

            if (row.Seats is < 1 or > EventLimits.SeatsInRow)
            {
                errors.CheckRange($"{field}.rows[{i}].seats", row.Seats, 1, EventLimits.SeatsInRow);
            }
        }

        if (!errors.Full && section.Capacity != 0 && section.Capacity != EventLayout.CapacityOf(section))
        {
            errors.Add($"{field}.capacity", "The rows tell the capacity of a seated section; leave it out.");
        }
    }

    private static void CheckSums(ImmutableArray<SectionSpec> sections, int poolSize, FieldErrors errors, string field)
    {
        long places = 0;
        long blocks = 0;
        Int128 value = 0;
        foreach (var section in sections)
        {
            var capacity = EventLayout.CapacityOf(section);
            places += capacity;
            blocks += EventLayout.BlocksOf(section, poolSize);
            value += (Int128)capacity * HighestPrice(section);
        }

        if (sections.Sum(static section => section.Rows.IsDefault ? 0 : section.Rows.Length) is var rows and > EventLimits.Rows)
        {
            errors.Add(field, $"{rows} rows are too many; give at most {EventLimits.Rows}, or several events.");
        }
        else if (places > EventLimits.Places)
        {
            errors.Add(field, $"{places} places are too many; give at most {EventLimits.Places}, or several events.");
        }
        else if (blocks > EventLimits.Blocks)
        {
            errors.Add(field, $"The sections are cut into {blocks} blocks, more than {EventLimits.Blocks}; give rows that fill {EventLimits.SeatsInBlock} seats better, or several events.");
        }

        if (value > EventLimits.ValueMinor)
        {
            errors.Add(field, $"All places together cost more than {EventLimits.ValueMinor} minor units; lower the prices.");
        }
    }

    /// <summary>What a section asks that has one price or these types: that of the first type that needs no code.</summary>
    internal static long PriceOf(long priceMinor, ImmutableArray<TicketType> types) =>
        types.IsDefaultOrEmpty ? priceMinor : (types.FirstOrDefault(static type => !type.NeedsCode) ?? types[0]).PriceMinor;

    internal static long HighestPrice(SectionSpec section) =>
        HighestPrice(section.PriceMinor, section.Types);

    internal static long HighestPrice(long priceMinor, ImmutableArray<TicketType> types) =>
        types.IsDefaultOrEmpty ? priceMinor : types.Max(static type => type.PriceMinor);

    internal static bool IsLabel(string? text, int longest, int mostBytes, string beside) =>
        !string.IsNullOrEmpty(text) && text.Length <= longest && Encoding.UTF8.GetByteCount(text) <= mostBytes && Labels.IsOne(text, beside);
}

/// <summary>What the prices of a section must be like, when they are changed.</summary>
public static class PriceRules
{
    /// <summary>What is wrong with them; empty when nothing is.</summary>
    /// <param name="state">The event.</param>
    /// <param name="sections">All of its sections as they are now.</param>
    /// <param name="prices">What one of them is to cost.</param>
    public static IReadOnlyList<FieldError> Validate(EventState state, ImmutableArray<SectionPlan> sections, SectionPrices prices)
    {
        var errors = new FieldErrors();
        SectionRules.CheckPrices(prices.PriceMinor, prices.Types, "", errors);
        if (!errors.Any && sections.Where(plan => plan.SectionId != prices.SectionId && plan.HasTypes).SelectMany(static plan => plan.Types).Concat(prices.Types)
            .Where(static type => type.Quota is not null).Select(static type => type.TypeId).Distinct(StringComparer.Ordinal).Count() is > EventLimits.Quotas and var many)
        {
            errors.Add("ticket_types", $"{many} ticket types of the event with a quota are too many; give at most {EventLimits.Quotas}.");
        }

        if (!errors.Any && sections.Aggregate((Int128)0, (sum, plan) => sum + Most(plan)) > EventLimits.ValueMinor)
        {
            errors.Add(prices.Types.IsEmpty ? "price" : "ticket_types", $"All places together cost more than {EventLimits.ValueMinor} minor units; lower the prices.");
        }

        return errors.List;

        Int128 Most(SectionPlan plan) => plan.SectionId == prices.SectionId
            ? FeeChecks.Most(plan.Places, SectionRules.HighestPrice(prices.PriceMinor, prices.Types), state.Fees, state.Tax, state.Currency)
            : FeeChecks.Most(plan.Places, SectionRules.HighestPrice(plan.PriceMinor, plan.Types), state.Fees, state.Tax, state.Currency);
    }
}

/// <summary>What the fees of an event must be like.</summary>
internal static class FeeChecks
{
    public static void Check(CreateEvent command, FieldErrors errors)
    {
        if ((command.Fees is null && command.Tax is not { IsIncluded: false }) || errors.Any)
        {
            return;
        }

        var fees = command.Fees;
        foreach (var (name, fee) in new[] { ("per_ticket", fees?.Ticket), ("per_order", fees?.Order) })
        {
            errors.CheckRange($"fees.{name}.fixed", fee?.FixedMinor ?? 0, 0, EventLimits.PriceMinor);
            errors.CheckRange($"fees.{name}.percent", fee?.PercentHundredths ?? 0, 0, 100_00);
        }

        if (!errors.Any && command.Sections.Aggregate((Int128)0, (sum, section) => sum + Most(EventLayout.CapacityOf(section), SectionRules.HighestPrice(section), fees, command.Tax, command.Currency)) > EventLimits.ValueMinor)
        {
            errors.Add(fees is null ? "tax" : "fees", $"All places together cost more than {EventLimits.ValueMinor} minor units with fees and taxes; lower them or the prices.");
        }
    }

    /// <summary>What so many places cost when each is an order of its own.</summary>
    internal static Int128 Most(long places, long price, EventFees? fees, EventTax? tax, string currency)
    {
        var added = Holds.FeeRules.Of(fees?.Ticket, price, currency) + Holds.FeeRules.Of(fees?.Order, price, currency);
        return places * ((Int128)price + added + Holds.TaxRules.Added(tax, price, added, currency));
    }
}

/// <summary>What the tax of an event must be like.</summary>
internal static class TaxChecks
{
    public static void Check(EventTax? tax, FieldErrors errors)
    {
        if (tax is null)
        {
            return;
        }

        errors.CheckLine("tax.name", tax.Name, EventLimits.TaxNameLength);
        errors.CheckRange("tax.percent", tax.TicketHundredths, 0, 100_00);
        errors.CheckRange("tax.fee_percent", tax.FeeHundredths, 0, 100_00);
    }
}

/// <summary>Gathers what is wrong with a request, up to <see cref="EventLimits.ListedErrors"/>.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> List => _errors;

    public bool Any => _errors.Count > 0;

    public bool Full => _errors.Count >= EventLimits.ListedErrors;

    public void Add(string field, string message)
    {
        if (!Full)
        {
            _errors.Add(new FieldError(field, message));
        }
    }

    public void CheckName(string field, string? name, bool required = true)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            if (required)
            {
                Add(field, $"Give a name of 1 to {EventLimits.NameLength} characters.");
            }
        }
        else if (name.Length > EventLimits.NameLength)
        {
            Add(field, $"The name has {name.Length} characters; shorten it to at most {EventLimits.NameLength}.");
        }
    }

    /// <summary>A text of one line.</summary>
    public void CheckLine(string field, string text, int longest)
    {
        CheckText(field, text, longest);
        if (text.Any(char.IsControl))
        {
            Add(field, "It has a line break or a control character; give a text of one line.");
        }
    }

    public void CheckText(string field, string? text, int longest)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            Add(field, "It says nothing; give a text, or leave it out.");
        }
        else if (text?.Length > longest)
        {
            Add(field, FormattableString.Invariant($"It has {text.Length} characters; shorten it to at most {longest}."));
        }
    }

    public void CheckRange(string field, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            Add(field, FormattableString.Invariant($"{value} is out of range; give a number from {least} to {most}."));
        }
    }
}
