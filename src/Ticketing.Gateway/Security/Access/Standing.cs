using Microsoft.AspNetCore.Http;
using Ticketing.Customers;
using Ticketing.Identifiers;

namespace Ticketing.Security;

/// <summary>Whether who was let in would be let in now: for what goes on after that, such as streams.</summary>
public sealed class Standing(SessionDesk sessions, StaffDirectory staff, ApiKeyDirectory keys, BlockedCustomers blocked, Outages outages, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Serves the caller. The connection ends within a second or two once they may not be there any more.</summary>
    public async Task ServeAsync(HttpContext http, Caller caller, Func<HttpContext, Task> serve)
    {
        using CancellationTokenSource over = new();
        var watching = WatchAsync(http, caller, over.Token);
        try
        {
            await serve(http);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(HttpContext http, Caller caller, CancellationToken over)
    {
        using PeriodicTimer timer = new(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                if (!await IsStillAsync(http, caller))
                {
                    http.Abort();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
    }

    private async ValueTask<bool> IsStillAsync(HttpContext http, Caller caller)
    {
        try
        {
            if (http.Request.Headers.Authorization.Count == 0 && SessionCookie.IsShown(http.Request) && await sessions.OfAsync(http) is null)
            {
                return false;
            }

            return caller.Subject is not { } subject || (!await blocked.ContainsAsync(subject) && await MayAsync(caller, subject));
        }
        catch (Exception e) when (outages.Is(e))
        {
            // Looked at again in a second.
            return true;
        }
    }

    private async ValueTask<bool> MayAsync(Caller caller, string subject) =>
        caller.Key is not null ? await keys.FindAsync(subject[ReservedNames.KeyPrefix.Length..]) is { } key && !(key.ExpiresAt <= time.GetUtcNow())
        : caller.ActsAs is not { } acts || (await staff.OfAsync(subject)).Contains(acts);
}
