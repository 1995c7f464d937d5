using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans;
using Ticketing.Configuration;
using Ticketing.Diagnostics;

namespace Ticketing.Hosting;

/// <summary>Traces to a collector. Without an endpoint nothing of it is there: no listener, no call filter.</summary>
internal static class TracingSetup
{
    /// <summary>The source of ASP.NET Core's request spans.</summary>
    private const string Requests = "Microsoft.AspNetCore";

    public static void AddTicketingTracing(this WebApplicationBuilder builder)
    {
        if (TracingSettings.From(builder.Configuration).IsOn)
        {
            builder.Services
                .AddSingleton<IIncomingGrainCallFilter, GrainTracing>()
                .AddHostedService<Exporter>();
        }
    }

    /// <summary>Listens before the first request is taken, and sends what is left after the last one is answered.</summary>
    private sealed class Exporter(IConfiguration configuration) : IHostedService
    {
        private TracerProvider? _provider;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var version = typeof(TracingSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            _provider = Sdk.CreateTracerProviderBuilder()
                // Else the SDK would look at the environment alone, and not at .env, secret files and the command line.
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(resource => resource
                    .AddService("ticketing", serviceVersion: version, serviceInstanceId: Environment.MachineName)
                    // Again, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
                    .AddEnvironmentVariableDetector())
                .AddSource(Requests, Tracing.SourceName)
                .AddOtlpExporter()
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _provider?.Dispose();
            return Task.CompletedTask;
        }
    }
}
