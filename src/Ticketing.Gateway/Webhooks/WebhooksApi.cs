using System.Buffers.Binary;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Webhooks;

/// <summary>Subscriptions to what happens, for admins.</summary>
public sealed class WebhooksApi(IGrainFactory grains, IIdSource ids, GatewayOptions options, TimeProvider time)
{
    private const int DefaultOverlapSeconds = 24 * 3_600;
    private const int MaxOverlapSeconds = 7 * 24 * 3_600;

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/admin/webhooks", "Subscribe a receiver to events; the answer has the secret, this once", CreateAsync)
        {
            Access = Access.Admin,
            Keyed = true,
            BodyExample = WebhookJson.BodyExample,
            AnswerExample = WebhookJson.ExampleWithSecret,
            Successes = [201],
        },
        new("GET", "/api/v1/admin/webhooks", "List the subscriptions", ListAsync) { Access = Access.Admin, Query = Listing.Parameters, AnswerExample = """{"items":[],"next_cursor":null}""" },
        new("GET", "/api/v1/admin/webhooks/{id}", "Look at a subscription", GetAsync)
        {
            Access = Access.Admin,
            AnswerExample = WebhookJson.Example,
            Refusals = [RefusalCode.WebhookNotFound],
        },
        new("PUT", "/api/v1/admin/webhooks/{id}", "Replace what a subscription wants, enable or disable it (If-Match may be left out)", PutAsync)
        {
            Access = Access.Admin,
            BodyExample = WebhookJson.BodyExample,
            AnswerExample = WebhookJson.Example,
            Refusals = [RefusalCode.WebhookNotFound, RefusalCode.StaleVersion],
        },
        new("DELETE", "/api/v1/admin/webhooks/{id}", "Take a subscription away", request => WithAsync(request, async hook => WebhookJson.Show(await hook.Delete())))
        {
            Access = Access.Admin,
            AnswerExample = WebhookJson.Example,
            Refusals = [RefusalCode.WebhookNotFound],
        },
        new("POST", "/api/v1/admin/webhooks/{id}/rotate", "Draw a new secret; the present one signs beside it for a while", RotateAsync)
        {
            Access = Access.Admin,
            BodyExample = """{"overlap_seconds":86400}""",
            BodyOptional = true,
            AnswerExample = WebhookJson.ExampleWithSecret,
            Refusals = [RefusalCode.WebhookNotFound],
        },
        new("GET", "/api/v1/admin/webhooks/{id}/deliveries", "The last tries to deliver, the youngest first", DeliveriesAsync)
        {
            Access = Access.Admin,
            Query = Listing.Parameters,
            AnswerExample = $$"""{"items":[{{WebhookJson.DeliveryExample}}],"next_cursor":null}""",
            Refusals = [RefusalCode.WebhookNotFound],
        },
        new("POST", "/api/v1/admin/webhooks/{id}/replay", "Send everything again from a time or an event on", ReplayAsync)
        {
            Access = Access.Admin,
            BodyExample = """{"from":"2027-01-31T19:30:00Z"}""",
            AnswerExample = WebhookJson.Example,
            Successes = [202],
            Refusals = [RefusalCode.WebhookNotFound, RefusalCode.FeedEventNotFound],
        },
        new("POST", "/api/v1/admin/webhooks/{id}/test", "Send an event of type webhook.test and tell what came of it", TestAsync)
        {
            Access = Access.Admin,
            AnswerExample = WebhookJson.DeliveryExample,
            Refusals = [RefusalCode.WebhookNotFound],
        },
    ];

    private async Task<Answer> CreateAsync(Request request)
    {
        var (spec, problem) = Read(request);
        if (spec is null)
        {
            return problem!;
        }

        for (var nonce = request.Secrets?.Nonce ?? ids.Next(); ; nonce = ids.Next())
        {
            var id = IdOf(nonce);
            if (await Grain(id).Create(nonce, spec) is { } created)
            {
                return WebhookJson.Show(created, 201) with { Location = $"/api/v1/admin/webhooks/{id}" };
            }
        }
    }

    private async Task<Answer> ListAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, IWebhookGrain.Directory, request);
        if (page is null)
        {
            return problem!;
        }

        var hooks = await Task.WhenAll(page.Ids.Select(id => Grain(id).Get()));
        return Listing.Show(page, hooks.OfType<WebhookView>(), WebhookJson.Write);
    }

    private Task<Answer> GetAsync(Request request) => WithAsync(request, static async hook =>
        await hook.Get() is { } view ? WebhookJson.Show(new WebhookAnswer(view)) : Problems.From(RefusalCode.WebhookNotFound));

    private Task<Answer> PutAsync(Request request) => WithAsync(request, async hook =>
    {
        if (await hook.Get() is not { } present)
        {
            return Problems.From(RefusalCode.WebhookNotFound);
        }

        var (spec, problem) = Read(request, present.Spec);
        BookingsApi.TryExpected(request, out var expected);
        return spec is null ? problem! : WebhookJson.Show(await hook.Put(spec, expected));
    });

    private Task<Answer> RotateAsync(Request request)
    {
        var overlap = DefaultOverlapSeconds;
        if (request.Body.Length > 0)
        {
            var (body, problem) = RequestBody.Parse(request.Body);
            overlap = body?.Integer("overlap_seconds", 0, MaxOverlapSeconds) ?? overlap;
            if (problem is not null || !body!.IsValid)
            {
                return Task.FromResult(problem ?? Problems.Invalid(body!.Errors));
            }
        }

        return WithAsync(request, async hook => WebhookJson.Show(await hook.Rotate(TimeSpan.FromSeconds(overlap))));
    }

    private Task<Answer> DeliveriesAsync(Request request)
    {
        var (limit, below, problem) = Listing.Read(request, BookingRegister.FromTheEnd);
        return problem is not null ? Task.FromResult(problem) : WithAsync(request, async hook =>
            await hook.Deliveries(below, limit) is { } page
                ? Listing.Show(page.Next, page.Items, WebhookJson.Write)
                : Problems.From(RefusalCode.WebhookNotFound));
    }

    private Task<Answer> ReplayAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return Task.FromResult(problem!);
        }

        var from = body.Time("from");
        var eventId = body.Text("event_id", 200);
        if (body.IsValid && from is null == eventId is null)
        {
            body.Wrong<string>("from", "or event_id must be given, and not both.");
        }

        if (from > time.GetUtcNow())
        {
            body.Wrong<string>("from", "must not be in the future.");
        }

        return !body.IsValid
            ? Task.FromResult(Problems.Invalid(body.Errors))
            : WithAsync(request, async hook => WebhookJson.Show(await hook.Replay(from, eventId), 202));
    }

    private Task<Answer> TestAsync(Request request) => WithAsync(request, static async hook =>
        await hook.Test() is { } delivery ? Answer.Of(200, delivery, WebhookJson.Write) : Problems.From(RefusalCode.WebhookNotFound));

    private (WebhookSpec? Spec, Answer? Problem) Read(Request request, WebhookSpec? present = null)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        return body is null ? (null, problem)
            : WebhookRequest.Read(body, options.AllowPrivateWebhooks, present) is var spec && body.IsValid ? (spec, null)
            : (null, Problems.Invalid(body.Errors));
    }

    private async Task<Answer> WithAsync(Request request, Func<IWebhookGrain, Task<Answer>> answer) =>
        Guid.TryParseExact(request.Route("id"), "D", out var id) ? await answer(Grain(id)) : Problems.From(RefusalCode.WebhookNotFound);

    private IWebhookGrain Grain(Guid id) => grains.GetGrain<IWebhookGrain>(id.ToString("N"));

    /// <summary>A UUID of version 8 from 122 bits.</summary>
    private static Guid IdOf(UInt128 nonce)
    {
        var high = ((ulong)(nonce >> 64) & 0x3FFF_FFFF_FFFF_0FFFUL) | 0x8000UL;
        var low = ((ulong)nonce & 0x3FFF_FFFF_FFFF_FFFFUL) | 0x8000_0000_0000_0000UL;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, new UInt128(high, low));
        return new Guid(bytes, bigEndian: true);
    }
}
