using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Ticketing.Bookings;
using Ticketing.Inventory;

namespace Ticketing.Tests.HouseRules;

public interface IFirstRing : IGrainWithStringKey
{
    Task Go();

    [OneWay]
    Task Tell();

    [AlwaysInterleave]
    Task Look();

    [AlwaysInterleave]
    Task LookFurther();
}

public interface ISecondRing : IGrainWithStringKey
{
    Task Go();
}

/// <summary>
/// Two grains that wait for each other stop for good once each is in a request. So no grain waits, over however many
/// others, for one of its own class; unless for a call that is answered whatever that one is doing.
/// </summary>
public sealed class AwaitedCallTests
{
    /// <summary>Written down, so that a new direction of calls is a decision, and so that a graph that was read badly shows.</summary>
    private const string WhoWaitsForWhom = """
        AllowanceGrain → BookingGrain
        AllowanceGrain → BookingIndexGrain
        AllowanceGrain → DirectoryGrain
        AllowanceGrain → FeedGrain
        AuditLogGrain → AuditLogPageGrain
        BookingGrain → BookingIndexGrain
        BookingGrain → DirectoryGrain
        BookingGrain → FeedGrain
        BookingGrain → ReceiptBookGrain
        BookingGrain → RevocationListGrain
        BookingGrain → SectionGrain
        BookingIndexGrain → BookingIndexPageGrain
        BookingIndexPageGrain → BookingIndexSummaryGrain
        CodeBookGrain → CodeGrain
        DirectoryGrain → DirectoryPageGrain
        DoorGrain → BookingGrain
        DoorGrain → HoldGrain
        DoorGrain → SecretGrain
        DoorGrain → SectionGrain
        ErasureGrain → AuditLogGrain
        ErasureGrain → BookingGrain
        ErasureGrain → CustomerGrain
        ErasureGrain → DirectoryGrain
        ErasureGrain → FeedGrain
        ErasureGrain → HoldGrain
        ErasureGrain → OrganizationsGrain
        ErasureGrain → SectionGrain
        ErasureGrain → WaitlistGrain
        EventCancellationGrain → BookingGrain
        EventCancellationGrain → BookingIndexGrain
        EventCancellationGrain → EventGrain
        EventCancellationGrain → HoldGrain
        EventCancellationGrain → SectionGrain
        EventGrain → ChangedEventsGrain
        EventGrain → DirectoryGrain
        EventGrain → EventNoticeGrain
        EventGrain → FeedGrain
        EventGrain → SectionGrain
        EventGrain → WithholdingGrain
        EventMessageGrain → BookingIndexGrain
        EventMessageGrain → TicketMailerGrain
        EventMessagesGrain → EventMessageGrain
        EventNoticeGrain → BookingIndexGrain
        EventNoticeGrain → EventGrain
        EventNoticeGrain → TicketMailerGrain
        FeedGrain → FeedPageGrain
        FinalizerGrain → BookingGrain
        FinalizerGrain → BookingIndexGrain
        FinalizerGrain → TicketIssuerGrain
        FinalizerGrain → TicketMailerGrain
        HoldGrain → AllowanceGrain
        HoldGrain → BookingGrain
        HoldGrain → CodeGrain
        HoldGrain → EventGrain
        HoldGrain → FeedGrain
        HoldGrain → SectionGrain
        OrganizationsGrain → CustomerGrain
        PaymentGrain → BookingGrain
        PaymentGrain → EventGrain
        PaymentGrain → HoldGrain
        PaymentGrain → OrganizationsGrain
        PaymentGrain → SectionGrain
        PoolGrain → BookingGrain
        PoolGrain → BookingIndexGrain
        PoolGrain → DirectoryGrain
        PoolGrain → FeedGrain
        ReceiptBookGrain → BookingGrain
        ReceiptBookGrain → EventGrain
        RevocationListGrain → RevocationPageGrain
        SalesGrain → BookingGrain
        SalesGrain → BookingIndexGrain
        SalesGrain → BookingIndexSummaryGrain
        SeatGrain → BookingGrain
        SeatGrain → BookingIndexGrain
        SeatGrain → DirectoryGrain
        SeatGrain → FeedGrain
        SectionGrain → BookingGrain
        SectionGrain → EventGrain
        SectionGrain → PoolGrain
        SectionGrain → SeatGrain
        TestIntentGrain → PaymentGrain
        TicketIssuerGrain → EventGrain
        TicketIssuerGrain → SecretGrain
        TicketKeysGrain → SecretGrain
        TicketMailerGrain → BookingGrain
        TicketMailerGrain → CustomerGrain
        TicketMailerGrain → DirectoryGrain
        TicketMailerGrain → EventGrain
        TicketMailerGrain → SecretGrain
        TicketMailerGrain → TicketIssuerGrain
        VenueGrain → DirectoryGrain
        WaitlistGrain → BookingGrain
        WaitlistGrain → DirectoryGrain
        WaitlistGrain → EventGrain
        WaitlistGrain → HoldGrain
        WaitlistGrain → SectionGrain
        WaitlistGrain → WaitlistPageGrain
        WaitlistMailerGrain → CustomerGrain
        WaitlistMailerGrain → EventGrain
        WaitlistMailerGrain → SecretGrain
        WaitlistPageGrain → FeedGrain
        WaitlistPageGrain → WaitlistMailerGrain
        WebhookGrain → DirectoryGrain
        WebhookGrain → EventGrain
        WebhookGrain → FeedGrain
        WithholdingGrain → DirectoryGrain
        WithholdingGrain → EventGrain
        WithholdingGrain → SectionGrain
        """;

    [Fact]
    public void No_grain_waits_for_itself()
    {
        var graph = new CallGraph(typeof(SectionGrain).Assembly.GetTypes(), Services);
        Assert.Null(graph.Cycle());
        Assert.Empty(graph.Strays);
        Assert.Equal(WhoWaitsForWhom.ReplaceLineEndings(), string.Join(Environment.NewLine, graph.Edges.SelectMany(static edge => edge.Value.Select(called => $"{edge.Key.Name} → {called.Name}")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Two_grains_that_wait_for_each_other_are_found() =>
        Assert.Equal("First → Second → First", new CallGraph([.. Nested(typeof(First)), .. Nested(typeof(Second))]).Cycle());

    [Fact]
    public void Who_only_tells_does_not_wait() =>
        Assert.Null(new CallGraph([.. Nested(typeof(First)), .. Nested(typeof(Teller))]).Cycle());

    [Fact]
    public void Who_is_answered_at_once_does_not_wait() =>
        Assert.Null(new CallGraph([.. Nested(typeof(First)), .. Nested(typeof(Looker))]).Cycle());

    [Fact]
    public void Who_is_answered_after_others_were_asked_waits() =>
        Assert.Equal("FarLooker → First → FarLooker", new CallGraph([.. Nested(typeof(First)), .. Nested(typeof(FarLooker))]).Cycle());

    [Fact]
    public void A_grain_that_calls_a_service_is_found() =>
        Assert.Equal(["Second calls IFirstRing"], new CallGraph(Nested(typeof(Second)).Concat(Nested(typeof(First))), typeof(First)).Strays);

    /// <summary>What waits for grains and is none: only the gateway calls it.</summary>
    private static Type[] Services =>
        [.. new ServiceCollection().AddTicketingServices(new BookingOptions()).Select(static service => service.ImplementationType).OfType<Type>().Where(static type => type.Assembly == typeof(SectionGrain).Assembly)];

    private static IEnumerable<Type> Nested(Type type) =>
        type.GetNestedTypes(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic).Prepend(type);
}
