namespace Ticketing;

/// <summary>Every reason for which a command is refused. Numbers are sent and stored: never reuse one.</summary>
public enum RefusalCode
{
    None = 0,

    // No such thing.
    EventNotFound = 1,
    SeatNotFound = 2,
    HoldNotFound = 3,
    BookingNotFound = 4,
    VenueNotFound = 5,
    SectionNotFound = 6,
    WebhookNotFound = 7,
    FeedEventNotFound = 8,
    WaitlistEntryNotFound = 9,
    CancellationNotFound = 10,
    CodeNotFound = 11,
    NoticeNotFound = 19,
    MessageNotFound = 180,

    // The places are not to be had.
    InsufficientSeats = 20,
    SeatTaken = 21,
    NotOnSale = 22,
    CustomerLimit = 23,
    EventOver = 28,

    // The waitlist.
    WaitlistNotNeeded = 24,
    AlreadyWaiting = 25,
    NothingOffered = 26,
    WaitlistTransition = 27,

    // The hold is not in the state that the command needs.
    WrongToken = 40,
    HoldExpired = 41,
    HoldReleased = 42,
    AlreadyBooked = 43,

    // The request can't be served as it stands.
    InvalidField = 60,
    StaleVersion = 61,
    IllegalTransition = 62,
    IdempotencyMismatch = 63,
    IdempotencyRunning = 64,

    // The booking's life does not go that way.
    BookingTransition = 70,
    CancelledTooLate = 71,
    RefundTooHigh = 72,

    // Tickets.
    NoTickets = 73,
    TicketNotFound = 74,
    NoStart = 76,
    NoAddress = 77,
    MailRefused = 78,
    MailUnavailable = 79,

    // Payments.
    PaymentUnderWay = 91,
    PaymentAttempts = 92,
    PaymentDeclined = 93,
    PaymentElsewhere = 94,
    WebhookUnsigned = 95,
    PaymentProviderNotFound = 96,
    PaymentNotFound = 98,
    PaymentTransition = 99,
    PaymentRequired = 150,

    // Customers.
    BlockListFull = 75,
    ErasureNotFound = 90,
    NotAGuests = 97,

    // Nothing wrong with the request: try again.
    Busy = 80,

    // The door.
    AlreadyAdmitted = 100,
    TicketCancelled = 101,
    TicketRevoked = 102,
    WrongEvent = 103,
    TicketForged = 104,
    NoTicketCode = 105,
    TicketTooEarly = 106,
    TicketExpired = 107,
    AdmissionUndone = 108,
    ClockSkew = 109,
    ScanTooOld = 110,
    NotAdmitted = 111,
    AlreadyAttended = 112,
    TicketNumberNeeded = 113,

    // Tickets, in the background.
    DeadLetterNotFound = 130,

    // Exchanges.
    ExchangeUnderWay = 120,
    ExchangedTooLate = 121,
    ExchangeLimit = 122,
    PaymentNeeded = 123,

    // Tickets that were passed on.
    TicketPassedOn = 140,
    TicketsPassedOn = 141,
    TransferredTooLate = 142,
    TransferLimit = 143,

    // Codes.
    CodeUsedUp = 160,
    CodeNotValidNow = 161,
    CodeExists = 162,
    TooManyCodes = 163,

    // Messages to those who have booked.
    TooManyMessages = 181,

    // Receipts.
    ReceiptNotFound = 190,

    // Attendees.
    AttendeesTooLate = 200,
    AttendeesLimit = 201,

    // Organizations and their staff.
    OrganizationNotFound = 210,
    TooManyOrganizations = 211,
    TooManyStaff = 212,
    LastOwner = 213,
    StaffNotFound = 214,

    // Signing in.
    SignInOff = 215,
    LinkNotGood = 216,

    // Places that staff keep from sale.
    WithholdingNotFound = 220,

    // Seat plans.
    PlanTooLarge = 230,

    // Ticket types of which there are only so many.
    TypeSoldOut = 240,

    // API keys.
    ApiKeyNotFound = 255,
    TooManyApiKeys = 256,

    // Webhooks of organizations.
    TooManyWebhooks = 257,

    // Organizations' accounts at the provider of payments.
    SellerNotReady = 265,
    PaymentAccountNotFound = 266,
    PaymentAccountInUse = 267,
    OneSeller = 268,

    // Tickets that were given back.
    TicketGivenBack = 275,
}
