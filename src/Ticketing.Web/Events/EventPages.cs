using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Texts;
using Ticketing.Web.Embed;
using Ticketing.Web.Holds;
using Ticketing.Web.Http;
using Ticketing.Web.Waitlists;

namespace Ticketing.Web.Events;

/// <summary>What is on, and each event.</summary>
public sealed class EventPages(IGrainFactory grains, IEventCatalog catalog, IEventListService lists, ICodeService codes, HoldDesk desk, PageOptions options, IIdSource ids, TimeProvider time, WaitlistPages waiting)
{
    private const int EventsOnPage = 12;
    private const int MostPages = 1_000_000;

    private static readonly JsonWriterOptions PlanJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage("/", ListAsync);
        pages.MapPage("/e/{event}", ShowAsync);
        pages.MapPage("/e/{event}/plan", PlanAsync);
        pages.MapForm("/e/{event}/hold", HoldAsync);
        pages.MapPage("/embed/{event}", ShowFramedAsync);
        pages.MapPage("/embed/look.css", static request => Task.FromResult(FrameLook.Of(request, origins: []).Style()));
        pages.MapFramedForm("/embed/{event}/hold", HoldAsync);
    }

    /// <summary>What is on: events that are published and not over, the next first; those without a date come last.</summary>
    private async Task<IResult> ListAsync(PageRequest request)
    {
        var now = time.GetUtcNow();
        var wanted = ProgrammeWish.Of(request);
        var query = new EventQuery { Text = wanted.Text, FirstDay = wanted.FirstDay, LastDay = wanted.LastDay, GoesOnAt = now, Order = EventOrder.Start };
        var number = int.TryParse(request.Query("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, MostPages) : 1;
        var list = await lists.ListAsync(query, after: null, (number - 1) * EventsOnPage, EventsOnPage);
        var last = Math.Max(1, (list.Total + EventsOnPage - 1) / EventsOnPage);
        if (number > last)
        {
            // There were more when the link was made.
            number = last;
            list = await lists.ListAsync(query, after: null, (number - 1) * EventsOnPage, EventsOnPage);
        }

        var items = await Task.WhenAll(list.Items.Select(async view =>
            new ProgrammePage.Item(view, SaleStates.Of(view, await Grain(view.EventId).Counts(), now))));
        return request.Page<ProgrammePage>(new()
        {
            [nameof(ProgrammePage.Items)] = items,
            [nameof(ProgrammePage.Now)] = now,
            [nameof(ProgrammePage.Total)] = list.Total,
            [nameof(ProgrammePage.Number)] = number,
            [nameof(ProgrammePage.LastPage)] = last,
            [nameof(ProgrammePage.Wanted)] = wanted,
        });
    }

    private async Task<IResult> ShowAsync(PageRequest request) =>
        await FindAsync(request) is { } entry
            ? await ShowAsync(request, entry, await GivenCode.FindAsync(codes, entry.View.EventId, request.Query("code"), time.GetUtcNow()), refused: null)
            : request.NotFound();

    /// <summary>The same in a frame on somebody's own site, with forms that lead out of it.</summary>
    private async Task<IResult> ShowFramedAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } entry)
        {
            return request.NotFound();
        }

        request.OpenInFrame(FrameLook.Of(request, options.EmbedOrigins));
        return await ShowAsync(request, entry, await GivenCode.FindAsync(codes, entry.View.EventId, request.Query("code"), time.GetUtcNow()), refused: null);
    }

    private async Task<IResult> ShowAsync(PageRequest request, CatalogEntry entry, GivenCode? code, RefusedHold? refused)
    {
        var view = entry.View;
        if (view.Details?.ImageUrl is { } image)
        {
            request.ShowImage(new Uri(image));
        }

        if (view.Visibility == EventVisibility.Unlisted)
        {
            request.Http.Response.Headers["X-Robots-Tag"] = "noindex";
        }

        var counts = await Grain(view.EventId).Counts();
        var now = time.GetUtcNow();
        return request.Page<EventPage>(
            new()
            {
                [nameof(EventPage.View)] = view,
                [nameof(EventPage.Counts)] = counts,
                [nameof(EventPage.TypesLeft)] = await catalog.LeftAsync(entry),
                [nameof(EventPage.State)] = SaleStates.Of(view, counts, now, code?.Spec is { OpensSale: true }),
                [nameof(EventPage.Given)] = code,
                [nameof(EventPage.Now)] = now,
                [nameof(EventPage.Key)] = ids.NextGuid().ToString("N"),
                [nameof(EventPage.TakesWaiting)] = waiting.IsOn,
                [nameof(EventPage.MayBuy)] = await desk.MayBuyAsync(request),
                [nameof(EventPage.Refused)] = refused,
            },
            refused?.Status ?? (code is { Code: null } ? StatusCodes.Status404NotFound : StatusCodes.Status200OK));
    }

    private async Task<IResult> HoldAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } entry)
        {
            return request.NotFound();
        }

        var code = await GivenCode.FindAsync(codes, entry.View.EventId, request.Field("code"), time.GetUtcNow());
        var (token, refused) = await desk.PlaceAsync(request, entry, code);
        if (token is null)
        {
            return await ShowAsync(request, entry, code, refused);
        }

        HolderCookie.Give(request.Http, token.Hold, token.Text);
        return PageRequest.GoTo($"/checkout/{token.Hold}");
    }

    /// <summary>What seats cost, for the map. It changes only with the ticket types that can be had.</summary>
    private async Task<IResult> PlanAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } entry)
        {
            return request.NotFound();
        }

        var code = await GivenCode.FindAsync(codes, entry.View.EventId, request.Query("code"), time.GetUtcNow());
        if (code is { Code: null })
        {
            return request.NotFound();
        }

        return PlanOf(request, Plan(request, entry.View, code?.Spec, time.GetUtcNow(), await catalog.LeftAsync(entry)));
    }

    /// <summary>The plan, or that it is as the browser knows it.</summary>
    internal static IResult PlanOf(PageRequest request, ReadOnlyMemory<byte> body)
    {
        var tag = EntityTags.OfBytes(body.Span);
        var headers = request.Http.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.ETag = tag;
        return EntityTags.IsKnown(request.Http.Request.Headers.IfNoneMatch, tag) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(body, "application/json");
    }

    /// <summary>What seats cost, as the map's script reads it.</summary>
    /// <param name="request">Whose language it speaks.</param>
    /// <param name="view">The event.</param>
    /// <param name="code">The reader's code. Null: none.</param>
    /// <param name="now">The moment.</param>
    /// <param name="left">How many there still are of some ticket types.</param>
    /// <param name="types">In an exchange, what each place is sold as that is exchanged: as many seats are chosen. Null: any number.</param>
    /// <param name="own">The seats that are exchanged.</param>
    internal static ReadOnlyMemory<byte> Plan(PageRequest request, EventView view, CodeSpec? code, DateTimeOffset now, IReadOnlyDictionary<string, int> left, IReadOnlyList<string>? types = null, IReadOnlyList<string>? own = null)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, PlanJson);
        json.WriteStartObject();
        json.WriteNumber("most"u8, types?.Count ?? view.MaxQuantity);
        if (types is not null)
        {
            WriteTexts(json, "exchanged", types);
            WriteTexts(json, "own", own ?? []);
        }

        json.WriteStartObject("money"u8);
        json.WriteString("pattern"u8, request.Texts.MoneyPattern(view.Currency));
        json.WriteString("free"u8, request.Texts["Money.Free"]);
        json.WriteNumber("places"u8, Currency.TryFind(view.Currency, out var currency) ? currency.MinorUnits : 0);
        json.WriteString("point"u8, request.Texts["Number.Decimal"]);
        json.WriteString("thousands"u8, request.Texts["Number.Thousands"]);
        json.WriteEndObject();
        json.WriteStartObject("fees"u8);
        WriteFee(json, "ticket", view.Fees?.Ticket);
        WriteFee(json, "order", view.Fees?.Order);
        json.WriteEndObject();
        if (view.Tax is { IsIncluded: false } tax)
        {
            json.WriteStartObject("tax"u8);
            json.WriteNumber("tickets"u8, tax.TicketHundredths);
            json.WriteNumber("fees"u8, tax.FeeHundredths);
            json.WriteEndObject();
        }

        json.WriteStartArray("sections"u8);
        foreach (var section in view.SectionsFor(code).Where(static section => section.Kind == SectionKind.Seated))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, section.SectionId);
            json.WriteString("name"u8, section.Title());
            var price = section.PriceFor(code) ?? 0;
            json.WriteNumber("minor"u8, price);
            json.WriteString("price"u8, request.Texts.Price(price, view.Currency));
            WriteFee(json, "off", DiscountOf(code, section.SectionId, ""));
            WriteTypes(json, request, section, section.TypesOn(now, code, left), code, view.Currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteFee(Utf8JsonWriter json, string name, Fee? fee)
    {
        if (fee is not null)
        {
            json.WriteStartObject(name);
            json.WriteNumber("fixed"u8, fee.FixedMinor);
            json.WriteNumber("hundredths"u8, fee.PercentHundredths);
            json.WriteEndObject();
        }
    }

    /// <summary>What a code takes off each ticket of a kind. Null: nothing.</summary>
    private static Fee? DiscountOf(CodeSpec? code, string section, string type) =>
        code is { HasDiscount: true } && code.IsFor(section, type) ? new Fee { FixedMinor = code.AmountMinor, PercentHundredths = code.PercentHundredths } : null;

    /// <summary>What a code takes off, as a page's script reads it. Null: nothing.</summary>
    internal static string? DiscountText(CodeSpec? code, string section, string type) =>
        DiscountOf(code, section, type) is { } off ? FormattableString.Invariant($$"""{"fixed":{{off.FixedMinor}},"hundredths":{{off.PercentHundredths}}}""") : null;

    private static void WriteTypes(Utf8JsonWriter json, PageRequest request, SectionPlan section, TicketType[] types, CodeSpec? code, string currency)
    {
        json.WriteStartArray("types"u8);
        foreach (var type in types)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, type.TypeId);
            json.WriteNumber("minor"u8, type.PriceMinor);
            json.WriteString("label"u8, $"{type.Name}, {request.Texts.Price(type.PriceMinor, currency)}");
            WriteFee(json, "off", DiscountOf(code, section.SectionId, type.TypeId));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Drafts are not there.</summary>
    private async Task<CatalogEntry?> FindAsync(PageRequest request) =>
        EventId.TryParse(request.Route("event"), out var id) && await catalog.FindAsync(id) is { View.Status: not EventStatus.Draft } entry ? entry : null;

    private IEventGrain Grain(EventId id) => grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
}
