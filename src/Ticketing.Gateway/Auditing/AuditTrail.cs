using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.ApiKeys;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Auditing;

/// <summary>
/// Notes what staff do, durably, before it is done: what can't be noted is not done. The outcome is noted before the
/// answer is sent; a record without one is that of a call which was cut off.
/// </summary>
public sealed partial class AuditTrail(IGrainFactory grains, IIdSource ids, Outages outages, ILogger<AuditTrail> log)
{
    private const int LongestPath = 512;
    private const int LongestReason = 500;
    private readonly ILogger<AuditTrail> _log = log;

    public static bool Notes(Rules rules, Caller caller) => (caller.IsStaff || caller.ActsAs is not null)
        && (rules.Audited || (rules.Access is Access.Admin or Access.Organizer or Access.Operator && !HttpMethods.IsGet(rules.Method)));

    public async Task<Answer> NoteAsync(HttpContext http, Request request, Func<Task<Answer>> act)
    {
        var record = new AuditRecord
        {
            Id = ids.NextGuid(),
            By = request.Caller.Subject ?? "",
            Roles = RolesOf(request.Caller),
            Method = request.Method,
            Path = Cut(ApiKeyText.Redact(request.Path), LongestPath),
            Target = http.GetRouteValue("id") is null ? null : ApiKeyText.Redact(request.Route("id")),
            Reason = ReasonIn(request.Body),
            Address = CallerAddress.Of(http),
            TraceId = Activity.Current?.TraceId.ToString() ?? "",
        };
        var position = await AppendAsync(record);
        try
        {
            var answer = await act();
            await CompleteAsync(position, new AuditOutcome(record.Id, answer.Status, answer.Code, answer.Location));
            return answer;
        }
        catch (Exception e)
        {
            await CompleteAsync(position, outages.Is(e)
                ? new AuditOutcome(record.Id, StatusCodes.Status503ServiceUnavailable, "outcome_unknown", null)
                : new AuditOutcome(record.Id, StatusCodes.Status500InternalServerError, null, null));
            throw;
        }
    }

    /// <summary>As what they act: in an organization, with its id.</summary>
    private static string RolesOf(Caller caller)
    {
        var names = caller.Key is { } key ? ScopeNames.Of(key.Scopes) : caller.ActsAs is { } acts ? [Json.Snake(acts.Role)] : RoleNames.NamesOf(caller.Roles);
        return string.Join(' ', caller.ActsAs is { OrganizationId: var organization } ? names.Select(name => $"{name}@{organization}") : names);
    }

    private IAuditLogGrain Log => grains.GetGrain<IAuditLogGrain>(IAuditLogGrain.All);

    private Task<long> AppendAsync(AuditRecord record) =>
        outages.RepeatAsync((Log, record), static all => all.Log.Append(all.record));

    /// <summary>What was done can't be undone because its outcome could not be noted.</summary>
    private async Task CompleteAsync(long position, AuditOutcome outcome)
    {
        try
        {
            await Log.Complete(position, outcome);
        }
        catch (Exception e) when (outages.Is(e))
        {
            LogNoOutcome(e, position, outcome.Status);
        }
    }

    /// <summary>The body is judged by its handler; here it is only asked for a reason.</summary>
    private static string? ReasonIn(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String
                ? Cut(ApiKeyText.Redact(reason.GetString()!), LongestReason)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Shortened to at most so many characters, between two of them.</summary>
    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome {Status} of audit record {Position} could not be noted")]
    private partial void LogNoOutcome(Exception exception, long position, int status);
}
