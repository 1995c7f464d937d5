using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Storage.Sqlite;
using Ticketing.Tickets;

namespace Ticketing.Measures;

/// <summary>
/// The doors of one event open: every ticket is scanned once, by gates that each scan one after the other, over the whole
/// gateway and a store on the disk; then every ticket once more. Bookings were not asked for before.
/// </summary>
internal static class CheckInMeasure
{
    private const int Gates = 32;
    private const int PlacesOfBooking = 4;
    private static readonly EventId Event = EventId.FromKey(0x1234_5678);
    private static readonly Uri Path = new("/api/v1/checkin", UriKind.Relative);

    public static async Task RunAsync(int tickets)
    {
        var folder = Directory.CreateTempSubdirectory("ticketing-checkin-").FullName;
        try
        {
            using var store = SqliteStore.Open(new SqliteStoreOptions(System.IO.Path.Combine(folder, "ticketing.db")));
            var auth = new AuthOptions { Algorithms = [TokenAlgorithm.HS256], SigningKey = SigningSecret.FromText("a secret that lasts as long as a measurement") };
            await using var service = await Service.StartAsync(store, auth);
            var codes = await FillAsync(service, tickets);
            service.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + service.Token("gate", Roles.Organizer));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{codes.Length:n0} tickets, {PlacesOfBooking} to a booking, in {DoorShards.Count(codes.Length)} shards; {Gates} gates\n| scan | scans a second | p50, ms | p99, ms | longest, ms | CPU of both sides, µs a scan |\n|---|---|---|---|---|---|"));
            await MeasureAsync(service, "first of each ticket: 200", codes, 200);
            await MeasureAsync(service, "once more: 409", codes, 409);
            var started = Stopwatch.GetTimestamp();
            using var counts = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri($"/api/v1/events/{Event}/checkin", UriKind.Relative)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\n{counts.RootElement.GetProperty("admitted").GetInt32():n0} are in, counted in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:n1} ms"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Bookings as their homes open them, and the codes of their tickets, shuffled.</summary>
    private static async Task<string[]> FillAsync(Service service, int tickets)
    {
        var floor = new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = tickets, PriceMinor = 500 };
        var answer = await service.Grains.GetGrain<IEventGrain>(GrainKeys.Event(Event.Key)).Create(new CreateEvent
        {
            EventId = Event,
            Request = 1,
            Name = "Concert",
            Sections = [floor],
            Policy = new EventPolicy(),
        });
        Debug.Assert(answer.Refusal is null, "The event could not be created.");
        var now = DateTimeOffset.UtcNow;
        List<string> codes = [];
        var issuer = service.Grains.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(Event.Key));
        foreach (var some in Enumerable.Range(0, tickets / PlacesOfBooking).Chunk(256))
        {
            var issued = await Task.WhenAll(some.Select(async number =>
            {
                var hold = HoldId.InUnit(Event.Key, 0, number % 16, (ulong)number);
                var booking = await service.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey()).Open(new HoldView
                {
                    HoldId = hold,
                    Status = HoldStatus.Confirmed,
                    Quantity = PlacesOfBooking,
                    SectionId = "floor",
                    Customer = "c" + number,
                    CreatedAt = now,
                    ExpiresAt = now,
                    ConfirmedAt = now,
                    AmountMinor = 2_000,
                    Currency = "USD",
                });
                return await issuer.Issue(new IssueTickets(booking, "Ann Example"));
            }));
            codes.AddRange(issued.SelectMany(static answer => answer.Tickets).Select(static ticket => ticket.Code));
        }

        var shuffled = codes.ToArray();
        new Random(1).Shuffle(shuffled);
        return shuffled;
    }

    private static async Task MeasureAsync(Service service, string name, string[] codes, int expected)
    {
        var next = -1;
        var took = new double[codes.Length];
        var (started, busy) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(1, Gates).Select(gate => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < codes.Length)
            {
                var at = Stopwatch.GetTimestamp();
                using var body = new StringContent(
                    $$"""{"ticket":"{{codes[number]}}","gate":"gate-{{gate}}","scan_id":"{{Guid.NewGuid()}}"}""", Encoding.UTF8, "application/json");
                using var response = await service.Client.PostAsync(Path, body);
                took[number] = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                if ((int)response.StatusCode != expected)
                {
                    throw new InvalidOperationException($"The answer was {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                }
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var micros = (Environment.CpuUsage.TotalTime - busy).TotalMicroseconds / codes.Length;
        Array.Sort(took);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {codes.Length / seconds:n0} | {took[took.Length / 2]:n1} | {took[took.Length * 99 / 100]:n1} | {took[^1]:n1} | {micros:n0} |"));
    }
}
