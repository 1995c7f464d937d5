using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Customers;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Events;

/// <summary>Messages of an event's staff to those who have booked.</summary>
public sealed class MessagesApi(IGrainFactory grains, IEventMessageService messages, IEventCatalog events, IIdSource ids)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/api/v1/events/{id}/messages").WithTags("Events");
        all.MapPost("", SendAsync).WithName("sendMessage")
            .WithSummary("Write to all who have booked, in the background; with dry_run only count")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Managers), Keyed = true, Refusals = [RefusalCode.EventNotFound, RefusalCode.TooManyMessages] });
        all.MapGet("", ListAsync).WithName("listMessages").WithSummary("The messages of an event, the youngest first")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Managers), Refusals = [RefusalCode.EventNotFound] });
        all.MapGet("{message_id}", GetAsync).WithName("getMessage").WithSummary("How far the letters of a message are")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Managers), Refusals = [RefusalCode.EventNotFound, RefusalCode.MessageNotFound] });
    }

    private async Task<Results<Accepted<MessageResponse>, Ok<MessageDryRunResponse>, Problem>> SendAsync(SendMessageRequest body, Request request)
    {
        if (await FindAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        List<FieldError> errors = [];
        EmailAddress.Check(body.ReplyTo, "reply_to", errors);
        CheckText(body.Subject, "subject", errors);
        CheckText(body.Text, "text", errors);
        foreach (var section in (body.Sections ?? []).Where(section => view.Sections.All(plan => plan.SectionId != section)))
        {
            errors.Add(new FieldError("sections", $"The event has no section '{section}'; it has {string.Join(", ", view.Sections.Select(static plan => plan.SectionId).Take(10))}."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var message = new EventMessage
        {
            EventId = view.EventId,
            MessageId = Nonces.ToGuid(request.Secrets?.Nonce ?? ids.Next()),
            Subject = body.Subject.Trim(),
            Text = body.Text.Trim(),
            ReplyTo = body.ReplyTo,
            Sections = [.. (body.Sections ?? []).Distinct()],
            By = request.Caller.Subject ?? "",
        };
        if (body.DryRun == true)
        {
            var count = await messages.CountAsync(message);
            return TypedResults.Ok(new MessageDryRunResponse { DryRun = true, Bookings = count.Bookings, Letters = count.Letters, NoAddress = count.NoAddress, More = count.More });
        }

        var answer = await grains.GetGrain<IEventMessagesGrain>(GrainKeys.Event(view.EventId.Key)).Send(message);
        return answer.Message is { } sent
            ? TypedResults.Accepted($"/api/v1/events/{view.EventId}/messages/{sent.Message.MessageId}", MessageResponse.Of(sent))
            : Problems.From(answer.Refusal!);
    }

    private async Task<Results<Ok<Page<MessageResponse>>, Problem>> ListAsync(Request request) => await FindAsync(request) is { } view
        ? TypedResults.Ok(new Page<MessageResponse>([.. (await messages.ListAsync(view.EventId)).Select(MessageResponse.Of)], null))
        : Problems.From(RefusalCode.EventNotFound);

    private async Task<Results<Ok<MessageResponse>, Problem>> GetAsync(Request request) => await FindAsync(request) is not { } view
        ? Problems.From(RefusalCode.EventNotFound)
        : Guid.TryParse(request.Route("message_id"), out var id) && await messages.FindAsync(view.EventId, id) is { } message
            ? TypedResults.Ok(MessageResponse.Of(message))
            : Problems.From(RefusalCode.MessageNotFound);

    private static void CheckText(string text, string name, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(new FieldError(name, $"{name} says nothing; write something."));
        }
    }

    private async Task<EventView?> FindAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id) ? (await events.FindAsync(id))?.View : null;
}
