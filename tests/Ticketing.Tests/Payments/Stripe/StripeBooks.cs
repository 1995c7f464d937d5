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
    private readonly List<StripeAccountRow> _accounts = [];

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

    /// <summary>Connected accounts, in the order in which they were made.</summary>
    public IReadOnlyList<StripeAccountRow> Accounts
    {
        get
        {
            lock (_rows)
            {
                return [.. _accounts];
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

    /// <summary>The platform's key may do something on the account.</summary>
    public bool HasAccess(string account) => Accounts.Any(row => row.Id == account && !row.IsRevoked);

    /// <summary>As Stripe says it of what is not connected, and of what is not there: nobody learns which.</summary>
    public static (int Status, string Body) Gone(string account) => Refuse(
        403, "invalid_request_error", "account_invalid", $"The provided key 'sk_test_****6789' does not have access to account '{account}' (or that account does not exist). Application access may have been revoked.");

    public (int Status, string Body) CarryOut(string act, string id, Dictionary<string, string> form, IQueryCollection query, string? account)
    {
        lock (_rows)
        {
            switch (act)
            {
                case "create":
                    return _accounts.Find(row => row.Id == account) is { ChargesEnabled: false }
                        ? Refuse(400, "invalid_request_error", null, "Your account cannot currently make charges.")
                        : Create(form, account);
                case "account":
                    return Open(form);
                case "look" or "link":
                    return OfAccount(act, act == "link" ? form["account"] : id, form);
                case "balance" or "payouts":
                    return (200, _accounts.Single(row => row.Id == account).Money(act).ToJsonString());
            }

            var wanted = act switch { "refund" => form["payment_intent"], "disputes" => query["payment_intent"].ToString(), _ => id };
            if (_rows.Find(row => row.Id == wanted && row.Account == account) is not { } row)
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

    private (int Status, string Body) Open(Dictionary<string, string> form)
    {
        // Whose account may lose money, and who is asked, hang together.
        if ((form["controller[fees][payer]"], form["controller[losses][payments]"], form["controller[requirement_collection]"], form["controller[stripe_dashboard][type]"]) != ("account", "stripe", "stripe", "full"))
        {
            return Refuse(400, "invalid_request_error", null, "These controller properties do not go together.");
        }

        StripeAccountRow row = new($"acct_{_accounts.Count + 1}", form["metadata[ticketing_organization]"]);
        _accounts.Add(row);
        return (200, row.Json().ToJsonString());
    }

    private (int Status, string Body) OfAccount(string act, string id, Dictionary<string, string> form)
    {
        if (_accounts.Find(row => row.Id == id && !row.IsRevoked) is not { } row)
        {
            return Gone(id);
        }

        if (act == "look")
        {
            return (200, row.Json().ToJsonString());
        }

        return form["type"] != "account_onboarding" || !form["return_url"].StartsWith("https://", StringComparison.Ordinal) || !form["refresh_url"].StartsWith("https://", StringComparison.Ordinal)
            ? Refuse(400, "invalid_request_error", "url_invalid")
            : (200, new JsonObject { ["object"] = "account_link", ["created"] = 1_800_000_000, ["expires_at"] = 1_800_000_300, ["url"] = $"https://connect.stripe.com/setup/s/{id}" }.ToJsonString());
    }

    private (int Status, string Body) Create(Dictionary<string, string> form, string? account)
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

        var row = new StripeRow($"pi_{_rows.Count + 1}", amount, form["currency"], form[$"metadata[{KeyName}]"], account);
        _rows.Add(row);
        return (200, row.Json().ToJsonString());
    }

    private (int Status, string Body) Confirm(StripeRow row, Dictionary<string, string> form)
    {
        if (row.Status is not ("requires_payment_method" or "requires_confirmation" or "requires_action"))
        {
            return Unexpected(row);
        }

        // What was typed into the form of one account is nothing to another.
        if (form.TryGetValue("confirmation_token", out var once) && once.Contains("acct_", StringComparison.Ordinal) && !once.EndsWith(row.Account ?? "the platform's", StringComparison.Ordinal))
        {
            return Refuse(400, "invalid_request_error", "resource_missing", $"No such confirmation_token: '{once}'");
        }

        if (once is not null && !_usedTokens.Add(once))
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
internal sealed class StripeRow(string id, long amount, string currency, string key, string? account)
{
    public string Id => id;

    /// <summary>The connected account that it is on. Null: the platform's own.</summary>
    public string? Account => account;

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

/// <summary>A connected account at Stripe.</summary>
internal sealed class StripeAccountRow(string id, string organization)
{
    private readonly List<JsonObject> _payouts = [];

    public string Id => id;

    public string Organization => organization;

    public bool ChargesEnabled { get; set; }

    public bool PayoutsEnabled { get; set; }

    public IReadOnlyList<string> Missing { get; set; } = ["business_profile.url", "external_account"];

    public string? DisabledReason { get; set; } = "requirements.past_due";

    /// <summary>Its owner took the platform's access back in their dashboard.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>Its owner has said what Stripe asked for, and Stripe is content.</summary>
    public StripeAccountRow Complete()
    {
        (ChargesEnabled, PayoutsEnabled, Missing, DisabledReason) = (true, true, [], null);
        return this;
    }

    public void PayOut(string payout, long amount, string currency, string status, string? why = null) => _payouts.Insert(0, new JsonObject
    {
        ["id"] = payout,
        ["object"] = "payout",
        ["amount"] = amount,
        ["currency"] = currency,
        ["status"] = status,
        ["created"] = 1_800_000_000,
        ["arrival_date"] = 1_800_086_400,
        ["failure_message"] = why,
    });

    public JsonObject Json() => new()
    {
        ["id"] = id,
        ["object"] = "account",
        ["charges_enabled"] = ChargesEnabled,
        ["payouts_enabled"] = PayoutsEnabled,
        ["details_submitted"] = Missing.Count == 0,
        ["requirements"] = new JsonObject
        {
            ["currently_due"] = new JsonArray([.. Missing.Select(static one => JsonValue.Create(one))]),
            ["past_due"] = new JsonArray([.. Missing.Take(1).Select(static one => JsonValue.Create(one))]),
            ["disabled_reason"] = DisabledReason,
        },
        ["metadata"] = new JsonObject { ["ticketing_organization"] = organization },
    };

    public JsonObject Money(string act) => act == "payouts"
        ? new JsonObject { ["object"] = "list", ["has_more"] = false, ["data"] = new JsonArray([.. _payouts.Select(static payout => payout.DeepClone())]) }
        : new JsonObject
        {
            ["object"] = "balance",
            ["available"] = new JsonArray(Sum(1_234, "eur"), Sum(500, "jpy")),
            ["pending"] = new JsonArray(Sum(10, "eur")),
        };

    private static JsonObject Sum(long amount, string currency) => new() { ["amount"] = amount, ["currency"] = currency };
}
