using Ticketing.Load;

if (args.Contains("--help"))
{
    Console.WriteLine(Options.Usage);
    return 0;
}

var (options, error) = Options.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync($"{error}\n\n{Options.Usage}");
    return 2;
}

await using var service = await ServiceUnderTest.StartAsync(options);
using var api = new Api(service.Url);
var report = await Scenarios.RunAsync(options, api, service);
Console.WriteLine(options.Json ? report.ToJson() : report.ToTable());
return report.Verified ? 0 : 1;
