namespace Ticketing.Streaming;

/// <summary>The last parcels of an event, bounded in number and in bytes.</summary>
/// <param name="since">The version that the first parcel comes after.</param>
public sealed class RecentParcels(long since)
{
    private const int MaxParcels = 256;
    private const long MaxBytes = 1 << 20;

    private readonly Queue<Parcel> _parcels = new();
    private long _since = since;
    private long _bytes;

    public void Add(Parcel parcel)
    {
        _parcels.Enqueue(parcel);
        _bytes += parcel.Bytes;
        while (_parcels.Count > MaxParcels || _bytes > MaxBytes)
        {
            var oldest = _parcels.Dequeue();
            _bytes -= oldest.Bytes;
            _since = oldest.Version;
        }
    }

    /// <summary>What came after the version. Null: it was so long ago that it is forgotten, or nobody here saw the event in that version.</summary>
    public IReadOnlyList<Parcel>? After(long version)
    {
        var known = version == _since;
        List<Parcel> after = [];
        foreach (var parcel in _parcels)
        {
            if (known && !parcel.Messages.IsEmpty)
            {
                after.Add(parcel);
            }

            known |= parcel.Version == version;
        }

        return known ? after : null;
    }
}
