using System.Globalization;
using Orleans.Runtime;

namespace Ticketing.Storage.Sqlite;

/// <summary>What became of a write. The version is the row's present one; 0 means that there is none.</summary>
internal readonly record struct WriteResult(bool IsDone, long Version);

/// <summary>One write that waits for its commit, and the task of who waits for it.</summary>
internal abstract class Write() : TaskCompletionSource<WriteResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private WriteResult _result;

    /// <summary>Bytes that it keeps in memory while it waits.</summary>
    public virtual int Size => 0;

    public void Apply(WriteStatements statements) => _result = Run(statements);

    /// <summary>Its transaction was committed: what it saw in there is true.</summary>
    public void Committed() => TrySetResult(_result);

    protected abstract WriteResult Run(WriteStatements statements);
}

/// <summary>Stores a state where the stored version is the expected one; 0 expects none.</summary>
internal sealed class PutState(GrainId grain, string name, long expected, ReadOnlyMemory<byte> data) : Write
{
    public override int Size => data.Length;

    protected override WriteResult Run(WriteStatements statements) => statements.PutState(grain, name, expected, data.Span);
}

/// <summary>Deletes a state where the stored version is the expected one; 0 expects none.</summary>
internal sealed class DeleteState(GrainId grain, string name, long expected) : Write
{
    protected override WriteResult Run(WriteStatements statements) => statements.DeleteState(grain, name, expected);
}

/// <summary>Stores a reminder, whether it is there or not; where <paramref name="onlyIfNew"/>, only where it is not.</summary>
internal sealed class PutReminder(GrainId grain, string name, DateTime start, TimeSpan period, bool onlyIfNew) : Write
{
    protected override WriteResult Run(WriteStatements statements) => statements.PutReminder(grain, name, start, period, onlyIfNew);
}

/// <summary>Deletes a reminder where the stored version is the expected one.</summary>
internal sealed class DeleteReminder(GrainId grain, string name, long expected) : Write
{
    protected override WriteResult Run(WriteStatements statements) => statements.DeleteReminder(grain, name, expected);
}

/// <summary>Deletes every reminder.</summary>
internal sealed class DeleteReminders : Write
{
    protected override WriteResult Run(WriteStatements statements) => statements.DeleteReminders();
}

/// <summary>Stores a note, or deletes it where there is no text.</summary>
internal sealed class PutNote(string name, string? text) : Write
{
    protected override WriteResult Run(WriteStatements statements) => statements.PutNote(name, text);
}

/// <summary>A grain's state, as it is stored.</summary>
public sealed record StoredState(string GrainType, string GrainKey, string Name, ReadOnlyMemory<byte> Data);

/// <summary>A reminder, as it is stored. <paramref name="Start"/> is in UTC.</summary>
public sealed record StoredReminder(string GrainType, string GrainKey, string Name, DateTime Start, TimeSpan Period);

/// <summary>A version as Orleans carries it. None is 0 here and null there.</summary>
internal static class Tag
{
    /// <summary>What no row has: the tag of somebody else.</summary>
    private const long Foreign = -1;

    public static string? Of(long version) => version == 0 ? null : version.ToString(CultureInfo.InvariantCulture);

    public static long VersionOf(string? tag) => string.IsNullOrEmpty(tag) ? 0
        : long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version
        : Foreign;
}
