using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ticketing.Tests.Payments;

/// <summary>Payments as Stripe keeps them, and what it lets become of them.</summary>
internal sealed class StripeBooks
{
    public const string KeyName = "ticketing_payment";

    /// <summary>What a form's token starts with after <c>ctoken_</c>, by the card that was typed in.</summary>
    private static readonly Dictionary<string, (string Status, (string Code, string? DeclineCode)? Error)> Cards = new()
    {
        ["visa"] = ("requires_capture", null),
        ["threeDSecure"] = ("requires_action", null),
        ["slow"] = ("processing", null),
        ["insufficientFunds"] = ("requires_payment_method", ("card_declined", "insufficient_funds")),
    };

    private static readonly Dictionary<string, int> Decimals = new() { ["eur"] = 2, ["usd"] = 2, ["chf"] = 2, ["jpy"] = 0, ["kwd"] = 3, ["isk"] = 2 };
    private readonly List<StripeRow> _rows = [];
    private readonly HashSet<string> _usedTokens = [];

    public IReadOnlyList<StripeRow> Rows
    {
        get
        {
            lock (_rows)
            {
                return [.. _rows];
            }
        }
    }

    /// <summary>The one that was paid with; there is one alone.</summary>
    public StripeRow Paid => Rows.Single(static row => row.Status == "succeeded");

    public static (int Status, string Body) Refuse(int status, string type, string? code, string? message = null, StripeRow? row = null, string? declineCode = null) => (status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["type"] = type,
            ["code"] = code,
            ["decline_code"] = declineCode,
            ["message"] = message ?? "No.",
            ["payment_intent"] = row?.Json(),
        },
    }.ToJsonString());

    public (int Status, string Body) CarryOut(string act, string id, Dictionary<string, string> form, IQueryCollection query)
    {
        lock (_rows)
        {
            if (act == "create")
            {
                return Create(form);
            }

            var wanted = act switch { "refund" => form["payment_intent"], "disputes" => query["payment_intent"].ToString(), _ => id };
            if (_rows.Find(row => row.Id == wanted) is not { } row)
            {
                return Refuse(404, "invalid_request_error", "resource_missing", $"No such payment_intent: '{wanted}'");
            }

            return act switch
            {
                "get" => (200, row.Json(withCharge: query["expand[0]"] == "latest_charge").ToJsonString()),
                "confirm" => Confirm(row, form),
                "capture" => Capture(row),
                "cancel" => Cancel(row),
                "refund" => Refund(row, long.Parse(form["amount"], CultureInfo.InvariantCulture)),
                "disputes" => (200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(row.Dispute is { } dispute ? [dispute.DeepClone()] : []), ["has_more"] = false }.ToJsonString()),
                _ => throw new InvalidOperationException($"Stripe does not {act}."),
            };
        }
    }

    /// <summary>What time or the bank makes of a payment.</summary>
    public void Change(string status, string from = "processing")
    {
        lock (_rows)
        {
            var row = _rows.Single(row => row.Status == from);
            row.Status = status;
        }
    }

    /// <summary>The customer does what their bank asks, or fails to.</summary>
    public void Act(bool agrees)
    {
        lock (_rows)
        {
            var row = _rows.Single(static row => row.Status == "requires_action");
            row.Status = agrees ? "requires_capture" : "requires_payment_method";
            row.Error = agrees ? null : ("payment_intent_authentication_failure", null);
        }
    }

    private (int Status, string Body) Create(Dictionary<string, string> form)
    {
        var amount = long.Parse(form["amount"], CultureInfo.InvariantCulture);
        if (!Decimals.TryGetValue(form["currency"], out var decimals) || form["capture_method"] != "manual" || form["allowed_payment_method_types[0]"] != "card")
        {
            return Refuse(400, "invalid_request_error", "parameter_invalid_string_empty");
        }

        if (amount < (decimals == 3 ? 150 : 50))
        {
            return Refuse(400, "invalid_request_error", "amount_too_small");
        }

        if ((decimals == 3 && amount % 10 != 0) || (form["currency"] == "isk" && amount % 100 != 0))
        {
            return Refuse(400, "invalid_request_error", "parameter_invalid_integer");
        }

        var row = new StripeRow($"pi_{_rows.Count + 1}", amount, form["currency"], form[$"metadata[{KeyName}]"]);
        _rows.Add(row);
        return (200, row.Json().ToJsonString());
    }

    private (int Status, string Body) Confirm(StripeRow row, Dictionary<string, string> form)
    {
        if (row.Status is not ("requires_payment_method" or "requires_confirmation" or "requires_action"))
        {
            return Unexpected(row);
        }

        if (form.TryGetValue("confirmation_token", out var once) && !_usedTokens.Add(once))
        {
            return Refuse(400, "invalid_request_error", "confirmation_token_already_used");
        }

        var means = form.GetValueOrDefault("payment_method") ?? once!;
        (row.Means, row.Error) = (means, null);
        (string Status, (string Code, string? DeclineCode)? Error) answer = means switch
        {
            _ when once is not null => Cards.FirstOrDefault(card => once.StartsWith($"ctoken_{card.Key}", StringComparison.Ordinal)).Value,
            "pm_card_visa" or "pm_fails_at_capture" => ("requires_capture", null),
            "pm_card_threeDSecure2Required" => ("requires_action", null),
            "pm_slow" or "pm_stubborn" => ("processing", null),
            "pm_card_chargeDeclined" => ("requires_payment_method", ("card_declined", "generic_decline")),
            "pm_card_chargeDeclinedInsufficientFunds" => ("requires_payment_method", ("card_declined", "insufficient_funds")),
            _ => ("requires_payment_method", null),
        };
        (row.Status, row.Error) = answer;
        return (answer.Status, answer.Error) switch
        {
            ("requires_payment_method", { } error) => Refuse(402, "card_error", error.Code, row: row, declineCode: error.DeclineCode),
            ("requires_payment_method", null) => Refuse(400, "invalid_request_error", "resource_missing", $"No such PaymentMethod: '{means}'"),
            _ => (200, row.Json().ToJsonString()),
        };
    }

    private static (int Status, string Body) Capture(StripeRow row)
    {
        if (row.Status != "requires_capture")
        {
            return Unexpected(row);
        }

        if (row.Means == "pm_fails_at_capture")
        {
            return Refuse(402, "card_error", "card_declined", row: row, declineCode: "transaction_not_allowed");
        }

        row.Captures++;
        row.Status = "succeeded";
        return (200, row.Json().ToJsonString());
    }

    private static (int Status, string Body) Cancel(StripeRow row)
    {
        if (row.Status is "succeeded" or "canceled" || (row.Status == "processing" && row.Means == "pm_stubborn"))
        {
            return Unexpected(row);
        }

        row.Status = "canceled";
        return (200, row.Json().ToJsonString());
    }

    private static (int Status, string Body) Refund(StripeRow row, long amount)
    {
        if (row.Status != "succeeded" || amount <= 0 || row.Refunded + amount > row.Amount)
        {
            return Refuse(400, "invalid_request_error", row.Refunded == row.Amount ? "charge_already_refunded" : "amount_too_large");
        }

        if (Decimals[row.Currency] == 3 && amount % 10 != 0)
        {
            return Refuse(400, "invalid_request_error", "parameter_invalid_integer");
        }

        row.Refunded += amount;
        row.Refunds++;
        return (200, new JsonObject { ["id"] = $"re_{row.Id}_{row.Refunds}", ["object"] = "refund", ["amount"] = amount, ["currency"] = row.Currency, ["status"] = "succeeded" }.ToJsonString());
    }

    private static (int Status, string Body) Unexpected(StripeRow row) => Refuse(400, "invalid_request_error", "payment_intent_unexpected_state", row: row);
}

/// <summary>A payment at Stripe.</summary>
internal sealed class StripeRow(string id, long amount, string currency, string key)
{
    public string Id => id;

    public long Amount => amount;

    public string Currency => currency;

    /// <summary>Ours, in its metadata.</summary>
    public string Key => key;

    public string Status { get; set; } = "requires_payment_method";

    public string? Means { get; set; }

    public (string Code, string? DeclineCode)? Error { get; set; }

    public long Refunded { get; set; }

    public int Captures { get; set; }

    public int Refunds { get; set; }

    public JsonObject? Dispute { get; set; }

    /// <summary>What is left of the customer's money.</summary>
    public long Kept => (Captures * amount) - Refunded;

    public JsonObject Json(bool withCharge = false) => new()
    {
        ["id"] = id,
        ["object"] = "payment_intent",
        ["amount"] = amount,
        ["currency"] = currency,
        ["status"] = Status,
        ["client_secret"] = id + "_secret_x",
        ["capture_method"] = "manual",
        ["payment_method_types"] = new JsonArray("card"),
        ["metadata"] = new JsonObject { [StripeBooks.KeyName] = key },
        ["next_action"] = Status == "requires_action" ? new JsonObject { ["type"] = "use_stripe_sdk", ["use_stripe_sdk"] = new JsonObject() } : null,
        ["last_payment_error"] = Error is { } error
            ? new JsonObject { ["type"] = "card_error", ["code"] = error.Code, ["decline_code"] = error.DeclineCode, ["message"] = "No." }
            : null,
        ["latest_charge"] = Means is null ? null : withCharge ? Charge() : JsonValue.Create("ch_" + id),
    };

    public JsonObject Charge() => new()
    {
        ["id"] = "ch_" + id,
        ["object"] = "charge",
        ["amount"] = amount,
        ["amount_refunded"] = Refunded,
        ["currency"] = currency,
        ["disputed"] = Dispute is not null,
        ["payment_intent"] = id,
        ["metadata"] = new JsonObject { [StripeBooks.KeyName] = key },
    };
}
