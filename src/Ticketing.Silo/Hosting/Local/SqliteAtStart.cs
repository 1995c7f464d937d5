using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>Opens the store, or says in a line why it can't be; from then on readiness follows it.</summary>
internal sealed partial class SqliteAtStart(IServiceProvider services, LocalStore place, Readiness readiness, ILogger<SqliteAtStart> log) : IStartCondition
{
    public Task RequireAsync()
    {
        var store = services.GetRequiredService<SqliteStore>();
        StoppedStore.RequireWhole(store);
        store.FaultChanged += fault =>
        {
            // Anybody may ask whether the service is ready; the log has all of it.
            readiness.Storage(fault is null ? null : place.WithoutPlace(fault));
            if (fault is null)
            {
                LogRecovered();
            }
            else
            {
                LogFault(fault);
            }
        };
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store takes no writes, and the service is not ready: {Reason}")]
    private partial void LogFault(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store takes writes again")]
    private partial void LogRecovered();
}
