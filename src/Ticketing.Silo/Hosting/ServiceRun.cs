namespace Ticketing.Hosting;

/// <summary>The life of the process, from start to an orderly end.</summary>
internal static partial class ServiceRun
{
    public static async Task<int> RunTicketingAsync(this WebApplication app, Action<WebApplication> map)
    {
        try
        {
            var store = app.Services.GetRequiredService<StoreName>();
            LogStore(app.Logger, store.Text);
            foreach (var condition in app.Services.GetServices<IStartCondition>())
            {
                await condition.RequireAsync();
            }

            map(app);
            var readiness = app.Services.GetRequiredService<Readiness>();
            app.Lifetime.ApplicationStarted.Register(readiness.Started);
            app.LogSignInLinks();
            app.Lifetime.ApplicationStopping.Register(readiness.Stopping);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // A port or a folder that is in use, a disk that can't be written: said in one line.
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Everything is kept in {Store}")]
    private static partial void LogStore(ILogger log, string store);
}
