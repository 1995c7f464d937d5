using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ticketing.Security;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Measures;

/// <summary>
/// What saying who one is costs a request that needs nobody to (GET of a booking that is not there). Kinds take turns in
/// short rounds, so that what else the machine does meets all of them.
/// </summary>
internal static class AuthMeasure
{
    private const int Rounds = 15;
    private const int Requests = 4_000;
    private const int Tokens = 1_000;
    private static readonly Uri Path = new("/api/v1/bookings/not-there", UriKind.Relative);

    public static async Task RunAsync()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = ec.ExportParameters(includePrivateParameters: false).Q;
        var keys = JsonSerializer.SerializeToUtf8Bytes(new
        {
            keys = new[] { new { kty = "EC", crv = "P-256", kid = "e", x = Base64Url.EncodeToString(point.X!), y = Base64Url.EncodeToString(point.Y!) } },
        });
        var auth = new AuthOptions
        {
            Algorithms = [TokenAlgorithm.HS256, TokenAlgorithm.ES256],
            SigningKey = SigningSecret.FromText("a secret that lasts as long as a measurement"),
        };
        var folder = Directory.CreateTempSubdirectory("ticketing-auth-").FullName;
        using var store = SqliteStore.Open(new SqliteStoreOptions(System.IO.Path.Combine(folder, "ticketing.db")));
        await using var service = await Service.StartAsync(store, auth, new Keys(keys));
        var hs = service.Token("ann", Roles.Customer);
        var es = Es256(ec, "ann", 0);
        var serial = 0;
        (string Name, Func<string[]> TokensOf)[] kinds =
        [
            ("guest, no token", static () => []),
            ("HS256, known", () => [hs]),
            ("ES256, known", () => [es]),
            ("HS256, new each time", () => [.. Enumerable.Range(0, Tokens).Select(_ => service.Token("ann", Roles.Customer))]),
            ("ES256, new each time", () => [.. Enumerable.Range(0, Tokens).Select(_ => Es256(ec, "ann", ++serial))]),
        ];
        var took = kinds.Select(static _ => new List<double>()).ToArray();
        for (var round = -2; round < Rounds; round++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var tokens = kinds[kind].TokensOf();
                var micros = await RoundAsync(service, tokens, tokens.Length > 1 ? Tokens : Requests);
                if (round >= 0)
                {
                    took[kind].Add(micros);
                }
            }
        }

        Console.WriteLine("| caller | µs a request, median | lowest to highest | more than a guest, µs | ratio |\n|---|---|---|---|---|");
        var guest = Median(took[0]);
        for (var kind = 0; kind < kinds.Length; kind++)
        {
            var median = Median(took[kind]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {kinds[kind].Name} | {median:n1} | {took[kind].Min():n1} to {took[kind].Max():n1} | {median - guest:n1} | {median / guest:n2} |"));
        }
    }

    private static async Task<double> RoundAsync(Service service, string[] tokens, int requests)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < requests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Path);
            if (tokens.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + tokens[i % tokens.Length]);
            }

            using var response = await service.Client.SendAsync(request);
            if ((int)response.StatusCode != 404)
            {
                throw new InvalidOperationException($"The answer was {(int)response.StatusCode}.");
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / requests;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Es256(ECDsa key, string subject, int serial)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = $$"""{"sub":"{{subject}}","roles":["customer"],"iat":{{now}},"exp":{{now + 1_800}},"jti":"{{serial}}"}""";
        var signed = $"{Encode("""{"alg":"ES256","kid":"e"}""")}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private sealed class Keys(byte[] document) : IJwksSource
    {
        public TimeSpan Interval => TimeSpan.FromHours(1);

        public Task<byte[]> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(document);
    }
}
