using Orleans.Simulation;
using Ticketing.Events;
using Ticketing.Inventory;

namespace Ticketing.Simulation;

/// <summary>
/// One run: a town of clients over the service while things go wrong; then nothing goes wrong any more, time passes, and
/// everything is looked at.
/// </summary>
public sealed class Run
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The longest hold, its lease, the late calls, and two periods of the reminders.</summary>
    private static readonly TimeSpan UntilQuiet = TimeSpan.FromMinutes(6);

    /// <summary>A minute, in which a reminder comes, and time for what waits.</summary>
    private static readonly TimeSpan UntilDelivered = TimeSpan.FromSeconds(90);

    /// <summary>From a hold's end until its block has let its reminder go, and still is in memory.</summary>
    private static readonly TimeSpan AfterIt = TimeSpan.FromSeconds(75);

    private readonly RunOptions _options;
    private readonly World _world;
    private readonly History _history;
    private readonly Network _network;
    private readonly DurableCheck _durable;
    private readonly LineCheck _lines;
    private readonly DoorCheck _door;
    private readonly SimulatedStore _store;
    private readonly Server[] _servers;
    private readonly Cluster _cluster;
    private readonly Town _town;
    private readonly Follower _follower;
    private readonly TownFaults _faults;
    private bool _healing;

    private Run(RunOptions options)
    {
        _options = options;
        var chance = new Chance(options.Seed);
        var drawn = TownFaults.Draw(chance.Fork(10), options.Cluster);
        _faults = options.Faults ?? drawn;
        var workload = WorkloadOptions.Draw(chance.Fork(11));
        _world = new World(options.Seed, _faults, LineOptions.Draw(chance.Fork(12)), DoorOptions.Draw(chance.Fork(13)), options.Cluster, options.Record);
        _history = new History(_world);
        _durable = new DurableCheck(_world, _history, new FeedCheck(_world, _history));
        _lines = new LineCheck(_world, _history);
        _door = new DoorCheck(_world, _history);
        CodeCheck codes = new(_world, _history);
        QuotaCheck quotas = new(_world, _history);
        _network = new Network(_world) { MayDouble = MayDouble };
        _store = new SimulatedStore(_world)
        {
            Written = (key, value) =>
            {
                _durable.Written(key, value);
                _lines.Written(key, value);
                codes.Written(key, value);
                quotas.Written(key, value);
            },
        };
        var defaults = new EventDefaults(workload.Ttl, 100, workload.PoolSize, Grace) { HouseSeats = HouseGuest.Room };
        _servers = [.. (options.Cluster ? ["silo 1", "silo 2"] : new[] { "service" }).Select(name => Serve(name, defaults))];
        _cluster = new Cluster(_world, _network, _store, _servers);
        _town = new Town(_world, _history, workload, SendAsync);
        _follower = new Follower(_town);
        _world.Bank.Sends = HearAsync;
    }

    public static RunResult Of(RunOptions options)
    {
        // With a context of its own (a test's thread has one) completions would go there, and on to other threads.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Run(options).Go();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private RunResult Go()
    {
        try
        {
            _cluster.Start();
            _world.Loop.Stepped = _cluster.MayCrash;
            _world.Loop.After(Second, _world.Forever, EverySecond);
            Until(_world.Clients.Start(WorkAsync), "the clients' work");
            Heal();
            Until(_world.Clients.Start(new FinalCheck(_town, _door).RunAsync), "the last look");
            Spans spans = new(_world, Grace);
            new HistoryCheck(_world, _history, spans).Run();
            new CodeCheck(_world, _history).Told(spans);
            new QuotaCheck(_world, _history).Told(spans);
            _lines.Final();
        }
        catch (EscapeException e)
        {
            _history.Break("ESCAPE", e.Message);
        }
        catch (Exception e)
        {
            _history.Break("RUN", e.ToString());
        }

        return new RunResult
        {
            Seed = _options.Seed,
            Trace = _world.Loop.Trace,
            Faults = _faults,
            Counts = _world.Counts,
            Violations = _history.Violations,
            SimulatedTime = TimeSpan.FromTicks(_world.Loop.Now),
            Steps = _world.Loop.Steps,
            Calls = _network.Calls,
            Acknowledged = _history.Acknowledged,
            Story = _world.Story ?? [],
        };
    }

    /// <summary>
    /// All but the one command without an identity of its own: the block chooses the unit, and the unit is part of the
    /// hold's id. Orleans delivers a call at most once. A second delivery would place a second hold that nobody knows.
    /// </summary>
    private static bool MayDouble(GrainCall call) =>
        call.Body.GetInterfaceType() != typeof(ISectionGrain) || call.Body.GetMethodName() is not (nameof(ISectionGrain.Place) or nameof(ISectionGrain.PlaceAll));

    private Server Serve(string name, EventDefaults defaults) => new(_world, _network, _store, defaults, name)
    {
        Broke = (ask, e) => _history.Break("HTTP", $"{ask} let an exception out: {e}"),
    };

    private Task<Reply> SendAsync(Ask ask)
    {
        var up = _servers.Where(server => server.IsUp).ToArray();
        return (up.Length == 0 ? _servers[0] : _world.Work.Of(up)).AskAsync(ask);
    }

    /// <summary>The bank's webhooks go to whichever server is up. What they are answered must be an answer to a webhook.</summary>
    private async Task<Reply> HearAsync(Ask ask)
    {
        var up = _servers.Where(server => server.IsUp).ToArray();
        var reply = await (up.Length == 0 ? _servers[0] : _world.Hooks.Of(up)).AskAsync(ask);
        _history.Require(reply.Status is 200 or Reply.NoService || reply.IsUnknown, "HTTP", () => $"{ask} of the bank gave {reply}");
        return reply;
    }

    private async Task WorkAsync()
    {
        var organizer = new Organizer(_town);
        await organizer.CreateEventsAsync();
        if (_history.Events.Count == 0)
        {
            return;
        }

        if (_town.Options.IsFollowed)
        {
            await _follower.SubscribeAsync();
        }

        await Task.WhenAll(Enumerable.Range(1, _town.Options.Customers)
            .Select(number => new Customer(_town, $"c{number}").RunAsync())
            .Concat(_history.Events.Where(@event => @event.HasLine).SelectMany(@event =>
                Enumerable.Range(1, _world.Lines.Waiters).Select(number => new Waiter(_town, $"w{number}", @event).RunAsync())
                    .Append(new Customer(_town, "snatcher").SnatchAsync(@event))))
            .Concat(Enumerable.Range(1, _world.Gates.Gates).Select(number => new GateKeeper(_town, _door, $"gate-{number}").RunAsync()))
            .Append(organizer.PauseNowAndThenAsync())
            .Append(organizer.EndACodeAsync())
            .Append(organizer.ChangeAccountsAsync())
            .Append(new Steward(_town).KeepAsync())
            .Append(new Planner(_town).ChangeAsync())
            .Append(organizer.ChangeNowAndThenAsync()));
    }

    private void Until(Task task, string what)
    {
        while (!task.IsCompleted)
        {
            if (!_world.Loop.Step(Longest.Ticks))
            {
                _history.Break("STUCK", $"{what} did not end within {Longest} of simulated time");
                return;
            }
        }

        task.GetAwaiter().GetResult();
    }

    private void Heal()
    {
        _world.Tell("HEAL");
        _healing = true;
        _world.Heal();
        _cluster.Heal();
        Quieten(UntilQuiet);
        if (_world.Work.Hits(0.3))
        {
            VisitByTheLastGuest();
        }

        if (_world.WasSplit)
        {
            // What was active twice may have missed something. Once it is gone, whoever looks finds the truth and mends it.
            _cluster.DeactivateAll();
            Quieten(Second);
            Until(_world.Clients.Start(LookAtEventsAsync), "the look at the events");
            Quieten(UntilQuiet);
        }

        if (_world.Lines.Waiters > 0)
        {
            Until(_world.Clients.Start(new LineWatch(_town).RestAsync), "the line's coming to rest");
            Quieten(UntilQuiet);
        }

        Until(_world.Clients.Start(new TicketWatch(_town).RestAsync), "the tickets' coming to rest");
        Until(_world.Clients.Start(new NoticeWatch(_town).RestAsync), "the notices' coming to rest");
        if (_follower.WebhookId is not null)
        {
            Until(_world.Clients.Start(_follower.TryAgainAsync), "the webhook's enabling");
            Quieten(UntilDelivered);
        }

        _durable.Quiet(_store, _follower.WebhookId is not null);
        _lines.Quiet(_store);
    }

    /// <summary>When all have long gone, somebody holds something, the service dies, and nobody ever asks again.</summary>
    private void VisitByTheLastGuest()
    {
        if (_world.Work.Hits(0.5))
        {
            // Somebody was there a while before: the blocks are awake, hold nothing, and have let their reminders go.
            Until(_world.Clients.Start(new Customer(_town, "earlier").HoldOnceAsync), "an earlier guest's hold");
            Quieten(_town.Options.Ttl + AfterIt);
        }

        Until(_world.Clients.Start(new Customer(_town, "last").HoldOnceAsync), "the last guest's hold");
        foreach (var server in _servers.Where(server => server.IsAlive))
        {
            server.Crash("crash");
        }

        Quieten(UntilQuiet);
    }

    private void Quieten(TimeSpan time)
    {
        var quiet = _world.Loop.Now + time.Ticks;
        while (_world.Loop.Step(quiet))
        {
        }
    }

    private async Task LookAtEventsAsync()
    {
        foreach (var @event in _history.Events)
        {
            await _town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}/status")
            {
                Values = new Dictionary<string, string> { ["id"] = @event.Id },
            });
        }
    }

    private void EverySecond()
    {
        _world.Loop.After(Second, _world.Forever, EverySecond);
        if (!_healing)
        {
            _cluster.EverySecond();
        }
    }
}
