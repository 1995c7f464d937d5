using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Customers;

/// <summary>Customers' own profiles, and who is blocked.</summary>
public sealed class CustomersApi(IGrainFactory grains, BlockedCustomers blockedCustomers, TimeProvider time)
{
    private const string Example = """{"id":"ann","name":"Ann Example","email":"ann@example.org","locale":"en","version":1,"updated_at":"2027-01-31T19:30:00.000Z"}""";
    private const string BlockExample = """{"reason":"charged back three times"}""";

    private static readonly SearchValues<char> LocaleLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/customers/me", "Look at one's own profile", async request => Show(request.Caller.Subject!, await Profile(request.Caller.Subject!).Get()))
        {
            Access = Access.Customer,
            AnswerExample = Example,
        },
        new("PUT", "/api/v1/customers/me", "Replace one's own profile (If-Match may be left out)", PutAsync)
        {
            Access = Access.Customer,
            BodyExample = """{"name":"Ann Example","email":"ann@example.org","locale":"en"}""",
            AnswerExample = Example,
            Refusals = [RefusalCode.StaleVersion],
        },
        new("GET", "/api/v1/admin/customers/{id}", "Look at anybody's profile", async request => Show(request.Route("id"), await Profile(request.Route("id")).Get()))
        {
            Access = Access.Admin,
            AnswerExample = Example,
        },
        new("GET", "/api/v1/admin/customers/blocked", "List who is blocked, since when, by whom and why", ListBlockedAsync)
        {
            Access = Access.Admin,
            AnswerExample = """{"items":[{"id":"mallory","since":"2027-01-31T19:30:00.000Z","by":"me","why":"charged back three times"}],"next_cursor":null}""",
        },
        new("PUT", "/api/v1/admin/customers/{id}/block", "Refuse a customer's tokens from now on", BlockAsync)
        {
            Access = Access.Admin,
            BodyExample = BlockExample,
            AnswerExample = """{"id":"mallory","blocked":true}""",
            Refusals = [RefusalCode.BlockListFull],
        },
        new("PUT", "/api/v1/admin/customers/{id}/unblock", "Take a customer's tokens again", UnblockAsync)
        {
            Access = Access.Admin,
            BodyExample = BlockExample,
            AnswerExample = """{"id":"mallory","blocked":false}""",
        },
    ];

    private ICustomerGrain Profile(string customer) => grains.GetGrain<ICustomerGrain>(customer);

    private IBlockListGrain BlockList => grains.GetGrain<IBlockListGrain>(IBlockListGrain.All);

    private async Task<Answer> PutAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var profile = new CustomerView { Name = body.Text("name", 200), Email = EmailAddress.Read(body, "email"), Locale = body.Text("locale", 35) };
        if (profile.Locale is { } locale && locale.AsSpan().ContainsAnyExcept(LocaleLetters))
        {
            body.Wrong<string>("locale", "must be a language tag such as en or de-AT.");
        }

        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        BookingsApi.TryExpected(request, out var expected);
        return await Profile(request.Caller.Subject!).Put(profile, expected) is { } view
            ? Show(request.Caller.Subject!, view)
            : Problems.From(RefusalCode.StaleVersion);
    }

    private async Task<Answer> ListBlockedAsync(Request request) =>
        Listing.Show(next: null, await BlockList.List(), static (json, blocked) =>
        {
            json.WriteString("id"u8, blocked.Customer);
            json.WriteTime("since"u8, blocked.Since);
            json.WriteString("by"u8, blocked.By);
            json.WriteString("why"u8, blocked.Why);
        });

    private async Task<Answer> BlockAsync(Request request)
    {
        var (_, why, problem) = AdminBookingsApi.ReadReason(request);
        if (problem is not null)
        {
            return problem;
        }

        var isThere = await BlockList.Block(new BlockedCustomer(request.Route("id"), time.GetUtcNow(), request.Caller.Subject!, why!));
        blockedCustomers.Forget();
        return isThere ? ShowBlock(request, blocked: true) : Problems.From(RefusalCode.BlockListFull);
    }

    private async Task<Answer> UnblockAsync(Request request)
    {
        var (_, _, problem) = AdminBookingsApi.ReadReason(request);
        if (problem is not null)
        {
            return problem;
        }

        await BlockList.Unblock(request.Route("id"));
        blockedCustomers.Forget();
        return ShowBlock(request, blocked: false);
    }

    private static Answer ShowBlock(Request request, bool blocked) => Answer.Of(200, (Id: request.Route("id"), blocked), static (json, shown) =>
    {
        json.WriteString("id"u8, shown.Id);
        json.WriteBoolean("blocked"u8, shown.blocked);
    });

    internal static void Write(Utf8JsonWriter json, CustomerView profile)
    {
        json.WriteString("name"u8, profile.Name);
        json.WriteString("email"u8, profile.Email);
        json.WriteString("locale"u8, profile.Locale);
        json.WriteNumber("version"u8, profile.Version);
        json.WriteTime("updated_at"u8, profile.UpdatedAt);
    }

    private static Answer Show(string customer, CustomerView view) => Answer.Of(200, (customer, view), static (json, shown) =>
    {
        json.WriteString("id"u8, shown.customer);
        Write(json, shown.view);
    }) with { ETag = string.Create(CultureInfo.InvariantCulture, $"\"{view.Version}\"") };
}
