using Ticketing.Security;

namespace Ticketing.Simulation;

/// <summary>The customer's side of a payment: tries, tries again, acts or forgets to, and looks what became of it.</summary>
public sealed class PaymentSteps(Town town, HoldRecord hold)
{
    private const int Tries = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly History _history = town.History;
    private readonly Caller _customer = new(PrincipalKind.User, hold.Customer, Roles.Customer);

    public async Task GoAsync()
    {
        hold.BookAsked = town.Now;
        hold.IsPaid = true;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var token = town.World.Pays.Of(["ok", "ok", "ok", "decline", "act", "slow", "stubborn", "broke"]);
            hold.MayBreak = token == "broke" ? Math.Min(hold.MayBreak, town.Now) : hold.MayBreak;
            var reply = await PayAsync(token);
            if (reply.Status == 202 && token == "act" && town.World.Pays.Hits(0.6))
            {
                await town.PauseAsync(Patience);
                town.World.Bank.Agree(Guid.Parse(hold.BookingId!).ToString("N"));
            }

            if (reply.Status is 200 or 202 || !town.World.Pays.Hits(0.5))
            {
                break;
            }
        }

        await FindOutAsync();
    }

    private async Task<Reply> PayAsync(string token)
    {
        var key = $"pay-{town.World.Pays.Bits():x16}-{town.World.Pays.Bits():x16}";
        for (var attempt = 0; ; attempt++)
        {
            hold.MayLastUntil = town.World.Wall.UtcNow + Spans.LatestTime + (Bank.Window * 3);
            var reply = await town.AskAsync(new Ask("POST", "/api/v1/bookings/{id}/pay", Town.Body(("payment_token", token)))
            {
                Values = new Dictionary<string, string> { ["id"] = hold.BookingId! },
                Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key },
                Caller = _customer,
            });
            if (reply.Status is 200 or 202 or 402 or 410 || (reply.Status == 409 && reply.Code != "idempotency_key_in_use") || attempt == Tries)
            {
                _history.Require(
                    reply.Status != 402 || token is "decline" or "broke", "I7", () => $"{hold} was paid with {token}, and declined: {reply}");
                return reply;
            }

            _history.Require(
                reply.IsUnknown || reply.Status == Reply.NoService || reply.Code == "idempotency_key_in_use" || (reply.Status == 404 && town.World.WasSplit),
                "I7",
                () => $"paying {hold} gave {reply}");
            await town.PauseAsync(TimeSpan.FromSeconds(4));
        }
    }

    private async Task FindOutAsync()
    {
        for (var look = 0; look < 5; look++)
        {
            var reply = await town.AskAsync(new Ask("GET", "/api/v1/bookings/{id}")
            {
                Values = new Dictionary<string, string> { ["id"] = hold.BookingId! },
                Caller = _customer,
            });
            if (reply.Status == 200 && reply.Text("status") == "confirmed" && reply.Text("payment_status") == "completed")
            {
                hold.Booked = town.Now;
                return;
            }

            await town.PauseAsync(Patience);
        }
    }
}
