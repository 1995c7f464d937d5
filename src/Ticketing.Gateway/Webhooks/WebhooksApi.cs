using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Webhooks;

/// <summary>Subscriptions to what happens: admins see all, managers those of their organization.</summary>
public sealed class WebhooksApi(IGrainFactory grains, IEventCatalog events, StaffDirectory organizations, IIdSource ids, GatewayOptions options, TimeProvider time)
{
    private const int DefaultOverlapSeconds = 24 * 3_600;

    public void Map(IEndpointRouteBuilder api)
    {
        var one = new Rules
        {
            Access = Access.Admin,
            Staff = StaffRule.Of(StaffRoles.Managers, async request => Find(request) is { } hook ? (await hook.Get())?.Spec.OrganizationId : null, RefusalCode.WebhookNotFound),
            Refusals = [RefusalCode.WebhookNotFound],
        };
        var hooks = api.MapGroup("/api/v1/admin/webhooks").WithTags("Webhooks");
        hooks.MapPost("", CreateAsync).WithName("createWebhook").WithSummary("Subscribe a receiver to events; the answer has the secret, this once")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfBody<WebhookRequest>(StaffRoles.Managers, static body => StaffScope.Of(body.OrganizationId), RefusalCode.OrganizationNotFound),
                Keyed = true,
                Refusals = [RefusalCode.OrganizationNotFound, RefusalCode.TooManyWebhooks],
            });
        hooks.MapGet("", ListAsync).WithName("listWebhooks").WithSummary("List the subscriptions")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfOrganizationInQuery(StaffRoles.Managers),
                Query = [new("organization_id", "Only those of this organization. Left out, by admins: all.") { Format = "uuid" }, .. Listing.Parameters],
                Refusals = [RefusalCode.OrganizationNotFound],
            });
        hooks.MapGet("{id}", GetAsync).WithName("getWebhook").WithSummary("Look at a subscription").WithRules(one);
        hooks.MapPut("{id}", PutAsync).WithName("replaceWebhook").WithSummary("Replace what a subscription wants, enable or disable it (If-Match may be left out)")
            .WithRules(one with { Shown = typeof(WebhookResponse), Refusals = [RefusalCode.WebhookNotFound, RefusalCode.StaleVersion] });
        hooks.MapDelete("{id}", DeleteAsync).WithName("deleteWebhook").WithSummary("Take a subscription away").WithRules(one);
        hooks.MapPost("{id}/rotate", RotateAsync).WithName("rotateWebhookSecret").WithSummary("Draw a new secret; the present one signs beside it for a while")
            .WithRules(one);
        hooks.MapGet("{id}/deliveries", DeliveriesAsync).WithName("listDeliveries").WithSummary("The last tries to deliver, the youngest first")
            .WithRules(one with { Query = Listing.Parameters });
        hooks.MapPost("{id}/replay", ReplayAsync).WithName("replayWebhook").WithSummary("Send everything again from a time or an event on")
            .WithRules(one with { Refusals = [RefusalCode.WebhookNotFound, RefusalCode.FeedEventNotFound] });
        hooks.MapPost("{id}/test", TestAsync).WithName("testWebhook").WithSummary("Send an event of type webhook.test and tell what came of it").WithRules(one);
    }

    private async Task<Results<Created<WebhookResponse>, Problem>> CreateAsync(WebhookRequest body, Request request)
    {
        List<FieldError> errors = [];
        var spec = body.Read(options.AllowPrivateWebhooks, errors, present: null);
        await CheckEventAsync(spec, errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (spec.OrganizationId is { } organization && await WhyNotMoreAsync(organization) is not RefusalCode.None and var refused)
        {
            return Problems.From(refused);
        }

        for (var nonce = request.Secrets?.Nonce ?? ids.Next(); ; nonce = ids.Next())
        {
            var id = Nonces.ToGuid(nonce);
            if (await Grain(id).Create(nonce, spec) is { } created)
            {
                return created.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Created($"/api/v1/admin/webhooks/{id}", Tagged(request, created));
            }
        }
    }

    private async Task<Results<Ok<Page<WebhookResponse>>, Problem>> ListAsync(Request request)
    {
        if (EventListQuery.WhyNotOrganization(request) is { } wrong)
        {
            return wrong;
        }

        var organization = EventListQuery.OrganizationIn(request);
        if (organization is { } named && await organizations.FindAsync(named) is null)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var (page, problem) = await Listing.PageAsync(grains, WebhookDirectories.Of(organization), request);
        if (page is null)
        {
            return problem!;
        }

        var hooks = await Task.WhenAll(page.Ids.Select(id => Grain(id).Get()));
        return TypedResults.Ok(Listing.Of(page.Next, hooks.OfType<WebhookView>().Select(static hook => WebhookResponse.Of(hook))));
    }

    private async Task<Results<Ok<WebhookResponse>, Problem>> GetAsync(Request request) =>
        Find(request) is { } hook && await hook.Get() is { } view ? Show(request, new WebhookAnswer(view)) : Problems.From(RefusalCode.WebhookNotFound);

    private async Task<Results<Ok<WebhookResponse>, Problem>> PutAsync(WebhookRequest body, Request request)
    {
        if (Find(request) is not { } hook || await hook.Get() is not { } present)
        {
            return Problems.From(RefusalCode.WebhookNotFound);
        }

        List<FieldError> errors = [];
        var spec = body.Read(options.AllowPrivateWebhooks, errors, present.Spec);
        await CheckEventAsync(spec, errors);
        return errors.Count > 0 ? Problems.Invalid(errors) : Show(request, await hook.Put(spec, EntityTags.Expected(request, present.Version)));
    }

    private async Task<Results<Ok<WebhookResponse>, Problem>> DeleteAsync(Request request) =>
        Find(request) is { } hook ? Show(request, await hook.Delete()) : Problems.From(RefusalCode.WebhookNotFound);

    private async Task<Results<Ok<WebhookResponse>, Problem>> RotateAsync(RotateSecretRequest? body, Request request) => Find(request) is { } hook
        ? Show(request, await hook.Rotate(TimeSpan.FromSeconds(body?.OverlapSeconds ?? DefaultOverlapSeconds)))
        : Problems.From(RefusalCode.WebhookNotFound);

    private async Task<Results<Ok<Page<DeliveryResponse>>, Problem>> DeliveriesAsync(Request request)
    {
        var (limit, below, problem) = Listing.Read(request, IBookingListService.FromTheEnd);
        return problem is not null ? problem
            : Find(request) is { } hook && await hook.Deliveries(below, limit) is { } page ? TypedResults.Ok(Listing.Of(page.Next, page.Items.Select(DeliveryResponse.Of)))
            : Problems.From(RefusalCode.WebhookNotFound);
    }

    private async Task<Results<Accepted<WebhookResponse>, Problem>> ReplayAsync(ReplayRequest body, Request request)
    {
        List<FieldError> errors = [];
        if (body.From is null == body.EventId is null)
        {
            errors.Add(new FieldError("from", "from or event_id must be given, and not both."));
        }

        if (body.From > time.GetUtcNow())
        {
            errors.Add(new FieldError("from", "from must not be in the future."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (Find(request) is not { } hook)
        {
            return Problems.From(RefusalCode.WebhookNotFound);
        }

        var answer = await hook.Replay(body.From, body.EventId);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Accepted((string?)null, Tagged(request, answer));
    }

    private async Task<Results<Ok<DeliveryResponse>, Problem>> TestAsync(Request request) => Find(request) is { } hook && await hook.Test() is { } delivery
        ? TypedResults.Ok(DeliveryResponse.Of(delivery))
        : Problems.From(RefusalCode.WebhookNotFound);

    private static Results<Ok<WebhookResponse>, Problem> Show(Request request, WebhookAnswer answer) =>
        answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(Tagged(request, answer));

    private static WebhookResponse Tagged(Request request, WebhookAnswer answer)
    {
        request.Tag(answer.Webhook!.Version);
        return WebhookResponse.Of(answer.Webhook, answer.Secret);
    }

    /// <summary>An organization hears of its own events alone: it is told at once that another's is not there.</summary>
    private async Task CheckEventAsync(WebhookSpec spec, List<FieldError> errors)
    {
        if (spec is { OrganizationId: { } organization, EventId: { } id } && (await events.FindAsync(id))?.View.OrganizationId != organization)
        {
            errors.Add(new FieldError("event_id", "event_id must be the id of an event of the organization."));
        }
    }

    /// <summary>None: the organization may have another subscription.</summary>
    private async Task<RefusalCode> WhyNotMoreAsync(Guid organization)
    {
        if (await organizations.FindAsync(organization) is null)
        {
            return RefusalCode.OrganizationNotFound;
        }

        var count = 0;
        for (int? next = 0; next is { } start && count < IWebhookGrain.MostOfOne;)
        {
            var page = await grains.GetGrain<IDirectoryGrain>(WebhookDirectories.Of(organization)).List(start, Listing.MaxLimit);
            count += (await Task.WhenAll(page.Ids.Select(id => Grain(id).Get()))).Count(static hook => hook is not null);
            next = page.Next;
        }

        return count < IWebhookGrain.MostOfOne ? RefusalCode.None : RefusalCode.TooManyWebhooks;
    }

    /// <summary>Null: there is no such id.</summary>
    private IWebhookGrain? Find(Request request) => Guid.TryParseExact(request.Route("id"), "D", out var id) ? Grain(id) : null;

    private IWebhookGrain Grain(Guid id) => grains.GetGrain<IWebhookGrain>(id.ToString("N"));
}
