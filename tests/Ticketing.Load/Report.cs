using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ticketing.Load;

/// <summary>The result of a run: figures, outcomes, and whether what must hold does.</summary>
internal sealed record Report(string Scenario, int Users, TimeSpan Elapsed, Tally Tally, double ServerCpuSeconds, IReadOnlyList<(string What, bool Holds)> Checks)
{
    public bool Verified => Checks.All(check => check.Holds);

    private double PerSecond => Tally.Requests / Elapsed.TotalSeconds;

    private double CpuPerRequest => ServerCpuSeconds * 1e6 / Math.Max(Tally.Requests, 1);

    public string ToTable()
    {
        var sorted = Tally.Sorted();
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{Scenario}: {Users} users, {Elapsed.TotalSeconds:0.00} s, closed loop")
            .AppendLine(CultureInfo.InvariantCulture, $"  requests      {Tally.Requests,10:N0}   {PerSecond:N0} a second")
            .AppendLine(CultureInfo.InvariantCulture, $"  latency, ms   p50 {At(sorted, 0.5):0.00}   p95 {At(sorted, 0.95):0.00}   p99 {At(sorted, 0.99):0.00}   max {At(sorted, 1):0.00}");
        if (ServerCpuSeconds > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  server CPU    {CpuPerRequest:0.0} µs a request");
        }

        foreach (var (outcome, count) in Tally.Outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count,12:N0}   {outcome}");
        }

        foreach (var (what, holds) in Checks)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {(holds ? "verified" : "VIOLATED")}       {what}");
        }

        return text.ToString().TrimEnd();
    }

    public string ToJson()
    {
        var sorted = Tally.Sorted();
        return JsonSerializer.Serialize(new
        {
            scenario = Scenario,
            users = Users,
            seconds = Math.Round(Elapsed.TotalSeconds, 3),
            requests = Tally.Requests,
            requests_per_s = Math.Round(PerSecond, 1),
            latency_ms = new { p50 = At(sorted, 0.5), p95 = At(sorted, 0.95), p99 = At(sorted, 0.99), max = At(sorted, 1) },
            server_us_per_request = Math.Round(CpuPerRequest, 1),
            outcomes = Tally.Outcomes,
            verified = Verified,
            checks = Checks.Select(check => new { what = check.What, holds = check.Holds }),
        });
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Min((int)(quantile * sorted.Length), sorted.Length - 1)], 3);
}
