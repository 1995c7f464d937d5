using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Deployment;

/// <summary>What the service reads: every name of a setting that stands in its source.</summary>
internal static partial class KnownSettings
{
    /// <summary>Read by the framework.</summary>
    private static readonly HashSet<string> OfOthers =
    [
        "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_EnableDiagnostics",
    ];

    /// <summary>Settings that the service reads itself, by the names that it knows them by.</summary>
    public static IReadOnlySet<string> Own { get; } =
        (HashSet<string>)[.. Source.Of("src/Ticketing.Silo").Where(static file => !file.Name.EndsWith("UnknownSettings.cs", StringComparison.Ordinal)).SelectMany(static file => Name().Matches(file.Text)).Select(static match => match.Groups[1].Value)];

    public static bool Has(string variable) => OfOthers.Contains(variable) || Own.Contains(variable.Replace("__", ":", StringComparison.Ordinal));

    /// <summary>Has the service read settings, as the environment or secret files give them: what it objects to.</summary>
    public static void Accept(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var given = variables.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value);
        Assert.All(given.Keys, static name => Assert.True(Has(name), $"The service has no setting {name}."));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(given.Select(static pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value)))
            .Build();
        TicketingSettings.From(configuration);
        SecuritySettings.From(configuration, given.GetValueOrDefault("ASPNETCORE_ENVIRONMENT") == "Development");
    }

    /// <summary>Values such as an operator makes them, for settings that are secrets.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Secrets(params IEnumerable<string> names) =>
        names.Select(static name => KeyValuePair.Create(name, "0123456789abcdef0123456789abcdef0123456789abcdef"));

    [GeneratedRegex("\"([A-Z][A-Za-z]+(?::[A-Z][A-Za-z]+)+|OTEL_[A-Z_]+)\"")]
    private static partial Regex Name();
}
