namespace Ticketing.Simulation.Disks;

/// <summary>A change of a file: bytes at an offset, or a cut where there are none.</summary>
internal sealed class DiskChange(long offset, byte[]? bytes)
{
    private const int Sector = 512;

    public long Offset { get; } = offset;

    /// <summary>Null: the file is cut at the offset.</summary>
    public byte[]? Bytes { get; } = bytes;

    public bool IsDurable { get; set; }

    /// <summary>Its sync failed: it can be read, and no later sync of the file makes it durable.</summary>
    public bool IsLost { get; set; }

    public byte[] ApplyTo(byte[] content)
    {
        if (Bytes is null)
        {
            Array.Resize(ref content, (int)Offset);
            return content;
        }

        if (content.Length < Offset + Bytes.Length)
        {
            Array.Resize(ref content, (int)Offset + Bytes.Length);
        }

        Bytes.CopyTo(content, Offset);
        return content;
    }

    /// <summary>What a loss of power leaves of a change that was not durable.</summary>
    public byte[] TearInto(byte[] content, Random random)
    {
        if (Bytes is null)
        {
            return random.Next(2) == 0 ? content : ApplyTo(content);
        }

        switch (random.Next(5))
        {
            case 0:
                return content;
            case 1:
                return ApplyTo(content);
            case 2:
                return new DiskChange(Offset, Bytes[..random.Next(Bytes.Length + 1)]).ApplyTo(content);
            case 3:
                // The file grew, but not all of the bytes came: zeros take their place. What was there before stays.
                var grown = new DiskChange(Offset, Bytes[..random.Next(Bytes.Length + 1)]).ApplyTo(content);
                Array.Resize(ref grown, (int)Math.Max(grown.Length, Offset + Bytes.Length));
                return grown;
            default:
                return ScatterInto(content, random);
        }
    }

    /// <summary>A disk writes sectors in the order it likes: some arrived, others did not.</summary>
    private byte[] ScatterInto(byte[] content, Random random)
    {
        for (var from = 0; from < Bytes!.Length;)
        {
            var to = (int)Math.Min(Bytes.Length, (((Offset + from) / Sector) + 1) * Sector - Offset);
            if (random.Next(2) == 0)
            {
                content = new DiskChange(Offset + from, Bytes[from..to]).ApplyTo(content);
            }

            from = to;
        }

        return content;
    }
}
