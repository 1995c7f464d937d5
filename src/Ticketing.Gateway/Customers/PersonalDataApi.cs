using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Customers;

/// <summary>What is known of a customer, for taking away and for forgetting.</summary>
public sealed class PersonalDataApi(IGrainFactory grains, PersonalDataExport export, BookingsApi bookings, BookingOffice office, TimeProvider time)
{
    private const string ErasureExample = """{"id":"ann","status":"running","started_at":"2027-01-31T19:30:00.000Z","finished_at":null,"by":"ann","reason":null,"bookings":2}""";
    private const string ExportExample = """{"id":"ann","exported_at":"2027-01-31T19:30:00.000Z","profile":{"name":"Ann Example","email":"ann@example.org","locale":"en","version":1,"updated_at":"2027-01-31T19:30:00.000Z"},"block":null,"waitlist":[],"tickets":[],"bookings":[],"next_cursor":null}""";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/customers/me/export", "Everything that is known of oneself, in one document; more than 1,000 bookings go on at next_cursor", request => ExportAsync(request, request.Caller.Subject!))
        {
            Query = ["cursor"],
            Access = Access.Customer,
            AnswerExample = ExportExample,
        },
        new("DELETE", "/api/v1/customers/me", "Erase one's personal data, in the background; bookings stay, nobody's", request => EraseAsync(request.Caller.Subject!, request.Caller.Subject!, null))
        {
            Access = Access.Customer,
            AnswerExample = ErasureExample,
            Successes = [202],
        },
        new("GET", "/api/v1/customers/me/erasure", "How far the erasure of one's personal data is", request => GetAsync(request.Caller.Subject!))
        {
            Access = Access.Customer,
            AnswerExample = ErasureExample,
            Refusals = [RefusalCode.ErasureNotFound],
        },
        new("GET", "/api/v1/admin/customers/{id}/export", "Everything that is known of a customer", request => ExportAsync(request, request.Route("id")))
        {
            Query = ["cursor"],
            Access = Access.Admin,
            Audited = true,
            AnswerExample = ExportExample,
        },
        new("DELETE", "/api/v1/admin/customers/{id}", "Erase a customer's personal data, in the background", EraseByAdminAsync)
        {
            Access = Access.Admin,
            BodyExample = """{"reason":"asked for in writing"}""",
            AnswerExample = ErasureExample,
            Successes = [202],
        },
        new("DELETE", "/api/v1/admin/bookings/{id}/personal-data", "Forget where the guest who has a booking can be written to", request => bookings.WithAsync(request, ForgetGuestAsync))
        {
            Access = Access.Admin,
            BodyExample = """{"reason":"asked for in writing"}""",
            AnswerExample = BookingJson.Example,
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.NotAGuests],
        },
        new("GET", "/api/v1/admin/customers/{id}/erasure", "How far the erasure of a customer's personal data is", request => GetAsync(request.Route("id")))
        {
            Access = Access.Admin,
            AnswerExample = ErasureExample,
            Refusals = [RefusalCode.ErasureNotFound],
        },
    ];

    private async Task<Answer> ExportAsync(Request request, string customer)
    {
        var (start, problem) = Listing.ReadStart(request, 0);
        return problem ?? await export.WriteAsync(customer, start);
    }

    private async Task<Answer> EraseByAdminAsync(Request request)
    {
        var (_, why, problem) = AdminBookingsApi.ReadReason(request);
        return problem ?? await EraseAsync(request.Route("id"), request.Caller.Subject!, why);
    }

    private async Task<Answer> ForgetGuestAsync(Request request, BookingView booking)
    {
        if (AdminBookingsApi.ReadReason(request).Problem is { } problem)
        {
            return problem;
        }

        if (booking.Customer is not null)
        {
            return Problems.From(RefusalCode.NotAGuests);
        }

        await office.ForgetGuestAsync(booking.BookingId);
        return BookingJson.Show(booking with { Email = null }, 200, time.GetUtcNow());
    }

    private async Task<Answer> EraseAsync(string customer, string by, string? why) => Show(customer, await Grain(customer).Start(by, why), 202);

    private async Task<Answer> GetAsync(string customer) =>
        await Grain(customer).Get() is { } erasure ? Show(customer, erasure, 200) : Problems.From(RefusalCode.ErasureNotFound);

    private IErasureGrain Grain(string customer) => grains.GetGrain<IErasureGrain>(customer);

    private static Answer Show(string customer, ErasureView erasure, int status) => Answer.Of(status, (customer, erasure), static (json, shown) =>
    {
        json.WriteString("id"u8, shown.customer);
        json.WriteString("status"u8, shown.erasure.FinishedAt is null ? "running" : "done");
        json.WriteTime("started_at"u8, shown.erasure.StartedAt);
        json.WriteTime("finished_at"u8, shown.erasure.FinishedAt);
        json.WriteString("by"u8, shown.erasure.By);
        json.WriteString("reason"u8, shown.erasure.Why);
        json.WriteNumber("bookings"u8, shown.erasure.Bookings);
    });
}
