using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Storage;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Measures;

/// <summary>
/// An admin's lists of very many bookings. The index and the customers' lists are filled through their grains, the bookings
/// as their grains would store them. Bookings of all events are mixed, so that every page has many: the worst case.
/// </summary>
internal static class ListingMeasure
{
    private const int Events = 1_000;
    private const int Customers = 50_000;
    private const int AtOnce = 4_096;
    private const int EveryCancelled = 100_003;
    private const string Listed = "c7";

    private static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(int bookings)
    {
        var folder = Directory.CreateTempSubdirectory("ticketing-listing-").FullName;
        try
        {
            using var store = SqliteStore.Open(new SqliteStoreOptions(Path.Combine(folder, "ticketing.db")));
            var auth = new AuthOptions { Algorithms = [TokenAlgorithm.HS256], SigningKey = SigningSecret.FromText("a secret that lasts as long as a measurement") };
            await using var service = await Service.StartAsync(store, auth);
            service.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + service.Token("boss", Roles.Admin));
            var clock = Stopwatch.StartNew();
            await FillAsync(service, store, bookings);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bookings:n0} bookings of {Events:n0} events filled in {clock.Elapsed.TotalSeconds:n0} s"));
            Console.WriteLine("| list, 50 at once | answers | found | p50, ms | p99, ms | first, ms |\n|---|---|---|---|---|---|");
            var middle = BookingOf(bookings / 2);
            var at = Start.AddSeconds(bookings / 2);
            await MeasureAsync(service, "newest first, first page", "", 300, follow: false);
            await MeasureAsync(service, "oldest first, first page", "sort=created_at", 300, follow: false);
            await MeasureAsync(service, "newest first, from a cursor in the middle", "cursor=" + Cursor(bookings / 2), 300, follow: false);
            await MeasureAsync(service, "oldest first, last page", "sort=created_at&cursor=" + Cursor(bookings - 50), 300, follow: false);
            await MeasureAsync(service, $"by customer ({bookings / Customers} bookings)", "customer_id=" + Listed, 300, follow: true);
            await MeasureAsync(service, "by a time range of one minute in the middle", $"from={at:yyyy-MM-ddTHH:mm:ss}Z&to={at.AddMinutes(1):yyyy-MM-ddTHH:mm:ss}Z&limit=200", 20, follow: true);
            await MeasureAsync(service, "by reference", "reference=" + BookingReference.Of(middle), 20, follow: true);
            await MeasureAsync(service, "by status, of which there are few (all of them)", "status=cancelled", 20, follow: true);
            await MeasureAsync(service, "by event, first page", "event_id=" + middle.Hold.Event, 20, follow: false);
            await MeasureAsync(service, "by a status that nothing has", "payment_status=failed", 20, follow: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(Service service, SqliteStore store, int bookings)
    {
        var floor = new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 2_000, PriceMinor = 500 };
        for (var i = 0; i < Events; i++)
        {
            var answer = await service.Grains.GetGrain<IEventGrain>(GrainKeys.Event(EventKey(i))).Create(new CreateEvent
            {
                EventId = EventId.FromKey(EventKey(i)),
                Request = 1,
                Name = "Concert",
                Sections = [floor],
                Policy = new EventPolicy(),
            });
            Debug.Assert(answer.Refusal is null, "An event could not be created.");
        }

        OrleansGrainStorageSerializer serializer = new(service.Serializer);
        var type = service.Grains.GetGrain<IBookingGrain>(BookingOf(0).GrainKey()).GetGrainId().Type.ToString()!;
        var index = service.Grains.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);
        var listed = service.Grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(Listed));
        for (var from = 0; from < bookings; from += AtOnce)
        {
            var states = Enumerable.Range(from, Math.Min(AtOnce, bookings - from)).Select(StateOf).ToArray();
            foreach (var rows in states.Select(RowOf).Chunk(IBookingIndexGrain.PageSize))
            {
                await index.Append([.. rows]);
            }

            await Task.WhenAll(states.Select(state =>
                store.AddAsync(new StoredState(type, state.BookingId.GrainKey(), "booking", serializer.Serialize(state).ToMemory()))));
            foreach (var state in states.Where(state => state.Customer == Listed))
            {
                await listed.Add(state.BookingId.Value);
            }
        }
    }

    private static async Task MeasureAsync(Service service, string name, string query, int times, bool follow)
    {
        List<double> took = [];
        var (answers, found) = (0, 0);
        for (var i = 0; i < times; i++)
        {
            (answers, found) = (0, 0);
            var started = Stopwatch.GetTimestamp();
            for (string? cursor = ""; cursor is not null;)
            {
                var body = await service.Client.GetStringAsync(new Uri($"/api/v1/admin/bookings?{query}{cursor}", UriKind.Relative));
                using var json = JsonDocument.Parse(body);
                answers++;
                found += json.RootElement.GetProperty("items").GetArrayLength();
                cursor = follow && json.RootElement.GetProperty("next_cursor").GetString() is { } next ? "&cursor=" + next : null;
            }

            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (took.Sum() > 15_000)
            {
                break;
            }
        }

        var first = took[0];
        took.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {answers} | {found} | {took[took.Count / 2]:n1} | {took[Math.Min(took.Count - 1, took.Count * 99 / 100)]:n1} | {first:n1} |"));
    }

    private static string Cursor(int position) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)));

    private static ulong EventKey(int number) => 0x1234_5678UL + (ulong)number;

    private static BookingId BookingOf(int number) =>
        BookingId.Of(HoldId.InUnit(EventKey(number % Events), 0, number / Events % 8, (ulong)number));

    private static BookingState StateOf(int number)
    {
        var at = Start.AddSeconds(number);
        var hold = new HoldView
        {
            HoldId = BookingOf(number).Hold,
            Status = HoldStatus.Confirmed,
            Quantity = 1,
            SectionId = "floor",
            Customer = "c" + (number % Customers),
            CreatedAt = at,
            ExpiresAt = at,
            ConfirmedAt = at,
            AmountMinor = 500,
            Currency = "USD",
        };
        var state = BookingDecisions.Open(new BookingState(), hold).Next!;
        if (number % EveryCancelled == 0)
        {
            state = BookingDecisions.Cancel(state, new CancelBooking { By = "boss" }, at).Next!;
            state.OwesPlaces = false;
        }

        (state.IndexSlot, state.IndexedVersion) = (number + 1, state.Version);
        return state;
    }

    private static BookingRow RowOf(BookingState state) => new()
    {
        BookingId = state.BookingId,
        Status = state.Status,
        PaymentStatus = state.PaymentStatus,
        CreatedAt = state.CreatedAt,
    };
}
