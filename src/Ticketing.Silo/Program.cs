using Ticketing;
using Ticketing.Configuration;
using Ticketing.Hosting;
using Ticketing.Moving;
using Ticketing.Web;

if (args is ["token", .. var arguments])
{
    return TokenCommand.Run(arguments);
}

if (args is ["health"])
{
    return await HealthCommand.RunAsync();
}

if (args is ["export" or "import", .. var move])
{
    return await MoveCommand.RunAsync(args[0], move);
}

if (args is [StoreOperations.Backup or StoreOperations.Check, .. var operation])
{
    return await StoreCommand.RunAsync(args[0], operation);
}

if (args is [SignInCommand.Name, .. var signIn])
{
    return await SignInCommand.RunAsync(signIn);
}

// Settings are read once. By default the host would watch the current folder, and be woken by every write to the store in it.
var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
try
{
    builder.AddTicketingConfiguration(args);
    builder.AddTicketingLogging();
    var settings = builder.AddTicketingSettings();
    builder.Services.AddTicketingGateway().AddTicketingWeb();
    builder.AddActorRuntime(settings);
    builder.AddTicketingTracing();
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

var app = builder.Build();
return await app.RunTicketingAsync(static app =>
{
    app.MapTicketing();
    app.MapTicketingWeb();
    foreach (var map in app.Services.GetServices<IEndpointMap>())
    {
        map.Map(app);
    }
});
