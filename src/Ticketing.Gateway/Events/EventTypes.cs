using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Attendees;
using Ticketing.Codes;
using Ticketing.Http;
using Ticketing.Plans;

namespace Ticketing.Events;

/// <summary>A new event: its places are a number, or sections, or those of a venue.</summary>
public sealed record CreateEventRequest : EventDetailsRequest
{
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary><c>draft</c> or <c>on_sale</c>. Left out: <c>on_sale</c>.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>The venue whose name and sections it takes over, unless others are given.</summary>
    public Guid? VenueId { get; init; }

    /// <summary>What the venue is called.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Venue { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Later than <c>starts_at</c>, which it needs.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What its prices are in (ISO 4217, in capitals). Left out: <c>USD</c>.</summary>
    [StringLength(3, MinimumLength = 1)]
    public string? Currency { get; init; }

    /// <summary>From when on places can be had. Left out: at once.</summary>
    public DateTimeOffset? SaleOpensAt { get; init; }

    /// <summary>Until when places can be had. Left out: until it is over.</summary>
    public DateTimeOffset? SaleClosesAt { get; init; }

    /// <summary>How many places one general section has, where neither sections nor a venue are given.</summary>
    [Range(1, SectionRequest.MostPlaces)]
    public int? TotalSeats { get; init; }

    /// <summary>What each of so many places costs, or of a plan, as a decimal number. Left out: nothing.</summary>
    public Amount? Price { get; init; }

    /// <summary>What the places of sections without a price or ticket types of their own are sold as.</summary>
    [Length(1, TicketTypeRequest.Most)]
    public IReadOnlyList<TicketTypeRequest>? TicketTypes { get; init; }

    /// <summary>Left out: none. They can't be changed.</summary>
    public FeesRequest? Fees { get; init; }

    /// <summary>Left out: none. It can't be changed.</summary>
    public TaxRequest? Tax { get; init; }

    /// <summary>Left out: whoever runs the service. It can't be changed.</summary>
    public Seller? Seller { get; init; }

    public PolicyRequest? Policy { get; init; }

    /// <summary>Its sections. With a plan: what the plan's sections cost.</summary>
    [Length(1, SectionRequest.Most)]
    public IReadOnlyList<SectionRequest>? Sections { get; init; }

    /// <summary>Where its places are.</summary>
    public SeatPlanDocument? Plan { get; init; }

    /// <summary>Left out: <c>listed</c>.</summary>
    public EventVisibility? Visibility { get; init; }

    /// <summary>Whose event it is. Needed of staff of organizations, who name one of theirs. Left out: the platform's own. It can't be changed.</summary>
    public Guid? OrganizationId { get; init; }
}

/// <summary>What is to become of an event. What is left out is kept, also within the policy.</summary>
public sealed record UpdateEventRequest : EventDetailsRequest
{
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    public EventStatus? Status { get; init; }

    /// <summary>From when on places can be had. Null: at once.</summary>
    public DateTimeOffset? SaleOpensAt { get; init; }

    /// <summary>Until when places can be had. Null: until it is over.</summary>
    public DateTimeOffset? SaleClosesAt { get; init; }

    /// <summary>Null: as the service has it for every event.</summary>
    public PolicyRequest? Policy { get; init; }

    /// <summary>Who has booked is told of another time or place.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Later than <c>starts_at</c>. Null: not known.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What the venue is called. Null: none.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Venue { get; init; }

    /// <summary>Until when who has booked before this change may give back in full, whatever the policy says. Not later than <c>starts_at</c>. Null: as the policy says.</summary>
    public DateTimeOffset? GiveBackUntil { get; init; }

    public EventVisibility? Visibility { get; init; }

    /// <summary>True puts away an event that is a draft, closed, cancelled or over; false brings it back.</summary>
    public bool? Archived { get; init; }
}

/// <summary>When an event is that is like another. What is left out is as long before or after the start as there.</summary>
public sealed record DuplicateEventRequest
{
    /// <summary>Left out: the same.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public DateTimeOffset? DoorsOpenAt { get; init; }

    public DateTimeOffset? SaleOpensAt { get; init; }

    public DateTimeOffset? SaleClosesAt { get; init; }

    internal DuplicateEvent Command => new()
    {
        Name = Name,
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        DoorsOpenAt = DoorsOpenAt,
        SaleOpensAt = SaleOpensAt,
        SaleClosesAt = SaleClosesAt,
    };
}

/// <summary>What an event is about, where it is, and what the clocks there show.</summary>
public abstract record EventDetailsRequest
{
    /// <summary>What the event is about, in Markdown.</summary>
    [LinesLength(20_000, MinimumLength = 1)]
    public string? Description { get; init; }

    /// <summary>A picture of it: an address that begins with <c>https://</c>.</summary>
    [StringLength(2_000, MinimumLength = 1)]
    public string? ImageUrl { get; init; }

    /// <summary>Who gives the event.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Organizer { get; init; }

    /// <summary>Where the venue is.</summary>
    [LinesLength(500, MinimumLength = 1)]
    public string? Address { get; init; }

    /// <summary>Not later than <c>starts_at</c>.</summary>
    public DateTimeOffset? DoorsOpenAt { get; init; }

    /// <summary>What the clocks at the venue show: a name of the IANA time zone database, such as <c>Europe/Berlin</c>.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? TimeZone { get; init; }

    /// <summary>Whether an order names who comes, for each ticket. Left out: <c>none</c>; of a change: as it was.</summary>
    public Asking? AttendeeNames { get; init; }

    /// <summary>Whether an order gives an e-mail address for each ticket. Left out: <c>none</c>; of a change: as it was.</summary>
    public Asking? AttendeeEmails { get; init; }

    /// <summary>What else is asked of who books or comes. Left out: nothing; of a change: as it was. Orders still to come are asked.</summary>
    [Length(0, AttendeeForm.MostQuestions)]
    public IReadOnlyList<EventQuestion>? Questions { get; init; }

    internal ImmutableArray<Question>? QuestionFacts => Questions is null ? null : [.. Questions.Select(static question => question.Facts)];

    internal EventDetails Details => new()
    {
        Description = Description,
        ImageUrl = ImageUrl,
        Organizer = Organizer,
        Address = Address,
        DoorsOpenAt = DoorsOpenAt,
        TimeZone = TimeZone,
    };
}

/// <summary>What an event decides for its holds and bookings. Null: as the service has it.</summary>
public sealed record PolicyRequest
{
    /// <summary>How long a hold lasts.</summary>
    [Range(1, 86_400)]
    public int? HoldTtlSeconds { get; init; }

    /// <summary>The most places in one hold.</summary>
    [Range(1, 1_000)]
    public int? MaxQuantity { get; init; }

    /// <summary>The most places that a customer may have in all. Null: any number.</summary>
    [Range(1, 100_000)]
    public int? MaxPerCustomer { get; init; }

    /// <summary>How many hours before the start a customer may still cancel. Null: until it starts.</summary>
    [Range(0, 8_784)]
    public int? CancelUntilHours { get; init; }

    /// <summary>How much of the price a customer who cancels is paid back. Null: all of it.</summary>
    [Range(0, 100)]
    public int? RefundPercent { get; init; }

    internal EventPolicy Policy => new()
    {
        HoldTtl = HoldTtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        MaxQuantity = MaxQuantity,
        MaxPerCustomer = MaxPerCustomer,
        CancelBefore = CancelUntilHours is { } hours ? TimeSpan.FromHours(hours) : null,
        RefundPercent = RefundPercent,
    };
}

/// <summary>An event, without what is left of it.</summary>
public sealed record EventResponse
{
    public required Guid EventId { get; init; }

    public required string Name { get; init; }

    /// <summary>How many places, of all sections.</summary>
    public required long TotalSeats { get; init; }

    public required EventStatus Status { get; init; }

    /// <summary>What the venue is called.</summary>
    public required string? Venue { get; init; }

    /// <summary>Not there: none was named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? VenueId { get; init; }

    public required DateTimeOffset? StartsAt { get; init; }

    public required DateTimeOffset? EndsAt { get; init; }

    /// <summary>When it was to start, before that was last changed. Not there: it never was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FormerStartsAt { get; init; }

    /// <summary>Until when who booked before the last change of time or place may give back in full. Not there: as the policy says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? GiveBackUntil { get; init; }

    /// <summary>From when on places can be had. Null: at once.</summary>
    public required DateTimeOffset? SaleOpensAt { get; init; }

    /// <summary>Until when places can be had. Null: until it is over.</summary>
    public required DateTimeOffset? SaleClosesAt { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public required PolicyResponse Policy { get; init; }

    public required IReadOnlyList<SectionResponse> Sections { get; init; }

    /// <summary>What is added to prices. Not there: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeesResponse? Fees { get; init; }

    /// <summary>Not there: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaxResponse? Tax { get; init; }

    /// <summary>Not there: whoever runs the service.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Seller? Seller { get; init; }

    /// <summary>What the event is about, in Markdown. Not there: nothing is told. So it is with the next five.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>A picture of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ImageUrl { get; init; }

    /// <summary>Who gives the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Organizer { get; init; }

    /// <summary>Where the venue is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DoorsOpenAt { get; init; }

    /// <summary>What the clocks at the venue show: a name of the IANA time zone database.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }

    /// <summary>Not there: lists have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventVisibility? Visibility { get; init; }

    /// <summary>Whose event it is. Not there: the platform's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? OrganizationId { get; init; }

    /// <summary>Since when it is put away. Not there: it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Whether an order names who comes, for each ticket. Not there: it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Asking? AttendeeNames { get; init; }

    /// <summary>Whether an order gives an e-mail address for each ticket. Not there: it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Asking? AttendeeEmails { get; init; }

    /// <summary>What else is asked. Not there: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EventQuestion>? Questions { get; init; }

    /// <summary>Grows with each change; <c>If-Match</c> names it.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>As everybody may see it, or who has a code.</summary>
    internal static EventResponse Of(EventView view, CodeSpec? code = null) => Of(view, (plan, type) => plan.IsOpen(type, code));

    /// <summary>With all that only who has a code is told of.</summary>
    internal static EventResponse OfAll(EventView view) => Of(view, static (_, _) => true);

    private static EventResponse Of(EventView view, Func<SectionPlan, TicketType, bool> isTold) => new()
    {
        EventId = view.EventId.Value,
        Name = view.Name,
        TotalSeats = view.Places,
        Status = view.Status,
        Venue = view.Venue,
        VenueId = view.VenueId,
        StartsAt = view.StartsAt,
        EndsAt = view.EndsAt,
        FormerStartsAt = view.FormerStart,
        GiveBackUntil = view.GiveBackUntil,
        SaleOpensAt = view.SaleWindow.OpensAt,
        SaleClosesAt = view.SaleWindow.ClosesAt,
        Currency = view.Currency,
        Policy = new PolicyResponse
        {
            HoldTtlSeconds = (long)view.HoldTtl.TotalSeconds,
            MaxQuantity = view.MaxQuantity,
            MaxPerCustomer = view.Policy.MaxPerCustomer,
            CancelUntilHours = (long?)view.Policy.CancelBefore?.TotalHours,
            RefundPercent = view.Policy.RefundPercent,
        },
        Sections = [.. view.Sections.Select(plan => SectionResponse.Of(plan, view.Currency, isTold))],
        Fees = FeesResponse.Of(view.Fees, view.Currency),
        Tax = TaxResponse.Of(view.Tax),
        Seller = Seller.Of(view.Seller),
        Description = view.Details?.Description,
        ImageUrl = view.Details?.ImageUrl,
        Organizer = view.Details?.Organizer,
        Address = view.Details?.Address,
        DoorsOpenAt = view.Details?.DoorsOpenAt,
        TimeZone = view.Details?.TimeZone,
        Visibility = view.Visibility == EventVisibility.Listed ? null : view.Visibility,
        OrganizationId = view.OrganizationId,
        ArchivedAt = view.ArchivedAt,
        AttendeeNames = view.Attendees is { Names: not Asking.None } naming ? naming.Names : null,
        AttendeeEmails = view.Attendees is { Emails: not Asking.None } writing ? writing.Emails : null,
        Questions = EventQuestion.AllOf(view.Attendees),
        Version = view.Version,
        CreatedAt = view.CreatedAt,
        UpdatedAt = view.UpdatedAt,
    };
}

/// <summary>What holds for an event's holds and bookings.</summary>
public sealed record PolicyResponse
{
    /// <summary>How long a hold lasts.</summary>
    public required long HoldTtlSeconds { get; init; }

    /// <summary>The most places in one hold.</summary>
    public required int MaxQuantity { get; init; }

    /// <summary>The most places that a customer may have in all. Not there: any number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxPerCustomer { get; init; }

    /// <summary>How many hours before the start a customer may still cancel. Not there: until it starts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CancelUntilHours { get; init; }

    /// <summary>How much of the price a customer who cancels is paid back. Not there: all of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RefundPercent { get; init; }
}
