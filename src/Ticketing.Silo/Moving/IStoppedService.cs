namespace Ticketing.Moving;

/// <summary>What a service keeps, opened while no process serves it. Every refusal is a <see cref="MoveException"/>.</summary>
internal interface IStoppedService : IAsyncDisposable
{
    /// <summary>Where it is kept, for messages.</summary>
    string Place { get; }

    /// <summary>Everything, in no particular order.</summary>
    IAsyncEnumerable<MovedRecord> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Marks that an import begins. Until <see cref="EndAsync"/> no service starts over it, and only an import with the same
    /// mark goes on with what is there; anything else that is there is refused.
    /// </summary>
    Task BeginAsync(string mark);

    /// <summary>Durable when it completes. What an earlier try has written stays as it is.</summary>
    Task WriteAsync(MovedRecord record);

    Task EndAsync();
}
