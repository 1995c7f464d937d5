namespace Ticketing.Moving;

/// <summary>How much an export has, and the checksum that its last record ends the chain with.</summary>
internal sealed record ExportSummary(long States, long Reminders, uint Checksum)
{
    /// <summary>Tells one export from another.</summary>
    public string Mark => $"{States}-{Reminders}-{Checksum:x8}";

    public ExportSummary And(MovedRecord record) =>
        record is MovedState ? this with { States = States + 1 } : this with { Reminders = Reminders + 1 };

    public override string ToString() => $"{States} states and {Reminders} reminders";
}
