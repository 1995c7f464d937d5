using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Measures;

/// <summary>Searches and ordered lists of very many events: the first after a start, which reads all of them, and those after it.</summary>
internal static class EventListMeasure
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 19, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["Nacht", "Räuber", "Orchester", "Frühling", "Quartett", "Gala", "Märchen", "Jazz", "Lesung", "Tanz"];

    public static async Task RunAsync(int events)
    {
        var folder = Directory.CreateTempSubdirectory("ticketing-events-").FullName;
        try
        {
            using var store = SqliteStore.Open(new SqliteStoreOptions(Path.Combine(folder, "ticketing.db")));
            var auth = new AuthOptions { Algorithms = [TokenAlgorithm.HS256], SigningKey = SigningSecret.FromText("a secret that lasts as long as a measurement") };
            await using (var filling = await Service.StartAsync(store, auth))
            {
                var numbers = new Queue<int>(Enumerable.Range(0, events));
                await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
                {
                    while (numbers.TryDequeue(out var number))
                    {
                        await CreateAsync(filling, number);
                    }
                }));
            }

            await using var service = await Service.StartAsync(store, auth);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events:n0} events\n| list, 50 at once | found | p50, ms | p99, ms | first, ms | KB allocated |\n|---|---|---|---|---|---|"));
            await MeasureAsync(service, "by start", "sort=starts_at");
            await MeasureAsync(service, "by start, changed before each", "sort=starts_at", changes: true);
            await MeasureAsync(service, "by name", "sort=name");
            await MeasureAsync(service, "two words that a hundredth has", "q=rauber+halle7");
            await MeasureAsync(service, "a word that nothing has", "q=opera");
            await MeasureAsync(service, "one day, by start", "sort=starts_at&from=2030-02-01T00:00:00Z&to=2030-02-02T00:00:00Z");
            await MeasureAsync(service, "all as they were created, as without any of this", "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<EventAnswer> CreateAsync(Service service, int number) => service.Grains.GetGrain<IEventGrain>(GrainKeys.Event(Key(number))).Create(new CreateEvent
    {
        EventId = EventId.FromKey(Key(number)),
        Request = 1,
        Name = $"{Words[number % 10]} {number}",
        Venue = $"Halle{number / 10 % 10}",
        StartsAt = Start.AddHours(number % 2_000),
        Sections = [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 200, PriceMinor = 500 }],
        Policy = new EventPolicy(),
        Details = new EventDetails { Organizer = "Kulturamt der Stadt", Address = $"Hauptstraße {number % 100}\n50667 Köln" },
    });

    private static async Task MeasureAsync(Service service, string name, string query, bool changes = false)
    {
        List<double> took = [];
        var found = 0;
        long allocated = 0;
        for (var i = 0; i < 200; i++)
        {
            if (changes)
            {
                await service.Grains.GetGrain<IEventGrain>(GrainKeys.Event(Key(i))).Update(new UpdateEvent { ExpectedVersion = 1, Name = $"Changed {i}" });
            }

            var before = GC.GetTotalAllocatedBytes();
            var started = Stopwatch.GetTimestamp();
            using var json = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri($"/api/v1/events?{query}", UriKind.Relative)));
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            allocated = GC.GetTotalAllocatedBytes() - before;
            found = json.RootElement.GetProperty("items").GetArrayLength();
        }

        var first = took[0];
        took.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {found} | {took[100]:n1} | {took[198]:n1} | {first:n0} | {allocated / 1024:n0} |"));
    }

    private static ulong Key(int number) => 0x1234_5678UL + (ulong)number;
}
