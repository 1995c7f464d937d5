using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>
/// All bookings by the index, from where one stands; a customer's by their own list. Pages whose summary says that
/// they have nothing that is wanted are passed over.
/// </summary>
public sealed class BookingListService(IGrainFactory grains, IBookingService bookings, IEventCatalog events, TimeProvider time) : IBookingListService
{
    /// <summary>Pages that are read for one answer, and summaries; what is not found in them is found by the next cursor.</summary>
    private const int MaxPages = 500;
    private const int MaxSummaries = 2_000;

    /// <summary>Bookings that are asked for one answer.</summary>
    private const int MaxAsked = 2_000;

    public async Task<(IReadOnlyList<BookingView> Items, long? Next)> ListAsync(BookingFilter filter, bool newestFirst, long start, int limit)
    {
        if (filter.Customer is { } customer)
        {
            return await ListOwnAsync(customer, filter, start == IBookingListService.FromTheEnd ? 0 : start, limit);
        }

        var search = new Search(grains.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All), filter, newestFirst);
        await search.BeginAsync(start);
        List<BookingView> items = [];
        var asked = 0;
        while (search.IsInside && items.Count < limit && search is { Pages: < MaxPages, Summaries: < MaxSummaries } && asked < MaxAsked)
        {
            if (await search.PassOverAsync(grains))
            {
                continue;
            }

            var candidates = await CandidatesAsync(filter, await search.ReadAsync());
            for (var looked = 0; looked < candidates.Count && items.Count < limit;)
            {
                var batch = candidates.Skip(looked).Take(limit - items.Count).ToArray();
                var found = await Task.WhenAll(batch.Select(at => bookings.FindAsync(at.Row.BookingId)));
                items.AddRange(found.Zip(batch).Where(pair => Wants(filter, pair.First, pair.Second.Position)).Select(pair => pair.First!));
                looked += batch.Length;
                asked += batch.Length;
                search.Looked(batch[^1].Position);
            }

            // What follows the last candidate on its page was looked at, too, unless the answer is full.
            if (items.Count < limit)
            {
                search.LeavePage();
            }
        }

        return (items, search.Cursor);
    }

    public async Task<(IReadOnlyList<BookingView> Items, long? Next)> ListMailedAsync(string account, Func<BookingView, Task<bool>> isTheirs, long start, int limit)
    {
        var page = await grains.GetGrain<IDirectoryGrain>(CustomerBookings.MailedTo(account)).List((int)start, limit);
        List<BookingView> items = [];
        foreach (var found in await Task.WhenAll(page.Ids.Select(id => bookings.FindAsync(new BookingId(id)))))
        {
            if (found is not null && await isTheirs(found))
            {
                items.Add(found);
            }
        }

        return (items, page.Next);
    }

    private async Task<(IReadOnlyList<BookingView> Items, long? Next)> ListOwnAsync(string customer, BookingFilter filter, long start, int limit)
    {
        List<BookingView> items = [];
        var asked = 0;
        var directory = grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(customer));
        while (true)
        {
            var page = await directory.List((int)start, limit);
            var found = await Task.WhenAll(page.Ids.Select(id => bookings.FindAsync(new BookingId(id))));
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is { } booking && filter.Wants(booking))
                {
                    items.Add(booking);
                }

                if (items.Count == limit)
                {
                    return (items, i + 1 < found.Length || page.Next is not null ? start + i + 1 : null);
                }
            }

            if (page.Next is not { } next)
            {
                return (items, null);
            }

            start = next;
            asked += found.Length;
            if (asked >= MaxAsked)
            {
                return (items, start);
            }
        }
    }

    /// <summary>Of the rows of a page those whose bookings have to be asked.</summary>
    private async Task<List<(long Position, BookingRow Row)>> CandidatesAsync(BookingFilter filter, List<(long Position, BookingRow Row)> rows)
    {
        List<(long Position, BookingRow Row)> candidates = [];
        foreach (var at in rows)
        {
            if (filter.MayWant(at.Row) && (!filter.WantsOver(at.Row) || await HasEndedAsync(at.Row)))
            {
                candidates.Add(at);
            }
        }

        return candidates;
    }

    private async ValueTask<bool> HasEndedAsync(BookingRow row) =>
        await events.FindAsync(row.BookingId.Hold.Event) is { View.EndsAt: { } end } && end <= time.GetUtcNow();

    /// <summary>A row whose booking has another position, or does not exist, is what a lost write left behind.</summary>
    private static bool Wants(BookingFilter filter, BookingView? booking, long position) =>
        booking is not null && booking.IndexPosition == position && filter.Wants(booking);

    /// <summary>Where one stands in the index.</summary>
    private sealed class Search(IBookingIndexGrain index, BookingFilter filter, bool newestFirst)
    {
        private readonly int _step = newestFirst ? -1 : 1;
        private long _count;
        private long _position;
        private int _page;
        private int _group = -1;
        private ImmutableArray<PageSummary> _known = [];

        public int Pages { get; private set; }

        public int Summaries { get; private set; }

        public bool IsInside => _position >= 0 && _position < _count;

        public long? Cursor => !IsInside ? null : newestFirst ? _position + 1 : _position;

        public async Task BeginAsync(long start)
        {
            _count = await index.Count();
            _position = newestFirst ? Math.Min(start, _count) - 1 : start;
        }

        /// <summary>True: the page has nothing that is wanted, and was left.</summary>
        public async Task<bool> PassOverAsync(IGrainFactory grains)
        {
            _page = (int)(_position / IBookingIndexGrain.PageSize);
            var (group, slot) = (_page / IBookingIndexSummaryGrain.Pages, _page % IBookingIndexSummaryGrain.Pages);
            if (!filter.IsNarrow || _page >= _count / IBookingIndexGrain.PageSize)
            {
                return false;
            }

            if (group != _group)
            {
                (_group, Summaries) = (group, Summaries + 1);
                _known = await grains.GetGrain<IBookingIndexSummaryGrain>(group.ToString(CultureInfo.InvariantCulture)).Get();
            }

            if (slot >= _known.Length || _known[slot].Statuses == 0 || filter.MayWant(_known[slot]))
            {
                return false;
            }

            LeavePage();
            return true;
        }

        /// <summary>The rows of the page from where one stands on.</summary>
        public async Task<List<(long Position, BookingRow Row)>> ReadAsync()
        {
            Pages++;
            var rows = await index.Page(_page);
            var first = (long)_page * IBookingIndexGrain.PageSize;
            List<(long, BookingRow)> read = [];
            for (var at = _position; at >= first && at < first + rows.Length; at += _step)
            {
                read.Add((at, rows[(int)(at - first)]));
            }

            return read;
        }

        public void Looked(long position) => _position = position + _step;

        /// <summary>Goes to the next page of the one that was passed over, or read.</summary>
        public void LeavePage() =>
            _position = newestFirst ? ((long)_page * IBookingIndexGrain.PageSize) - 1 : (long)(_page + 1) * IBookingIndexGrain.PageSize;
    }
}
