using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Measures;

/// <summary>
/// A burst of bookings is confirmed, and while the worker makes out their tickets others hold places. Slices with the worker
/// and slices in which it is held up come in pairs, so that what else goes on in the machine meets both.
/// </summary>
internal static class FinalizationMeasure
{
    private const int Clients = 8;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);
    private static readonly EventId Sold = EventId.FromKey(0x1234_5678);
    private static readonly EventId OnSale = EventId.FromKey(0x1234_5679);
    private static readonly Uri Path = new("/api/v1/holds", UriKind.Relative);

    public static async Task RunAsync(int bookings)
    {
        var folder = Directory.CreateTempSubdirectory("ticketing-finalization-").FullName;
        try
        {
            using var store = SqliteStore.Open(new SqliteStoreOptions(System.IO.Path.Combine(folder, "ticketing.db")));
            var auth = new AuthOptions { Mode = AuthMode.Guest, Algorithms = [TokenAlgorithm.HS256], SigningKey = SigningSecret.FromText("a secret that lasts as long as a measurement") };
            var barrier = new Barrier();
            await using var service = await Service.StartAsync(store, auth, filter: barrier);
            await CreateAsync(service, Sold, bookings);
            await CreateAsync(service, OnSale, 2_000_000);
            await SliceAsync(service);
            var clock = Stopwatch.StartNew();
            await ConfirmAsync(service, bookings);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bookings:n0} bookings confirmed in {clock.Elapsed.TotalSeconds:n1} s; {Clients} clients hold, slices of {Slice.TotalSeconds:n0} s"));
            await CompareAsync(service, barrier);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(Service service, Barrier barrier)
    {
        var finalizer = service.Grains.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);
        List<(Load With, Load Without)> pairs = [];
        var (working, done) = (TimeSpan.Zero, 0L);
        for (var pair = 0; ; pair++)
        {
            var withFirst = pair % 2 == 0;
            var first = await SliceAsync(service, barrier, withFirst);
            var second = await SliceAsync(service, barrier, !withFirst);
            barrier.Open();
            var progress = await finalizer.Progress();
            if (progress.Pending == 0)
            {
                break;
            }

            (working, done) = (working + Slice, progress.Finalized);
            pairs.Add(withFirst ? (first, second) : (second, first));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{pairs.Count} pairs, {done / working.TotalSeconds:n0} bookings finalized a second\n| holds | without, median | with, median | ratio of pairs, median | quartiles |\n|---|---|---|---|---|"));
        Tell("a second", pairs, static load => load.PerSecond);
        Tell("p50, ms", pairs, static load => load.P50);
        Tell("p99, ms", pairs, static load => load.P99);
    }

    private static void Tell(string name, List<(Load With, Load Without)> pairs, Func<Load, double> of)
    {
        double[] ratios = [.. pairs.Select(pair => of(pair.With) / of(pair.Without)).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(pairs.Select(pair => of(pair.Without))):n2} | {Median(pairs.Select(pair => of(pair.With))):n2} | {ratios[ratios.Length / 2]:n3} | {ratios[ratios.Length / 4]:n3} to {ratios[ratios.Length * 3 / 4]:n3} |"));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static async Task<Load> SliceAsync(Service service, Barrier barrier, bool isOpen)
    {
        if (isOpen)
        {
            barrier.Open();
        }
        else
        {
            barrier.Close();
        }

        return await SliceAsync(service);
    }

    private static async Task<Load> SliceAsync(Service service)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"event_id":"{{OnSale}}","qty":1}""");
        var started = Stopwatch.GetTimestamp();
        var took = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            List<double> mine = [];
            while (Stopwatch.GetElapsedTime(started) < Slice)
            {
                var asked = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
                using var response = await service.Client.PostAsync(Path, content);
                if ((int)response.StatusCode != 201)
                {
                    throw new InvalidOperationException($"The answer was {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                }

                mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return mine;
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = took.SelectMany(static mine => mine).Order().ToArray();
        return new Load(all.Length / seconds, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    private static async Task CreateAsync(Service service, EventId id, int capacity)
    {
        var floor = new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = capacity, PriceMinor = 500 };
        var answer = await service.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Create(new CreateEvent
        {
            EventId = id,
            Request = 1,
            Name = "Concert",
            Sections = [floor],
            Policy = new EventPolicy(),
        });
        if (answer.Refusal is not null)
        {
            throw new InvalidOperationException($"The event could not be created: {answer.Refusal}");
        }
    }

    /// <summary>As the homes of confirmed holds hand bookings over.</summary>
    private static async Task ConfirmAsync(Service service, int bookings)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var some in Enumerable.Range(0, bookings).Chunk(128))
        {
            HoldView[] holds =
            [
                .. some.Select(number => new HoldView
                {
                    HoldId = HoldId.InUnit(Sold.Key, 0, number % 16, (ulong)number), Status = HoldStatus.Confirmed, Quantity = 1, SectionId = "floor",
                    CreatedAt = now, ExpiresAt = now, ConfirmedAt = now, AmountMinor = 500, Currency = "USD",
                }),
            ];
            var position = await service.Grains.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All).Append([.. holds.Select(hold => new BookingRow
            {
                BookingId = BookingId.Of(hold.HoldId), Status = BookingStatus.Confirmed, PaymentStatus = PaymentStatus.Completed, CreatedAt = now,
            })]);
            await Task.WhenAll(holds.Select((hold, i) =>
                service.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey()).OpenAt(hold, position + i, isFollowed: false)));
        }
    }

    private sealed record Load(double PerSecond, double P50, double P99);

    /// <summary>Holds the worker up where it asks for more bookings.</summary>
    private sealed class Barrier : IIncomingGrainCallFilter
    {
        private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open.TrySetResult();

        public void Close()
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName == nameof(IBookingIndexGrain.Confirmed))
            {
                await _open.Task;
            }

            await context.Invoke();
        }
    }
}
