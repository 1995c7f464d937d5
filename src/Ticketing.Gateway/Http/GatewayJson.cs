using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Ticketing.ApiKeys;
using Ticketing.Attendees;
using Ticketing.Auditing;
using Ticketing.Availability;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Customers;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Operations;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Plans;
using Ticketing.Receipts;
using Ticketing.Seats;
using Ticketing.SignIn;
using Ticketing.Streaming;
using Ticketing.Tickets;
using Ticketing.Venues;
using Ticketing.Waitlists;
using Ticketing.Webhooks;
using Ticketing.Withholdings;

namespace Ticketing.Http;

/// <summary>What requests and answers are made of, as source that needs no reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AddStaffRequest))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(Page<ApiKeyResponse>))]
[JsonSerializable(typeof(RenameApiKeyRequest))]
[JsonSerializable(typeof(CreateOrganizationRequest))]
[JsonSerializable(typeof(LinkSentResponse))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(OrganizationResponse))]
[JsonSerializable(typeof(Page<OrganizationResponse>))]
[JsonSerializable(typeof(Page<StaffResponse>))]
[JsonSerializable(typeof(SendLinkRequest))]
[JsonSerializable(typeof(StaffResponse))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(UpdateOrganizationRequest))]
[JsonSerializable(typeof(UseLinkRequest))]
[JsonSerializable(typeof(AttemptResponse))]
[JsonSerializable(typeof(PaymentProviderResponse))]
[JsonSerializable(typeof(AvailabilityResponse))]
[JsonSerializable(typeof(BlockResponse))]
[JsonSerializable(typeof(BookingResponse))]
[JsonSerializable(typeof(BookingAttendeesResponse))]
[JsonSerializable(typeof(BookingStatusResponse))]
[JsonSerializable(typeof(BookOfferRequest))]
[JsonSerializable(typeof(BookRequest))]
[JsonSerializable(typeof(CancelAnyBookingRequest))]
[JsonSerializable(typeof(CancelBookingRequest))]
[JsonSerializable(typeof(GiveBackRequest))]
[JsonSerializable(typeof(CancelEntryRequest))]
[JsonSerializable(typeof(CancelEventRequest))]
[JsonSerializable(typeof(CancellationDryRunResponse))]
[JsonSerializable(typeof(CancellationResponse))]
[JsonSerializable(typeof(CheckInReportRequest))]
[JsonSerializable(typeof(CheckInReportResponse))]
[JsonSerializable(typeof(CheckInRequest))]
[JsonSerializable(typeof(CheckInResponse))]
[JsonSerializable(typeof(CodeResponse))]
[JsonSerializable(typeof(CompletePaymentRequest))]
[JsonSerializable(typeof(ConfirmBookingRequest))]
[JsonSerializable(typeof(CreateCodeRequest))]
[JsonSerializable(typeof(CreateEventRequest))]
[JsonSerializable(typeof(CreateVenueRequest))]
[JsonSerializable(typeof(CustomerRequest))]
[JsonSerializable(typeof(CustomerResponse))]
[JsonSerializable(typeof(DeliveryResponse))]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(DoorCountsResponse))]
[JsonSerializable(typeof(DuplicateEventRequest))]
[JsonSerializable(typeof(ErasureResponse))]
[JsonSerializable(typeof(EventResponse))]
[JsonSerializable(typeof(EventSalesResponse))]
[JsonSerializable(typeof(EventStatsResponse))]
[JsonSerializable(typeof(EventStatusResponse))]
[JsonSerializable(typeof(ExchangeBookingRequest))]
[JsonSerializable(typeof(FinalizationResponse))]
[JsonSerializable(typeof(GeneratePlanRequest))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(HoldResponse))]
[JsonSerializable(typeof(HouseSeatRequest))]
[JsonSerializable(typeof(HouseSeatResponse))]
[JsonSerializable(typeof(InfoResponse))]
[JsonSerializable(typeof(JoinWaitlistRequest))]
[JsonSerializable(typeof(MailedResponse))]
[JsonSerializable(typeof(MailTicketsRequest))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(MessageDryRunResponse))]
[JsonSerializable(typeof(NoticeResponse))]
[JsonSerializable(typeof(Page<MessageResponse>))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(Page<AttemptResponse>))]
[JsonSerializable(typeof(Page<AuditRecordResponse>))]
[JsonSerializable(typeof(Page<AvailabilityResponse>))]
[JsonSerializable(typeof(Page<BlockedCustomerResponse>))]
[JsonSerializable(typeof(Page<BookingResponse>))]
[JsonSerializable(typeof(Page<BookingStepResponse>))]
[JsonSerializable(typeof(Page<CodeResponse>))]
[JsonSerializable(typeof(Page<DeadLetterResponse>))]
[JsonSerializable(typeof(Page<EventAttendeeResponse>))]
[JsonSerializable(typeof(Page<DeliveryResponse>))]
[JsonSerializable(typeof(Page<EventResponse>))]
[JsonSerializable(typeof(Page<PassResponse>))]
[JsonSerializable(typeof(Page<ReceiptResponse>))]
[JsonSerializable(typeof(Page<SeatResponse>))]
[JsonSerializable(typeof(Page<TicketResponse>))]
[JsonSerializable(typeof(Page<VenueResponse>))]
[JsonSerializable(typeof(Page<WaitlistEntryResponse>))]
[JsonSerializable(typeof(Page<WebhookResponse>))]
[JsonSerializable(typeof(Page<WithholdingResponse>))]
[JsonSerializable(typeof(ReleaseWithheldRequest))]
[JsonSerializable(typeof(WithholdRequest))]
[JsonSerializable(typeof(PassResponse))]
[JsonSerializable(typeof(PayBookingRequest))]
[JsonSerializable(typeof(PaymentWebhookRequest))]
[JsonSerializable(typeof(PersonalDataResponse))]
[JsonSerializable(typeof(PlaceHoldRequest))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(ReceivedResponse))]
[JsonSerializable(typeof(RefundBookingRequest))]
[JsonSerializable(typeof(ReissuedTicketResponse))]
[JsonSerializable(typeof(ReleasedReservationResponse))]
[JsonSerializable(typeof(ReleaseReservationRequest))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReservationResponse))]
[JsonSerializable(typeof(ReservePlacesRequest))]
[JsonSerializable(typeof(RetryResponse))]
[JsonSerializable(typeof(RevocationsResponse))]
[JsonSerializable(typeof(RotateSecretRequest))]
[JsonSerializable(typeof(SeatResponse))]
[JsonSerializable(typeof(SeatPlanDocument))]
[JsonSerializable(typeof(SeatsMessage))]
[JsonSerializable(typeof(SectionPricesRequest))]
[JsonSerializable(typeof(SectionPlacesRequest))]
[JsonSerializable(typeof(SectionRequest))]
[JsonSerializable(typeof(SetAttendeesRequest))]
[JsonSerializable(typeof(StartBookingRequest))]
[JsonSerializable(typeof(TakenSeatResponse))]
[JsonSerializable(typeof(TicketKeysResponse))]
[JsonSerializable(typeof(TicketResponse))]
[JsonSerializable(typeof(TransferTicketRequest))]
[JsonSerializable(typeof(UndoAdmissionRequest))]
[JsonSerializable(typeof(UpdateCodeRequest))]
[JsonSerializable(typeof(UpdateEventRequest))]
[JsonSerializable(typeof(VenueResponse))]
[JsonSerializable(typeof(WaitlistEntryResponse))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookResponse))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>The same for what is sent beside answers.</summary>
    public static JsonSerializerOptions Make()
    {
        JsonOptions options = new();
        Configure(options);
        return options.SerializerOptions;
    }

    /// <summary>How all JSON is read and written.</summary>
    public static void Configure(JsonOptions options)
    {
        var json = options.SerializerOptions;
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Encoder = Answer.Encoder;
        json.Converters.Add(new TimeConverter());
        json.Converters.Add(new PlanPointConverter());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        json.TypeInfoResolverChain.Insert(0, Default);
    }
}
