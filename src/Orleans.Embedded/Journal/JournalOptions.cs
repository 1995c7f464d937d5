namespace Orleans.Embedded.Journal;

/// <summary>How a journal is kept.</summary>
public sealed class JournalOptions
{
    /// <summary>Size of a segment file in bytes, written with zeros in advance. Default: 64 MiB.</summary>
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>The share of dead bytes from which on the oldest segments are rewritten. Default: 0.5.</summary>
    public double CompactAbove { get; set; } = 0.5;

    /// <summary>Keys with this prefix are kept in memory too, so that they can be listed without reading the journal. Default: "reminder/".</summary>
    public string ListedPrefix { get; set; } = "reminder/";
}
