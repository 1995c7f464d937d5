using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;

namespace Ticketing.SignIn;

/// <summary>The links of one address. Nothing is left of them when the last is used or too old.</summary>
[GrainType("ticketing.sign-in")]
public sealed class SignInGrain : SparseGrain, ISignInGrain, IRemindable
{
    private const string ReminderName = "forget";

    private readonly Durable<SignInState> _links;
    private readonly TimeProvider _time;

    public SignInGrain([PersistentState("links")] IPersistentState<SignInState> state, TimeProvider time)
    {
        _links = new Durable<SignInState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _links.IsNothing;

    public async Task<bool> Offer(byte[] hash)
    {
        var now = _time.GetUtcNow();
        var links = _links.Value;
        links.Forget(now);
        if (links.Links.Count >= ISignInGrain.Most)
        {
            await _links.Changed();
            return false;
        }

        await this.RegisterOrUpdateReminder(ReminderName, ISignInGrain.GoodFor, ISignInGrain.GoodFor).Traced("write", "reminder");
        links.Links.Add(new SignInLink(hash, now + ISignInGrain.GoodFor));
        await _links.Changed();
        return true;
    }

    public async Task<bool> Take(byte[] hash)
    {
        var links = await _links.Known();
        links.Forget(_time.GetUtcNow());
        if (!links.Take(hash))
        {
            if (links.Links.Count > 0)
            {
                // An activation beside one that knows more fails here.
                await _links.Changed();
            }

            return false;
        }

        await _links.Changed();
        return true;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var links = await _links.Known();
        links.Forget(_time.GetUtcNow());
        if (links.Links.Count == 0)
        {
            await this.EndReminder(ReminderName, _links, forget: true);
        }
    }
}
