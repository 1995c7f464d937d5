using Orleans;

namespace Ticketing.Bookings;

/// <summary>All bookings, for those who may see all of them: by the index, which is read page by page from where one stands.</summary>
public sealed class BookingRegister(IGrainFactory grains, BookingOffice office)
{
    /// <summary>Pages that are read for one answer; what is not found in them is found by the next cursor.</summary>
    private const int MaxPages = 2_000;

    /// <summary>What the position is called that no booking has yet.</summary>
    public const long FromTheEnd = int.MaxValue;

    public async Task<(IReadOnlyList<BookingView> Items, long? Next)> ListAsync(BookingFilter filter, bool newestFirst, long start, int limit)
    {
        if (filter.Customer is { } customer)
        {
            return await office.ListAsync(customer, filter.Wants, start == FromTheEnd ? 0 : start, limit);
        }

        var index = grains.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);
        var count = await index.Count();
        var position = newestFirst ? Math.Min(start, count) - 1 : start;
        var step = newestFirst ? -1 : 1;
        List<BookingView> items = [];
        for (var pages = 0; pages < MaxPages && position >= 0 && position < count && items.Count < limit; pages++)
        {
            var number = (int)(position / IBookingIndexGrain.PageSize);
            var rows = await index.Page(number);
            List<(long Position, BookingRow Row)> candidates = [];
            for (; position >= 0 && position < count && position / IBookingIndexGrain.PageSize == number; position += step)
            {
                var slot = (int)(position % IBookingIndexGrain.PageSize);
                if (slot < rows.Length && filter.MayWant(rows[slot]))
                {
                    candidates.Add((position, rows[slot]));
                }
            }

            for (var looked = 0; looked < candidates.Count && items.Count < limit;)
            {
                var batch = candidates.Skip(looked).Take(limit - items.Count).ToArray();
                var found = await Task.WhenAll(batch.Select(at => office.FindAsync(at.Row.BookingId)));
                items.AddRange(found.Zip(batch).Where(pair => Wants(filter, pair.First, pair.Second.Position)).Select(pair => pair.First!));
                looked += batch.Length;
                position = batch[^1].Position + step;
            }

            // What follows the last candidate on its page was looked at, too, unless the answer is full.
            position = items.Count < limit && candidates.Count > 0 ? Beyond(number, newestFirst) : position;
        }

        var isMore = position >= 0 && position < count;
        return (items, isMore ? newestFirst ? position + 1 : position : null);
    }

    /// <summary>A row whose booking has another position, or does not exist, is what a lost write left behind.</summary>
    private static bool Wants(BookingFilter filter, BookingView? booking, long position) =>
        booking is not null && booking.IndexPosition == position && filter.Wants(booking);

    private static long Beyond(int page, bool newestFirst) =>
        newestFirst ? ((long)page * IBookingIndexGrain.PageSize) - 1 : (long)(page + 1) * IBookingIndexGrain.PageSize;
}
