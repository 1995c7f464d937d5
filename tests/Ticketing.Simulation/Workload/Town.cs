using System.Globalization;
using System.Text.RegularExpressions;
using Ticketing.Security;

namespace Ticketing.Simulation;

/// <summary>The clients of a run: who sends what, and what is noted of it.</summary>
public sealed partial class Town(World world, History history, WorkloadOptions options, Func<Ask, Task<Reply>> send)
{
    private const string Json = "application/json";

    /// <summary>64 bytes and the bits beside them, in Base32.</summary>
    private const int SignatureLetters = 104;

    /// <summary>Sees everybody's bookings, and confirms what was paid.</summary>
    public static Caller Boss { get; } = new(PrincipalKind.User, "boss", Roles.Admin);

    /// <summary>How long a booking waits for its payment.</summary>
    public static readonly TimeSpan BookingTimeout = TimeSpan.FromSeconds(100);

    public World World => world;

    public History History => history;

    public WorkloadOptions Options => options;

    public long Now => world.Loop.Now;

    public Task<Reply> AskAsync(Ask ask)
    {
        history.Asked++;
        return TellAsync(ask);
    }

    /// <summary>Asks until somebody answers for certain, with pauses; the last answer when it took too many tries.</summary>
    public async Task<Reply> InsistAsync(Func<Ask> ask, int tries = 40)
    {
        // The mark of a request whose silo died is kept for as long as a request may run.
        var marked = Now + (2 * TimeSpan.TicksPerMinute);
        while (true)
        {
            var reply = await AskAsync(ask());
            if (reply.Status != Reply.NoService && !reply.IsUnknown && reply.Code != "idempotency_key_in_use")
            {
                return reply;
            }

            if (--tries <= 0 && (reply.Code != "idempotency_key_in_use" || Now > marked))
            {
                return reply;
            }

            await PauseAsync(TimeSpan.FromSeconds(3));
        }
    }

    /// <summary>Waits between nothing and <paramref name="most"/>.</summary>
    public Task PauseAsync(TimeSpan most) => UntilAsync(Now + world.Work.Delay(most).Ticks + 1);

    public Task UntilAsync(long moment)
    {
        var over = new TaskCompletionSource();
        world.Loop.At(moment, world.Forever, over.SetResult);
        return over.Task;
    }

    public static string Body(params (string Name, object? Value)[] members) =>
        "{" + string.Join(',', members.Where(member => member.Value is not null).Select(member => $"\"{member.Name}\":{Value(member.Value!)}")) + "}";

    private static string Value(object value) => value switch
    {
        string text => $"\"{text}\"",
        int[] numbers => $"[{string.Join(',', numbers)}]",
        string[] texts => $"[{string.Join(',', texts.Select(text => $"\"{text}\""))}]",
        ItemAsk[] items => $"[{string.Join(',', items.Select(static item => item.Json))}]",
        TypeAsk[] types => $"[{string.Join(',', types.Select(static type => type.Json))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value.GetType()} has no form in JSON here; send {Json} members that are texts or numbers."),
    };

    private async Task<Reply> TellAsync(Ask ask)
    {
        world.Tell(() => WithoutSignatures($"-> {ask}"));
        var reply = await send(ask);
        world.Tell(() => WithoutSignatures($"<- {ask.Method} {ask.Route}: {reply}"));
        if (reply.IsSuccess)
        {
            history.Acknowledged++;
        }

        return reply;
    }

    /// <summary>A signature of ECDSA is another one each time, so a ticket's code is told without the end of it.</summary>
    private static string WithoutSignatures(string text) => TicketCode.Replace(text, static code => $"{code.ValueSpan[..^SignatureLetters]}…");

    [GeneratedRegex("[A-Z2-7]{120,}", RegexOptions.CultureInvariant)]
    private static partial Regex TicketCode { get; }
}
