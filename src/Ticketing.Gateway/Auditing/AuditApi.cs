using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Auditing;

/// <summary>What staff did, for admins.</summary>
public sealed class AuditApi(AuditRegister register)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/admin/audit", "List what staff did, newest first (?by=, ?from=, ?to=, ?path= as a beginning)", ListAsync)
        {
            Access = Access.Admin,
            Query = ["by", "from", "to", "path", .. Listing.Parameters],
            AnswerExample = """{"items":[{"id":"8242d34d-8040-8000-8000-000000000001","position":41,"at":"2027-01-31T19:30:00.000Z","by":"me","roles":["admin"],"method":"PUT","path":"/api/v1/admin/bookings/c242d34d-8040-8000-8000-000000000001/refund","target":"c242d34d-8040-8000-8000-000000000001","reason":"late start","address":"192.0.2.7","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","status":200,"code":null}],"next_cursor":null}""",
        },
    ];

    private async Task<Answer> ListAsync(Request request)
    {
        var (filter, problem) = AuditFilter.Read(request);
        var (limit, end, wrong) = Listing.Read(request, int.MaxValue);
        if (filter is null || wrong is not null)
        {
            return problem ?? wrong!;
        }

        var (items, next) = await register.ListAsync(filter, end, limit);
        return Listing.Show(next, items, static (json, item) =>
        {
            var record = item.Record;
            json.WriteString("id"u8, record.Id);
            json.WriteNumber("position"u8, item.Position);
            json.WriteTime("at"u8, record.At);
            json.WriteString("by"u8, record.By);
            json.WriteTexts("roles"u8, record.Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            json.WriteString("method"u8, record.Method);
            json.WriteString("path"u8, record.Path);
            json.WriteString("target"u8, record.Target);
            json.WriteString("reason"u8, record.Reason);
            json.WriteString("address"u8, record.Address);
            json.WriteString("trace_id"u8, record.TraceId);
            if (record.Status == 0)
            {
                json.WriteNull("status"u8);
            }
            else
            {
                json.WriteNumber("status"u8, record.Status);
            }

            json.WriteString("code"u8, record.Code);
        });
    }
}
