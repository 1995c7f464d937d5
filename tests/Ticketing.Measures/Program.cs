using Ticketing.Measures;

switch (args)
{
    case ["listing", .. var rest]:
        await ListingMeasure.RunAsync(rest is [var count, ..] ? int.Parse(count) : 1_000_000);
        return 0;
    case ["events", .. var rest]:
        await EventListMeasure.RunAsync(rest is [var events, ..] ? int.Parse(events) : 10_000);
        return 0;
    case ["checkin", .. var rest]:
        await CheckInMeasure.RunAsync(rest is [var number, ..] ? int.Parse(number) : 20_000);
        return 0;
    case ["finalization", .. var rest]:
        await FinalizationMeasure.RunAsync(rest is [var burst, ..] ? int.Parse(burst) : 10_000);
        return 0;
    case ["auth", ..]:
        await AuthMeasure.RunAsync();
        return 0;
    case ["pages", .. var rest]:
        await PagesMeasure.RunAsync(rest is [var buyers, ..] ? int.Parse(buyers) : 500);
        return 0;
    case ["store", .. var rest]:
        await StoreMeasure.RunAsync(rest is [var size, ..] ? double.Parse(size) : 5, rest is [_, var minutes, ..] ? double.Parse(minutes) : 5);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project tests/Ticketing.Measures -- listing [BOOKINGS] | events [EVENTS] | auth | checkin [TICKETS] | finalization [BOOKINGS] | pages [BUYERS] | store [GIGABYTES] [MINUTES]

              listing   fills a store with bookings (1,000,000) and measures what an admin's lists of them take
              events    fills a store with events (10,000) and measures what searching and ordering them takes
              auth      what a request costs as a guest, with an HS256 and with an ES256 token, known and new
              checkin   lets the bearers of tickets (20,000) of one event in, and scans each once more
              finalization   makes out the tickets of a burst of bookings (10,000) while others hold, and compares with none
              pages     sells an event to so many buyers (500) by the pages and by the API, and compares what that costs the service
              store     starts the service over a file of so many GB (5), and commits through checkpoints for so many minutes (5)
            """);
        return 2;
}
