namespace Ticketing.Inventory;

/// <summary>
/// What a block knows of its units, in memory only: their last counts, what is on its way to them, and when they next
/// want to be swept. Learned from their answers; it can be thrown away and built anew.
/// </summary>
public sealed class BlockPicture(BlockTerms terms, BlockCounts vacated = default)
{
    private const long NotQueued = 0;
    private const long BeingSwept = -1;
    private const long SweepAgainMs = 1_000;

    private readonly PriorityQueue<int, long> _sweeps = new();
    private UnitPicture?[] _units = new UnitPicture?[InitialUnits(terms)];

    /// <summary>The sum over all units that were ever used.</summary>
    public BlockCounts Sum { get; private set; } = vacated;

    /// <summary>Units that hold live claims or have bookings to hand over: while there are any, the reminder stays.</summary>
    public int Busy { get; private set; }

    /// <summary>How many units the block has. The house block grows.</summary>
    public int Units => _units.Length;

    public int CapacityOf(int unit) => IsPool
        ? Math.Min(terms.PoolSize, terms.Capacity - (unit * terms.PoolSize))
        : 1;

    public bool IsPool => terms.Kind == Events.SectionKind.General && !terms.OpenSeating;

    public UnitCounts CountsOf(int unit) => unit < _units.Length && _units[unit] is { } picture ? picture.Counts : default;

    /// <summary>Places that seem free and are not on their way to somebody.</summary>
    public int FreeIn(int unit) => _units[unit] is { } picture
        ? CapacityOf(unit) - picture.Counts.Places.Taken - picture.InFlight
        : CapacityOf(unit);

    /// <summary>Places that seem free when all that is on its way were refused, and all that should be over is.</summary>
    public int FreeAtMostIn(int unit, long nowMs) => _units[unit] is { } picture
        ? FreeIn(unit) + picture.InFlight + (IsDue(unit, nowMs) ? picture.Counts.Places.Held : 0)
        : CapacityOf(unit);

    public int Free
    {
        get
        {
            var free = 0;
            for (var unit = 0; unit < _units.Length; unit++)
            {
                free += FreeIn(unit);
            }

            return free;
        }
    }

    /// <summary>Places that seem free when all that is on its way were refused, and all that should be over is.</summary>
    public int FreeAtMost(long nowMs)
    {
        var free = 0;
        for (var unit = 0; unit < _units.Length; unit++)
        {
            free += FreeAtMostIn(unit, nowMs);
        }

        return free;
    }

    public SeatStatus StatusOf(int unit) => CountsOf(unit).Places switch
    {
        { Sold: > 0 } => SeatStatus.Sold,
        { Held: > 0 } => SeatStatus.Held,
        { Withheld: > 0 } => SeatStatus.Withheld,
        { Removed: > 0 } => SeatStatus.Removed,
        _ => SeatStatus.Available,
    };

    /// <summary>The first unit that seems to have room; -1 when none has. Filling one after another lets claims share writes.</summary>
    public int FirstWithRoom(int quantity)
    {
        for (var unit = 0; unit < _units.Length; unit++)
        {
            if (FreeIn(unit) >= quantity)
            {
                return unit;
            }
        }

        return -1;
    }

    /// <summary>A unit that may have room all the same; -1 when there is none.</summary>
    public int FirstThatMayHaveRoom(int quantity, long nowMs)
    {
        for (var unit = 0; unit < _units.Length; unit++)
        {
            if (FreeAtMostIn(unit, nowMs) >= quantity)
            {
                return unit;
            }
        }

        return -1;
    }

    /// <summary>Later terms. A block only gets more places, after those that it has.</summary>
    public void Obey(BlockTerms now)
    {
        terms = now;
        if (!terms.OpenSeating && InitialUnits(terms) is var units && units > _units.Length)
        {
            Array.Resize(ref _units, units);
        }
    }

    public void Grow(int units)
    {
        if (units > _units.Length)
        {
            Array.Resize(ref _units, Math.Max(units, _units.Length * 2));
        }
    }

    /// <summary>Places on their way to somebody.</summary>
    public int InFlight { get; private set; }

    public void Depart(int unit, int quantity)
    {
        InFlight += quantity;
        (_units[unit] ??= new UnitPicture()).InFlight += quantity;
    }

    public void Arrive(int unit, int quantity)
    {
        InFlight -= quantity;
        _units[unit]!.InFlight -= quantity;
    }

    /// <summary>
    /// A command to the unit ended without an answer, and may have taken effect: the unit is busy, and due soon, until it
    /// says how it is.
    /// </summary>
    public void Doubt(int unit, long nowMs)
    {
        var picture = _units[unit] ??= new UnitPicture();
        Busy += IsBusy(picture) ? 0 : 1;
        picture.IsDoubted = true;
        picture.Doubts++;

        if (picture.QueuedMs == NotQueued || picture.QueuedMs > nowMs + SweepAgainMs)
        {
            Queue(unit, picture, nowMs + SweepAgainMs);
        }
    }

    /// <summary>How many doubts there were about the unit; for <see cref="Trust"/>.</summary>
    public int DoubtsOf(int unit) => _units[unit]?.Doubts ?? 0;

    /// <summary>The unit was asked after the doubt arose, and has answered.</summary>
    public void Trust(int unit, int doubts)
    {
        var picture = _units[unit]!;
        if (picture.IsDoubted && picture.Doubts == doubts)
        {
            picture.IsDoubted = false;
            Busy -= IsBusy(picture) ? 0 : 1;
        }
    }

    /// <summary>Nobody has the seat, nobody ever bought it, and nothing is on its way to it.</summary>
    public bool MayVacate(int unit) => _units[unit] is
    {
        Counts: { Revision: > 0, Undelivered: 0, Places: { Held: 0, Confirmed: 0 } },
        InFlight: 0, IsDoubted: false, QueuedMs: NotQueued,
    };

    /// <summary>The unit is another seat's from now on. What it had counted stays in the sum.</summary>
    public BlockCounts Vacate(int unit)
    {
        var counts = _units[unit]!.Counts.Places;
        _units[unit]!.Counts = default;
        return counts;
    }

    /// <summary>Whatever the unit says next is believed.</summary>
    public void Forget(int unit)
    {
        var picture = _units[unit]!;
        picture.Counts = picture.Counts with { Revision = 0 };
    }

    /// <summary>Takes a unit's counts over, unless later ones are known.</summary>
    public void Learn(int unit, in UnitCounts counts)
    {
        var picture = _units[unit] ??= new UnitPicture();
        if (counts.Revision < picture.Counts.Revision)
        {
            return;
        }

        var before = picture.Counts;
        var wasBusy = IsBusy(picture);
        picture.Counts = counts with { Places = counts.Places with { Revision = counts.Revision } };
        Sum += picture.Counts.Places - before.Places;
        Busy += (IsBusy(picture) ? 1 : 0) - (wasBusy ? 1 : 0);
        if (counts.NextSweepMs != 0 && (picture.QueuedMs == NotQueued || counts.NextSweepMs < picture.QueuedMs))
        {
            Queue(unit, picture, counts.NextSweepMs);
        }
    }

    /// <summary>Something of the unit should be over by now.</summary>
    public bool IsDue(int unit, long nowMs) => CountsOf(unit).NextSweepMs is var next && next != 0 && next <= nowMs;

    public bool AnyDue(long nowMs)
    {
        for (var unit = 0; unit < _units.Length; unit++)
        {
            if (IsDue(unit, nowMs))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When the next sweep is due, in Unix milliseconds; 0: never.</summary>
    public long NextSweepMs
    {
        get
        {
            while (_sweeps.TryPeek(out var unit, out var due))
            {
                if (_units[unit]!.QueuedMs == due)
                {
                    return due;
                }

                _sweeps.Dequeue();
            }

            return 0;
        }
    }

    /// <summary>Takes the units that are due out of the queue. Call <see cref="Swept"/> for each.</summary>
    public List<int> TakeDue(long nowMs)
    {
        List<int> due = [];
        while (NextSweepMs is var next && next != 0 && next <= nowMs)
        {
            var unit = _sweeps.Dequeue();
            var picture = _units[unit]!;
            if (picture.IsDoubted || IsDue(unit, nowMs))
            {
                picture.QueuedMs = BeingSwept;
                due.Add(unit);
            }
            else
            {
                // What was due was sold or given back.
                Swept(unit, nowMs);
            }
        }

        return due;
    }

    /// <summary>
    /// Queues the unit again. One that is still due (a pin whose coordinator was asked just now, a sweep that failed)
    /// is left alone for a while.
    /// </summary>
    public void Swept(int unit, long nowMs)
    {
        var picture = _units[unit]!;
        var next = picture.IsDoubted ? nowMs : picture.Counts.NextSweepMs;
        picture.QueuedMs = NotQueued;
        if (next != 0)
        {
            Queue(unit, picture, next <= nowMs ? nowMs + SweepAgainMs : next);
        }
    }

    /// <summary>The units that a reminder should look after.</summary>
    public IEnumerable<int> BusyUnits()
    {
        for (var unit = 0; unit < _units.Length; unit++)
        {
            if (_units[unit] is { } picture && IsBusy(picture))
            {
                yield return unit;
            }
        }
    }

    private static bool IsBusy(UnitPicture picture) =>
        picture.IsDoubted || picture.Counts.Places.Held > 0 || picture.Counts.Undelivered > 0;

    private static int InitialUnits(BlockTerms terms) => terms switch
    {
        { OpenSeating: true } => 4,
        { Kind: Events.SectionKind.General } => (terms.Capacity + terms.PoolSize - 1) / terms.PoolSize,
        _ => terms.Rows.Sum(row => row.Seats),
    };

    private void Queue(int unit, UnitPicture picture, long dueMs)
    {
        picture.QueuedMs = dueMs;
        _sweeps.Enqueue(unit, dueMs);
    }

    private sealed class UnitPicture
    {
        public UnitCounts Counts { get; set; }

        public int InFlight { get; set; }

        /// <summary>The counts may be older than the last command to the unit.</summary>
        public bool IsDoubted { get; set; }

        public int Doubts { get; set; }

        /// <summary>The due time under which the unit is queued, or one of the two constants; an entry of the queue with another one is stale.</summary>
        public long QueuedMs { get; set; }
    }
}
