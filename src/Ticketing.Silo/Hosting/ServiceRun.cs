namespace Ticketing.Hosting;

/// <summary>The life of the process, from start to an orderly end.</summary>
internal static class ServiceRun
{
    public static async Task<int> RunTicketingAsync(this WebApplication app, Action<WebApplication> map)
    {
        try
        {
            foreach (var condition in app.Services.GetServices<IStartCondition>())
            {
                await condition.RequireAsync();
            }

            // The journal is opened here.
            map(app);
            var readiness = app.Services.GetRequiredService<Readiness>();
            app.Lifetime.ApplicationStarted.Register(readiness.Started);
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
}
