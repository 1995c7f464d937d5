using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ticketing.Measures;

/// <summary>
/// A flash sale by the pages and the same one by the API: as many buyers at once, each looks at the event, holds a place, books it and
/// looks at the booking with its ticket. It says what a booking costs the service's process, and that each place is sold once. Forms have a
/// key, so that one that is sent twice is done once: what the API costs is told without keys, and with one for each change.
/// </summary>
internal static partial class PagesMeasure
{
    private const int Rounds = 5;

    /// <summary>Until then the runtime still compiles what it runs.</summary>
    private const int WarmUp = 4;

    public static async Task RunAsync(int buyers)
    {
        var places = buyers * 2;
        await using var server = await ServerProcess.StartAsync();
        List<double> ratios = [];
        List<double> keyedRatios = [];
        for (var round = 1 - WarmUp; round <= Rounds; round++)
        {
            var api = await SellAsync(server, places, buyers, static (server, id) => BuyByApiAsync(server, id, isKeyed: false));
            var keyed = await SellAsync(server, places, buyers, static (server, id) => BuyByApiAsync(server, id, isKeyed: true));
            var pages = await SellAsync(server, places, buyers, BuyByPagesAsync);
            if (round <= 0)
            {
                continue;
            }

            ratios.Add(pages / api);
            keyedRatios.Add(pages / keyed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: {api:n0} us a booking by the API, {keyed:n0} us with keys, {pages:n0} us by the pages: {pages / api:n2} and {pages / keyed:n2} times as much"));
        }

        Console.WriteLine($"{buyers} buyers, {places} places: {Median(ratios)} times the processor time of the API, {Median(keyedRatios)} times of the API with keys");
    }

    private static string Median(List<double> ratios)
    {
        ratios.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{ratios[ratios.Count / 2]:n2} ({ratios[0]:n2} to {ratios[^1]:n2})");
    }

    /// <summary>Sells all places of a new event; microseconds of the service's processor for each.</summary>
    private static async Task<double> SellAsync(ServerProcess server, int places, int buyers, Func<ServerProcess, string, Task<bool>> buyAsync)
    {
        using var made = await server.Staff.PostAsJsonAsync("/api/v1/events", new { name = "Flash sale", total_seats = places });
        made.EnsureSuccessStatusCode();
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event_id").GetString()!;
        var before = server.ProcessorTime;
        var sold = 0;
        await Task.WhenAll(Enumerable.Range(0, buyers).Select(async _ =>
        {
            while (await buyAsync(server, id))
            {
                Interlocked.Increment(ref sold);
            }
        }));
        var spent = server.ProcessorTime - before;
        var status = await server.Staff.GetFromJsonAsync<JsonElement>($"/api/v1/events/{id}/status");
        if (sold != places || status.GetProperty("booked").GetInt32() != places || status.GetProperty("held").GetInt32() != 0)
        {
            throw new InvalidOperationException($"{places} places, {sold} acknowledged: {status}");
        }

        return spent.TotalMicroseconds / places;
    }

    private static async Task<bool> BuyByApiAsync(ServerProcess server, string id, bool isKeyed)
    {
        using var buyer = server.Client();
        await ReadAsync(buyer, $"/api/v1/events/{id}");
        await ReadAsync(buyer, $"/api/v1/events/{id}/status");
        using var held = await ChangeAsync(buyer, isKeyed, "/api/v1/holds", new { event_id = id, qty = 1 });
        if (held.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }

        var hold = await JsonOf(held);
        var token = hold.GetProperty("hold_token").GetString();
        using var booked = await ChangeAsync(buyer, isKeyed, "/api/v1/book", new { hold_id = hold.GetProperty("hold_id").GetString(), hold_token = token, email = "guest@example.org" });
        var booking = (await JsonOf(booked)).GetProperty("booking_id").GetString();
        buyer.DefaultRequestHeaders.Add("X-Payment-Token", token);
        await ReadAsync(buyer, $"/api/v1/bookings/{booking}");
        await ReadAsync(buyer, $"/api/v1/bookings/{booking}/tickets");
        return true;
    }

    private static async Task<HttpResponseMessage> ChangeAsync(HttpClient buyer, bool isKeyed, string path, object body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (isKeyed)
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }

        return await buyer.SendAsync(request);
    }

    private static async Task<bool> BuyByPagesAsync(ServerProcess server, string id)
    {
        using var buyer = server.Client();
        var page = await ReadAsync(buyer, $"/e/{id}");
        using var held = await SendAsync(buyer, $"/e/{id}/hold", page, ("from", "places"), ("places-general", "1"));
        if (held.StatusCode != HttpStatusCode.SeeOther)
        {
            return held.StatusCode == HttpStatusCode.Conflict ? false : throw new InvalidOperationException($"Holding by the page gave {held.StatusCode}.");
        }

        var checkout = held.Headers.Location!.OriginalString;
        page = await ReadAsync(buyer, checkout);
        using var paid = await SendAsync(buyer, $"{checkout}/pay", page, ("email", "guest@example.org"));
        page = await FollowAsync(buyer, paid.Headers.Location!);
        return page.Contains("<svg", StringComparison.Ordinal) ? true : throw new InvalidOperationException("The booking's page shows no ticket.");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient buyer, string path, string page, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = new(fields.Concat([("form-token", Field(page, "form-token")), ("key", Field(page, "key"))])
            .Select(static field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await buyer.PostAsync(path, form);
    }

    /// <summary>The page that an address leads to.</summary>
    private static async Task<string> FollowAsync(HttpClient buyer, Uri address)
    {
        while (true)
        {
            using var answer = await buyer.GetAsync(address);
            if (answer.Headers.Location is not { } next)
            {
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }

            address = next;
        }
    }

    private static async Task<string> ReadAsync(HttpClient buyer, string path)
    {
        using var answer = await buyer.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Field(string page, string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;

    /// <summary>The service as a process of its own, over a store that goes with it. It draws no letters: they cost the same either way.</summary>
    private sealed partial class ServerProcess : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly string _folder;
        private readonly Uri _address;

        private ServerProcess(Process process, string folder, Uri address, string token)
        {
            (_process, _folder, _address) = (process, folder, address);
            Staff = Client();
            Staff.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        public HttpClient Staff { get; }

        public TimeSpan ProcessorTime
        {
            get
            {
                _process.Refresh();
                return _process.TotalProcessorTime;
            }
        }

        public static async Task<ServerProcess> StartAsync()
        {
            var folder = Directory.CreateTempSubdirectory("ticketing-pages-").FullName;
            ProcessStartInfo start = new("dotnet", [typeof(RandomIdSource).Assembly.Location, $"--Storage:Path={folder}", "--Finalization:MailAttempts=0", "--URLS=http://127.0.0.1:0"]) { RedirectStandardOutput = true };
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
            var process = Process.Start(start)!;
            TaskCompletionSource<string> listens = new();
            TaskCompletionSource<string> signsIn = new();
            process.OutputDataReceived += (_, line) =>
            {
                if (Listening().Match(line.Data ?? "") is { Success: true } address)
                {
                    listens.TrySetResult(address.Groups[1].Value);
                }
                else if (SignIn().Match(line.Data ?? "") is { Success: true } token)
                {
                    signsIn.TrySetResult(token.Groups[1].Value);
                }
            };
            process.BeginOutputReadLine();
            return new ServerProcess(process, folder, new Uri(await listens.Task.WaitAsync(TimeSpan.FromMinutes(1))), await signsIn.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        }

        /// <summary>A browser of its own, with its cookies, that is not sent on by itself.</summary>
        public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = _address };

        public async ValueTask DisposeAsync()
        {
            Staff.Dispose();
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        [GeneratedRegex("Now listening on: (http://[^ ]+)")]
        private static partial Regex Listening();

        [GeneratedRegex("organize#token=([^ ]+)")]
        private static partial Regex SignIn();
    }
}
