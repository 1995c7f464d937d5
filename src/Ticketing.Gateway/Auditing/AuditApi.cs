using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Auditing;

/// <summary>What staff did, for admins.</summary>
public sealed class AuditApi(IAuditService audit)
{
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/api/v1/admin/audit", ListAsync).WithTags("Audit").WithName("listAuditRecords")
        .WithSummary("List what staff did, newest first")
        .WithRules(new Rules
        {
            Access = Access.Admin,
            Query =
            [
                new("by", "Only what this subject did."),
                new("from", "Only what was done at this time or later.") { Format = "date-time" },
                new("to", "Only what was done before this time.") { Format = "date-time" },
                new("path", "Only calls whose path begins with this."),
                .. Listing.Parameters,
            ],
        });

    private async Task<Results<Ok<Page<AuditRecordResponse>>, Problem>> ListAsync(Request request)
    {
        List<FieldError> errors = [];
        AuditFilter filter = new(request.Query("by"), Query.Time(request, "from", errors), Query.Time(request, "to", errors), request.Query("path"));
        var (limit, end, wrong) = Listing.Read(request, int.MaxValue);
        if (errors.Count > 0 || wrong is not null)
        {
            return errors.Count > 0 ? Problems.Invalid(errors) : wrong!;
        }

        var (items, next) = await audit.ListAsync(filter, end, limit);
        return TypedResults.Ok(Listing.Of(next, items.Select(static item => AuditRecordResponse.Of(item.Position, item.Record))));
    }
}

/// <summary>A call of staff.</summary>
public sealed record AuditRecordResponse
{
    public required Guid Id { get; init; }

    /// <summary>Where it stands in the log, from 0.</summary>
    public required long Position { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The subject of the caller's token.</summary>
    public required string By { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The id in the path; for what was created, where it is.</summary>
    public required string? Target { get; init; }

    /// <summary>The reason in the body.</summary>
    public required string? Reason { get; init; }

    /// <summary>Where the request came from: an IPv4 address, or the first 64 bits of an IPv6 address.</summary>
    public required string Address { get; init; }

    public required string TraceId { get; init; }

    /// <summary>The status of the answer. Null: it is not known whether the call was carried out.</summary>
    public required int? Status { get; init; }

    /// <summary>The code of the answer's problem.</summary>
    public required string? Code { get; init; }

    internal static AuditRecordResponse Of(long position, AuditRecord record) => new()
    {
        Id = record.Id,
        Position = position,
        At = record.At,
        By = record.By,
        Roles = record.Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Method = record.Method,
        Path = record.Path,
        Target = record.Target,
        Reason = record.Reason,
        Address = record.Address,
        TraceId = record.TraceId,
        Status = record.Status == 0 ? null : record.Status,
        Code = record.Code,
    };
}
