namespace Ticketing.Simulation;

/// <summary>Subscribes a receiver before anything happens, and has what still waits sent at once when all is healed.</summary>
public sealed class Follower(Town town)
{
    private readonly string _body = $$"""{"url":"https://shop.example/hook","types":["booking.*","ticket.*","waitlist.*","event.sold_out"{{(town.Options.FollowsHolds ? ",\"hold.*\"" : "")}}]}""";

    /// <summary>Null: nobody follows in this run.</summary>
    public string? WebhookId { get; private set; }

    public async Task SubscribeAsync()
    {
        var key = $"hook-{town.World.Work.Bits():x16}-{town.World.Work.Bits():x16}";
        var reply = await town.InsistAsync(
            () => new Ask("POST", "/api/v1/admin/webhooks", _body) { Caller = Town.Boss, Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key } }, tries: 1_000);
        town.History.Require(reply.Status == 201 && reply.Text("secret") is not null, "HTTP", () => $"subscribing gave {reply}");
        WebhookId = reply.Text("id");
        town.History.FollowsHoldsFrom = town.Options.FollowsHolds ? town.Now : HoldRecord.Never;
    }

    /// <summary>The schedule has hours; nobody need wait for them.</summary>
    public async Task TryAgainAsync()
    {
        var reply = await town.InsistAsync(() => new Ask("PUT", "/api/v1/admin/webhooks/{id}", _body)
        {
            Caller = Town.Boss,
            Values = new Dictionary<string, string> { ["id"] = WebhookId! },
        });
        town.History.Require(reply.Status == 200, "HTTP", () => $"enabling the webhook gave {reply}");
    }
}
