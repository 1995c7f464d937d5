using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Bookings;

/// <summary>What a link to a booking's page has in it.</summary>
public sealed class BookingLinkTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static number => (byte)number)];

    private static readonly BookingView Booking = new() { BookingId = Numbered(1), Quantity = 2 };

    [Fact]
    public void It_is_the_same_each_time_and_its_own_alone()
    {
        var token = BookingLink.TokenOf(Secret, Booking);
        Assert.Equal(22, token.Length);
        Assert.Equal(token, BookingLink.TokenOf(Secret, Booking with { Version = 7, Status = BookingStatus.Completed }));
        Assert.Equal($"/my/{Booking.BookingId}?t={token}", BookingLink.PathOf(Secret, Booking));
        Assert.True(BookingLink.Opens(Secret, Booking, token));
        Assert.False(BookingLink.Opens(Secret, Booking with { BookingId = Numbered(2) }, token));
        Assert.False(BookingLink.Opens(new byte[32], Booking, token));
        Assert.False(BookingLink.Opens(Secret, Booking, token[..21]));
        Assert.False(BookingLink.Opens(Secret, Booking, ""));
    }

    [Fact]
    public void It_opens_nothing_after_a_transfer_or_an_exchange()
    {
        var token = BookingLink.TokenOf(Secret, Booking);
        ImmutableArray<PassedTicket> passed = [new PassedTicket { Place = 1, Holder = "bob", Times = 1 }];
        var back = Booking with { Passed = [new PassedTicket { Place = 1, Times = 2 }] };
        Assert.False(BookingLink.Opens(Secret, Booking with { Passed = passed }, token));
        Assert.False(BookingLink.Opens(Secret, back, token));
        Assert.False(BookingLink.Opens(Secret, back, BookingLink.TokenOf(Secret, Booking with { Passed = passed })));
        Assert.False(BookingLink.Opens(Secret, Booking with { PlacesHold = Numbered(3).Hold }, token));
    }

    private static BookingId Numbered(int number) => BookingId.Of(HoldId.InUnit(4_711, 2, 7, (ulong)number));
}
