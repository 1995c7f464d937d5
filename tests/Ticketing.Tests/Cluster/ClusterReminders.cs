using System.Globalization;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Tests.Harness;

/// <summary>The reminders that the silos of a test share. They outlive the silos, as Redis' do.</summary>
internal sealed class ClusterReminders : IReminderTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _entries = [];
    private long _version;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Rows(entry => entry.GrainId == grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Rows(entry =>
    {
        var hash = entry.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    });

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        lock (_gate)
        {
            return Task.FromResult(_entries.GetValueOrDefault((grainId, reminderName)));
        }
    }

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (_gate)
        {
            entry.ETag = (++_version).ToString(CultureInfo.InvariantCulture);
            _entries[(entry.GrainId, entry.ReminderName)] = entry;
            return Task.FromResult<string?>(entry.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_gate)
        {
            var key = (grainId, reminderName);
            return Task.FromResult(_entries.GetValueOrDefault(key)?.ETag == eTag && _entries.Remove(key));
        }
    }

    public Task TestOnlyClearTable()
    {
        lock (_gate)
        {
            _entries.Clear();
            return Task.CompletedTask;
        }
    }

    private Task<ReminderTableData> Rows(Func<ReminderEntry, bool> choose)
    {
        lock (_gate)
        {
            return Task.FromResult(new ReminderTableData(_entries.Values.Where(choose).ToArray()));
        }
    }
}
