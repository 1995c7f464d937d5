using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Money;

namespace Ticketing.Codes;

/// <summary>A code that is to be made. It takes something off each ticket, or opens something, or both.</summary>
public sealed record CreateCodeRequest
{
    /// <summary>Letters from A to Z, digits, <c>-</c> and <c>_</c>. Capitals and small letters are the same.</summary>
    [StringLength(CodeText.Longest, MinimumLength = CodeText.Shortest)]
    public required string Code { get; init; }

    /// <summary>What it takes off the price of each ticket: from 0 to 100, with at most two decimals. Rounded to the nearest minor unit, halves up.</summary>
    public Amount? PercentOff { get; init; }

    /// <summary>What it takes off each ticket, as a decimal number in the event's currency; never more than the ticket costs. Not with <c>percent_off</c>.</summary>
    public Amount? AmountOff { get; init; }

    /// <summary>Ticket types that need a code (<c>access</c>) can be had with it, as far as it is for them.</summary>
    public bool? OpensTypes { get; init; }

    /// <summary>What it is for can be had before the event's sale, or the ticket type's, opens.</summary>
    public bool? OpensSale { get; init; }

    /// <summary>The sections that it is for, by their ids. Left out: all.</summary>
    [Length(1, SectionRequest.Most), ItemLength(32)]
    public IReadOnlyList<string>? Sections { get; init; }

    /// <summary>The ticket types that it is for, by their ids. Left out: all.</summary>
    [Length(1, TicketTypeRequest.Most), ItemLength(32)]
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>For how many orders it can be used. Left out: any number.</summary>
    [Range(1, CodeTermsRequest.MostUses)]
    public int? MaxUses { get; init; }

    /// <summary>For how many orders one customer can use it. Left out: any number.</summary>
    [Range(1, CodeTermsRequest.MostUsesOfOne)]
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>From when on it can be used. Left out: at once.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>Until when it can be used. Left out: as long as there is a sale.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    internal CodeTerms Terms => CodeTermsRequest.Of(MaxUses, MaxUsesPerCustomer, OpensAt, ClosesAt);

    internal CodeSpec Spec(Currency currency, List<FieldError> errors)
    {
        var share = Hundredths.Read(PercentOff, "percent_off", "12.5", errors);
        if (CodeText.TryRead(Code) is not { } code)
        {
            errors.Add(new FieldError("code", $"code {CodeText.Rule}"));
            code = "";
        }

        return new CodeSpec
        {
            Code = code,
            PercentHundredths = share,
            AmountMinor = AmountOff?.In(currency, "amount_off", errors) ?? 0,
            Sections = [.. (Sections ?? []).Distinct(StringComparer.Ordinal)],
            Types = [.. (Types ?? []).Distinct(StringComparer.Ordinal)],
            OpensTypes = OpensTypes == true,
            OpensSale = OpensSale == true,
        };
    }
}

/// <summary>What may change of a code. What is left out stays, null takes it away.</summary>
public sealed record UpdateCodeRequest
{
    /// <summary>For how many orders it can be used: no fewer than it is used and held for. Null: any number.</summary>
    [Range(1, CodeTermsRequest.MostUses)]
    public int? MaxUses { get; init; }

    /// <summary>For how many orders one customer can use it. Null: any number.</summary>
    [Range(1, CodeTermsRequest.MostUsesOfOne)]
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>From when on it can be used. Null: at once.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>Until when it can be used. Null: as long as there is a sale.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    internal CodeTerms Terms(CodeTerms present, Request request) => CodeTermsRequest.Of(
        request.Clears("max_uses") ? null : MaxUses ?? present.Limit,
        request.Clears("max_uses_per_customer") ? null : MaxUsesPerCustomer ?? present.CustomerLimit,
        request.Clears("opens_at") ? null : OpensAt ?? present.Window.OpensAt,
        request.Clears("closes_at") ? null : ClosesAt ?? present.Window.ClosesAt);
}

internal static class CodeTermsRequest
{
    public const int MostUses = 1_000_000;

    /// <summary>What one customer used is kept as their places are.</summary>
    public const int MostUsesOfOne = 1_000;

    public static CodeTerms Of(int? limit, int? customerLimit, DateTimeOffset? opensAt, DateTimeOffset? closesAt) => new()
    {
        Limit = limit,
        CustomerLimit = customerLimit,
        Window = opensAt is null && closesAt is null ? SaleWindow.Always : new SaleWindow(opensAt, closesAt),
    };
}

/// <summary>A code of an event, and how often it is used.</summary>
public sealed record CodeResponse
{
    /// <summary>In capitals.</summary>
    public required string Code { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>What it takes off the price of each ticket, from 0 to 100. Not there: no share.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PercentOff { get; init; }

    /// <summary>What it takes off each ticket, as a decimal number. Not there: no amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AmountOff { get; init; }

    /// <summary>ISO 4217, of <c>amount_off</c>. Not there: no amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>Whether ticket types that need a code can be had with it.</summary>
    public required bool OpensTypes { get; init; }

    /// <summary>Whether places can be had with it before the sale opens.</summary>
    public required bool OpensSale { get; init; }

    /// <summary>The sections that it is for. Empty: all.</summary>
    public required IReadOnlyList<string> Sections { get; init; }

    /// <summary>The ticket types that it is for. Empty: all.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>For how many orders it can be used. Null: any number.</summary>
    public required int? MaxUses { get; init; }

    /// <summary>For how many orders one customer can use it. Null: any number.</summary>
    public required int? MaxUsesPerCustomer { get; init; }

    /// <summary>From when on it can be used. Null: at once.</summary>
    public required DateTimeOffset? OpensAt { get; init; }

    /// <summary>Until when it can be used. Null: as long as there is a sale.</summary>
    public required DateTimeOffset? ClosesAt { get; init; }

    /// <summary>Orders that were booked with it.</summary>
    public required long Used { get; init; }

    /// <summary>Orders that are held with it now, and not booked yet.</summary>
    public required int Reserved { get; init; }

    /// <summary>When it was ended. Null: it was not.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with each change of its limits and times; <c>If-Match</c> names it.</summary>
    public required long Version { get; init; }

    internal static CodeResponse Of(CodeView code, string currency) => new()
    {
        Code = code.Spec.Code,
        EventId = code.EventId.Value,
        PercentOff = code.Spec.PercentHundredths == 0 ? null : Hundredths.Format(code.Spec.PercentHundredths),
        AmountOff = code.Spec.AmountMinor == 0 ? null : Amount.Of(code.Spec.AmountMinor, currency),
        Currency = code.Spec.AmountMinor == 0 ? null : currency,
        OpensTypes = code.Spec.OpensTypes,
        OpensSale = code.Spec.OpensSale,
        Sections = code.Spec.Sections,
        Types = code.Spec.Types,
        MaxUses = code.Terms.Limit,
        MaxUsesPerCustomer = code.Terms.CustomerLimit,
        OpensAt = code.Terms.Window.OpensAt,
        ClosesAt = code.Terms.Window.ClosesAt,
        Used = code.Used,
        Reserved = code.Reserved,
        EndedAt = code.EndedAt,
        CreatedAt = code.CreatedAt,
        Version = code.Version,
    };
}
