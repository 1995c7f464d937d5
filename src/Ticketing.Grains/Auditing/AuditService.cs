using Orleans;

namespace Ticketing.Auditing;

public sealed class AuditService(IGrainFactory grains) : IAuditService
{
    /// <summary>Pages that are read for one answer; what is not found in them is found by the next cursor.</summary>
    private const int MaxPages = 200;

    public async Task<(IReadOnlyList<(long Position, AuditRecord Record)> Items, long? Next)> ListAsync(AuditFilter filter, long end, int limit)
    {
        var log = grains.GetGrain<IAuditLogGrain>(IAuditLogGrain.All);
        var position = Math.Min(end, await log.Count());
        if (filter.To is { } to)
        {
            position = Math.Min(position, await EndOfAsync(log, position, to));
        }

        List<(long, AuditRecord)> items = [];
        for (var pages = 0; position > 0 && pages < MaxPages; pages++)
        {
            var number = (int)((position - 1) / IAuditLogGrain.PageSize);
            var first = (long)number * IAuditLogGrain.PageSize;
            var records = await log.Page(number);
            for (position = Math.Min(position, first + records.Length); position > first;)
            {
                var record = records[(int)(--position - first)];
                if (record.At < filter.From)
                {
                    return (items, null);
                }

                if (filter.Wants(record))
                {
                    items.Add((position, record));
                }

                if (items.Count == limit)
                {
                    return (items, position > 0 ? position : null);
                }
            }
        }

        return (items, position > 0 ? position : null);
    }

    /// <summary>The end of the last page that has a record before <paramref name="to"/>.</summary>
    private static async Task<long> EndOfAsync(IAuditLogGrain log, long count, DateTimeOffset to)
    {
        // Pages below "low" begin before the time, those from "high" on do not.
        var (low, high) = (0L, (count + IAuditLogGrain.PageSize - 1) / IAuditLogGrain.PageSize);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (await log.Page((int)middle) is [var record, ..] && record.At < to)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low * IAuditLogGrain.PageSize;
    }
}
