using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Orleans;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Idempotency;

/// <summary>
/// Gives the first answer again to a request that comes with the same idempotency key. All that a keyed request creates
/// has identifiers derived from the key, so that a retry after a crash meets what the first try made.
/// </summary>
public sealed class IdempotencyGate(IGrainFactory grains, TimeProvider time, Outages outages)
{
    /// <summary>The fewest characters of an anonymous caller's key: 128 bits in base64url.</summary>
    private const int Shortest = 22;
    private const int Longest = 255;

    private byte[]? _secret;

    public async Task<Answer> ServeAsync(Request request, string key, string template, Func<Task<Answer>> act)
    {
        var caller = request.Caller;
        var shortest = caller.IsGuest ? Shortest : 1;
        if (key.Length < shortest || key.Length > Longest || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return Problems.Invalid([new FieldError(
                "Idempotency-Key",
                caller.IsGuest
                    ? $"The key must have {Shortest} to {Longest} visible ASCII characters and must not be guessable (128 random bits, such as a UUID)."
                    : $"The key must have 1 to {Longest} visible ASCII characters.")]);
        }

        _secret ??= await grains.GetGrain<ISecretGrain>("idempotency").Get();
        // A key is its caller's own; neither a key nor a subject has line ends.
        var target = request.Target(template);
        var scope = caller.IsGuest ? $"{request.Method}\n{target}\n{key}" : $"{request.Method}\n{target}\n{key}\n{caller.Subject}";
        var id = Derive("key", scope);
        var fingerprint = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(request.Body.Span));
        request.Secrets = new KeySecrets(Derive("nonce", scope), PaymentToken.Encode(Derive("token", scope)), fingerprint);

        var today = Page(id, 0);
        var known = await Page(id, -1).Begin(id, fingerprint, begin: false);
        if (known.State == KeyState.Fresh)
        {
            known = await today.Begin(id, fingerprint, begin: true);
        }

        switch (known.State)
        {
            case KeyState.Running:
                return Problems.From(RefusalCode.IdempotencyRunning);
            case KeyState.Mismatch:
                return Problems.From(RefusalCode.IdempotencyMismatch);
            case KeyState.Answered:
                return Replay(known.Answer!);
        }

        return await FirstAsync(act, today, id, fingerprint);
    }

    private async Task<Answer> FirstAsync(Func<Task<Answer>> act, IIdempotencyGrain page, UInt128 id, ulong fingerprint)
    {
        var answered = false;
        using CancellationTokenSource ended = new();
        try
        {
            var running = act();
            if (!running.IsCompleted)
            {
                _ = KeepAsync(page, id, fingerprint, ended.Token);
            }

            var answer = await running;
            if (answer.Status is < 500 and not StatusCodes.Status429TooManyRequests)
            {
                var kept = await page.Complete(id, fingerprint, new StoredAnswer
                {
                    Status = answer.Status,
                    ContentType = answer.ContentType,
                    Body = answer.Body.ToArray(),
                    Location = answer.Location,
                    ETag = answer.ETag,
                });
                answered = true;
                if (kept.Status != answer.Status || !kept.Body.AsSpan().SequenceEqual(answer.Body.Span))
                {
                    // It was so slow that another was let in, and answered first: there is one answer to a key.
                    return Replay(kept);
                }
            }

            return answer;
        }
        finally
        {
            ended.Cancel();
            if (!answered)
            {
                // No verdict: the next request with this key may try.
                await page.Abandon(id);
            }
        }
    }

    /// <summary>The key stays this request's while it runs. Where that can't be said, it is another's soon, who meets what this one did.</summary>
    private async Task KeepAsync(IIdempotencyGrain page, UInt128 id, ulong fingerprint, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(IIdempotencyGrain.Lease / 3, time, ended);
                await page.Renew(id, fingerprint);
            }
        }
        catch (Exception e) when (e is OperationCanceledException || outages.Is(e))
        {
            // It has ended, or its page can't be reached.
        }
    }

    private static Answer Replay(StoredAnswer answer) => new(answer.Status, answer.Body, answer.ContentType)
    {
        Location = answer.Location,
        ETag = answer.ETag,
        Replayed = true,
    };

    private IIdempotencyGrain Page(UInt128 id, int days) => grains.GetGrain<IIdempotencyGrain>(string.Create(
        CultureInfo.InvariantCulture, $"{time.GetUtcNow().AddDays(days):yyyyMMdd}-{(ushort)(id >> 112):x4}"));

    private UInt128 Derive(string label, string scope) =>
        BinaryPrimitives.ReadUInt128BigEndian(HMACSHA256.HashData(_secret!, Encoding.UTF8.GetBytes($"{label}\n{scope}")));
}
