using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stripe;

namespace Ticketing.Tests.Payments;

/// <summary>What goes wrong with a request to Stripe.</summary>
internal enum StripeFault
{
    /// <summary>500, and nothing happened. Stripe answers the same again under the same key.</summary>
    FailsBefore,

    /// <summary>500, and it happened.</summary>
    FailsAfter,

    /// <summary>The connection breaks, and nothing happened.</summary>
    BreaksBefore,

    /// <summary>The connection breaks, and it happened.</summary>
    BreaksAfter,

    /// <summary>It happened, and no answer ever comes.</summary>
    HangsAfter,

    /// <summary>429: the intent is locked by another request.</summary>
    Locked,

    /// <summary>409: the same key is in use at this moment.</summary>
    InUse,

    /// <summary>200, and no JSON.</summary>
    Garbage,
}

/// <summary>
/// Stripe on this machine: what the service needs of it, as strict about it as the real one. What it has been asked that the
/// real one would not take is in <see cref="Wrong"/>.
/// </summary>
internal sealed class FakeStripe : IAsyncDisposable
{
    public const string SecretKey = "sk_test_fake0123456789";
    public const string PublishableKey = "pk_test_fake0123456789";
    public const string WebhookSecret = "whsec_fake0123456789abcdefgh";
    public const string ConnectSecret = "whsec_connected0123456789abcdefgh";
    private static readonly string[] ActsOnAccounts = ["account", "look", "link", "balance", "payouts"];

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Request, int Status, string Body)> _kept = [];
    private readonly List<(string Act, StripeFault Fault, int Times)> _faults = [];
    private readonly CancellationTokenSource _end = new();

    private FakeStripe(WebApplication app) => _app = app;

    public StripeBooks Books { get; } = new();

    /// <summary>What it was asked of payments, in order: create, confirm, capture, cancel, refund, get, disputes.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>On which account each of these was asked. Null: on the platform's own.</summary>
    public ConcurrentQueue<string?> AskedOn { get; } = new();

    /// <summary>What it was asked of accounts, in order: account (make one), look, link, balance, payouts.</summary>
    public ConcurrentQueue<string> AskedOfAccounts { get; } = new();

    /// <summary>What the real one would have refused for its form.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    /// <summary>With these a service takes payments through it.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Payments:Provider"] = "Stripe",
        ["Payments:Stripe:SecretKey"] = SecretKey,
        ["Payments:Stripe:PublishableKey"] = PublishableKey,
        ["Payments:Stripe:WebhookSecret"] = WebhookSecret,
        ["Payments:Stripe:ApiBase"] = Url.ToString(),
    };

    /// <summary>With these organizations sell by their own accounts.</summary>
    public Dictionary<string, string> ConnectSettings => new(Settings)
    {
        ["Payments:Seller"] = "Organizations",
        ["Payments:Stripe:ConnectWebhookSecret"] = ConnectSecret,
        ["Pages:Url"] = "https://tickets.example",
    };

    public static async Task<FakeStripe> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stripe = new FakeStripe(app);
        app.Run(stripe.AnswerAsync);
        await app.StartAsync();
        return stripe;
    }

    public void Fail(string act, StripeFault fault, int times = 1)
    {
        lock (_gate)
        {
            _faults.Add((act, fault, times));
        }
    }

    public void Heal()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>A day has passed: keys are used as if they were new.</summary>
    public void ForgetKeys()
    {
        lock (_gate)
        {
            _kept.Clear();
        }
    }

    /// <summary>A webhook about a payment, as Stripe sends it.</summary>
    /// <param name="type">What happened.</param>
    /// <param name="about">To what.</param>
    /// <param name="at">When it is sent.</param>
    /// <param name="secret">Of the endpoint.</param>
    /// <param name="account">On which connected account. Null: on the platform's own.</param>
    public static (string Body, string Signature) Webhook(string type, JsonObject about, DateTimeOffset at, string secret = WebhookSecret, string? account = null)
    {
        JsonObject news = new()
        {
            ["id"] = "evt_1",
            ["object"] = "event",
            ["api_version"] = StripeConfiguration.ApiVersion,
            ["type"] = type,
            ["data"] = new JsonObject { ["object"] = about.DeepClone() },
        };
        if (account is not null)
        {
            news["account"] = account;
        }

        var body = news.ToJsonString();
        return (body, EventUtility.GenerateSignatureHeader(body, secret, at.ToUnixTimeSeconds()));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        try
        {
            var form = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync()).ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString()) : [];
            var act = ActOf(http.Request);
            if (ActsOnAccounts.Contains(act))
            {
                AskedOfAccounts.Enqueue(act);
            }
            else
            {
                Asked.Enqueue(act);
                AskedOn.Enqueue(AccountOf(http.Request));
            }

            await CarryOutAsync(http, act, form, TakeFault(act));
        }
        catch (Exception e) when (e is not (OperationCanceledException or BadHttpRequestException or IOException))
        {
            // A caller that gives up in the middle of its request, since its time is over, has asked nothing.
            Wrong.Enqueue(e.ToString());
            throw;
        }
    }

    private async Task CarryOutAsync(HttpContext http, string act, Dictionary<string, string> form, StripeFault? fault)
    {
        switch (fault)
        {
            case StripeFault.BreaksBefore:
                http.Abort();
                return;
            case StripeFault.Locked:
                await WriteAsync(http, StripeBooks.Refuse(429, "invalid_request_error", "lock_timeout"));
                return;
            case StripeFault.InUse:
                await WriteAsync(http, StripeBooks.Refuse(409, "idempotency_error", "idempotency_key_in_use"));
                return;
            case StripeFault.Garbage:
                await WriteAsync(http, (200, "<html>a proxy's page</html>"));
                return;
        }

        var answer = Remembered(http.Request, act, form, fault);
        switch (fault)
        {
            case StripeFault.BreaksAfter:
                http.Abort();
                break;
            case StripeFault.HangsAfter:
                using (var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, http.RequestAborted))
                {
                    await Task.Delay(Timeout.Infinite, end.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
                }

                break;
            default:
                await WriteAsync(http, answer);
                break;
        }
    }

    /// <summary>Under the same key the same answer, whatever it was; another request under it is an error.</summary>
    private (int Status, string Body) Remembered(HttpRequest request, string act, Dictionary<string, string> form, StripeFault? fault)
    {
        lock (_gate)
        {
            if (Complain(request, act, form) is { } complaint)
            {
                Wrong.Enqueue(complaint);
                return StripeBooks.Refuse(400, "invalid_request_error", "parameter_invalid", complaint);
            }

            var account = AccountOf(request);
            if (account is not null && !Books.HasAccess(account))
            {
                return StripeBooks.Gone(account);
            }

            // The keys of each account are its own.
            var key = $"{account} {request.Headers["Idempotency-Key"]}";
            var asked = request.Path + "?" + string.Join('&', form.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"));
            if (HttpMethods.IsPost(request.Method) && _kept.TryGetValue(key, out var kept))
            {
                if (kept.Request != asked)
                {
                    Wrong.Enqueue($"The key {key} was used for {kept.Request}, now for {asked}.");
                    return StripeBooks.Refuse(400, "idempotency_error", null);
                }

                return (kept.Status, kept.Body);
            }

            var answer = fault == StripeFault.FailsBefore ? StripeBooks.Refuse(500, "api_error", null) : Books.CarryOut(act, IdIn(request.Path), form, request.Query, account);
            answer = fault == StripeFault.FailsAfter ? StripeBooks.Refuse(500, "api_error", null) : answer;
            if (HttpMethods.IsPost(request.Method))
            {
                _kept[key] = (asked, answer.Status, answer.Body);
            }

            return answer;
        }
    }

    /// <summary>What the real one requires of every request.</summary>
    private static string? Complain(HttpRequest request, string act, Dictionary<string, string> form)
    {
        string[] allowed = act switch
        {
            "create" => ["amount", "currency", "capture_method", "allowed_payment_method_types[0]", $"metadata[{StripeBooks.KeyName}]"],
            "confirm" => ["payment_method", "confirmation_token", "use_stripe_sdk"],
            "refund" => ["payment_intent", "amount", $"metadata[{StripeBooks.KeyName}]"],
            "account" => ["controller[fees][payer]", "controller[losses][payments]", "controller[requirement_collection]", "controller[stripe_dashboard][type]", "metadata[ticketing_organization]"],
            "link" => ["account", "type", "return_url", "refresh_url"],
            _ => [],
        };
        return request.Headers.Authorization != $"Bearer {SecretKey}" ? "Authorization is not the secret key."
            : !request.Headers.ContainsKey("Stripe-Version") ? "Stripe-Version is missing."
            : request.Headers["Stripe-Account"].Count > 1 ? "Stripe-Account is there twice."
            : act is "account" or "look" or "link" && AccountOf(request) is not null ? $"{act} is asked of the platform, not on an account."
            : act is "balance" or "payouts" && AccountOf(request) is null ? $"{act} is asked on an account."
            : form.Keys.Except(allowed).FirstOrDefault() is { } unknown ? $"{act} does not know {unknown}."
            : HttpMethods.IsPost(request.Method) && request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 and <= 255 } ? "Idempotency-Key is missing or too long."
            : HttpMethods.IsPost(request.Method) && form.Count > 0 && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) != true ? "It is no form."
            : null;
    }

    private static string ActOf(HttpRequest request) => (request.Method, request.Path.Value!.Trim('/').Split('/')) switch
    {
        ("POST", ["v1", "payment_intents"]) => "create",
        ("POST", ["v1", "payment_intents", _, var act]) => act,
        ("GET", ["v1", "payment_intents", _]) => "get",
        ("POST", ["v1", "refunds"]) => "refund",
        ("GET", ["v1", "disputes"]) => "disputes",
        ("POST", ["v1", "accounts"]) => "account",
        ("GET", ["v1", "accounts", _]) => "look",
        ("POST", ["v1", "account_links"]) => "link",
        ("GET", ["v1", "balance"]) => "balance",
        ("GET", ["v1", "payouts"]) => "payouts",
        _ => throw new InvalidOperationException($"Stripe is not asked {request.Method} {request.Path}."),
    };

    private static string IdIn(PathString path) => path.Value!.Trim('/').Split('/') is ["v1", "payment_intents" or "accounts", var id, ..] ? id : "";

    private static string? AccountOf(HttpRequest request) => request.Headers["Stripe-Account"].ToString() is { Length: > 0 } account ? account : null;

    private StripeFault? TakeFault(string act)
    {
        lock (_gate)
        {
            var at = _faults.FindIndex(fault => fault.Act == act && fault.Times > 0);
            if (at < 0)
            {
                return null;
            }

            _faults[at] = _faults[at] with { Times = _faults[at].Times - 1 };
            return _faults[at].Fault;
        }
    }

    private static Task WriteAsync(HttpContext http, (int Status, string Body) answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["Request-Id"] = string.Create(CultureInfo.InvariantCulture, $"req_{answer.Body.Length}");
        return http.Response.WriteAsync(answer.Body);
    }
}
