namespace Ticketing.Simulation;

/// <summary>Wants seats: holds, books, gives back, changes its mind, asks again when an answer is lost.</summary>
public sealed class Customer(Town town, string name)
{
    private readonly World _world = town.World;
    private readonly History _history = town.History;
    private readonly WorkloadOptions _options = town.Options;

    public async Task RunAsync()
    {
        for (var operation = 0; operation < _options.Operations; operation++)
        {
            await town.PauseAsync(_options.Think);
            await (Draw([_options.WantsPlaces, _options.WantsBestSeats, _options.WantsNamedSeats, _options.WantsHouseSeat, _options.Looks]) switch
            {
                0 => HoldAsync(PlacesWish()),
                1 => HoldAsync(BestSeatsWish()),
                2 => HoldAsync(NamedSeatsWish()),
                3 => new HouseGuest(town, name).TakeAsync(),
                _ => LookAsync(),
            });
        }
    }

    /// <summary>Holds something, and is never heard of again.</summary>
    public async Task HoldOnceAsync()
    {
        if (_history.Events.Count > 0 && (_world.Work.Hits(0.5) ? PlacesWish() : NamedSeatsWish()) is { } wish)
        {
            await new HoldSteps(town, wish).PlaceAsync(givesUp: true);
        }
    }

    /// <summary>Asks for a place of a sold-out event again and again, to have what comes back before the line has it.</summary>
    public async Task SnatchAsync(EventRecord @event)
    {
        for (var i = 0; i < _world.Lines.Snatches; i++)
        {
            await town.PauseAsync(TimeSpan.FromSeconds(16));
            var section = _world.Snatches.Of([.. @event.Sections]);
            HoldRecord hold = new() { Event = @event, Section = section.Id, Quantity = 1, Wanted = section.IsSeated ? [_world.Snatches.Of([.. section.Seats])] : [], Asked = town.Now };
            _history.Holds.Add(hold);
            await new HoldSteps(town, hold).PlaceAsync(givesUp: true);
        }
    }

    private HoldRecord? PlacesWish() => Wish(section => !section.IsSeated, (@event, section) => Hold(@event, section, Few()));

    private HoldRecord? BestSeatsWish() => Wish(section => section.IsSeated, (@event, section) => Hold(@event, section, Few()));

    private HoldRecord? NamedSeatsWish() => Wish(section => section.IsSeated, (@event, section) =>
    {
        var seats = Enumerable.Range(0, Few()).Select(_ => _world.Work.Of(section.Seats)).Distinct().ToArray();
        return Hold(@event, section, seats.Length, seats);
    });

    private HoldRecord? Wish(Func<SectionRecord, bool> kind, Func<EventRecord, SectionRecord, HoldRecord> make)
    {
        var choices = _history.Events.SelectMany(@event => @event.Sections.Where(kind).Select(section => (@event, section))).ToArray();
        return choices.Length == 0 ? null : _world.Work.Of(choices) is var (@event, section) ? make(@event, section) : null;
    }

    private HoldRecord Hold(EventRecord @event, SectionRecord section, int quantity, string[]? seats = null)
    {
        var other = @event.Sections.FirstOrDefault(other => other.Id != section.Id);
        (string, int)? also = other is not null && _world.Carts.Hits(0.2) ? (other.Id, _world.Carts.Between(1, 3)) : null;
        var code = @event.Codes.Count > 0 && _world.Codes.Hits(0.7) ? @event.Codes[0] : null;
        var hold = new HoldRecord
        {
            Event = @event,
            Code = code,
            Section = section.Id,
            Quantity = quantity + (also?.Item2 ?? 0),
            Also = also,
            Wanted = seats ?? [],
            Children = @event.HasTypes ? _world.Prices.Below(quantity + 1) : null,
            Customer = @event.MaxPerCustomer is not null || code?.CustomerLimit is not null || _world.Work.Hits(0.5) ? name : null,
            Key = _world.Work.Hits(_options.UsesKey) ? $"{name}-{_world.Work.Bits():x16}-{_world.Work.Bits():x16}" : null,
            Asked = town.Now,
            GivesBack = quantity + (also?.Item2 ?? 0) > 1 && _options.Returns > 0 && _world.Returns.Hits(0.5),
        };
        _history.Holds.Add(hold);
        return hold;
    }

    /// <summary>Mostly one or two, sometimes more than a pool has.</summary>
    private int Few() => 1 + _world.Work.Below(_world.Work.Hits(0.2) ? 6 : 2);

    private async Task HoldAsync(HoldRecord? wish)
    {
        if (wish is null)
        {
            await LookAsync();
            return;
        }

        var hold = new HoldSteps(town, wish);
        if (!await hold.PlaceAsync(_world.Work.Hits(_options.GivesUp)))
        {
            return;
        }

        if (_world.Work.Hits(0.3))
        {
            await hold.LookAsync();
        }

        await town.PauseAsync(wish.Event.Ttl * 0.6);
        switch (Draw([_options.Books, _options.BooksLate, _options.Releases, wish.Customer is null || wish.IsFree ? 0 : _options.PaysLater, _options.Abandons]))
        {
            case 0:
                await hold.BookAsync(_world.Work.Hits(_options.GivesUp));
                break;
            case 1:
                // Just too late, while its places may still be kept for it, or much too late.
                await (_world.Snatches.Hits(0.5) ? town.UntilAsync(Math.Max(town.Now, wish.Asked + wish.Event.Ttl.Ticks + _world.Snatches.Delay(TimeSpan.FromSeconds(2)).Ticks) + 1) : town.PauseAsync(wish.Event.Ttl * 2));
                await hold.BookAsync(_world.Work.Hits(_options.GivesUp));
                break;
            case 2:
                await hold.ReleaseAsync();
                break;
            case 3:
                await new BookingSteps(town, wish).GoAsync();
                break;
        }

        if (_world.Work.Hits(0.2))
        {
            await hold.LookAsync();
        }

        if (wish is { Customer: not null, Swaps.Count: 0, Returns.Count: 0 } && wish.Tickets.TrueForAll(static ticket => ticket.Passes.Count == 0))
        {
            await BookingSteps.ChangesOfMind(town, wish);
        }
    }

    private async Task LookAsync()
    {
        var @event = _world.Work.Of(_history.Events);
        var asked = town.Now;
        var reply = await town.AskAsync(new Ask("GET", "/api/v1/events/{id}/status") { Values = new Dictionary<string, string> { ["id"] = @event.Id } });
        if (reply.IsSuccess)
        {
            var (total, available, held, booked, withheld) = (reply.Number("total"), reply.Number("available"), reply.Number("held"), reply.Number("booked"), reply.Number("withheld"));
            var removals = _history.Removals.Where(record => record.Event == @event).ToArray();
            var least = @event.SurelyAt(asked) - removals.Where(record => record.Asked <= town.Now).Sum(static record => record.Quantity);
            var most = @event.PossiblyAt(town.Now) - removals.Where(record => record.Granted <= asked).Sum(static record => record.Quantity);
            _history.Require(
                (_world.WasSplit || (total >= least && total <= most)) && available + held + booked + withheld == total && available >= 0 && held >= 0 && booked >= 0 && withheld >= 0,
                "I6",
                () => $"status of {@event.Id}, which has from {least} to {most} places, does not add up: {reply}");
        }
    }

    private int Draw(double[] weights)
    {
        var at = _world.Work.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length - 1; i++)
        {
            if ((at -= weights[i]) < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }
}
