using Ticketing.Http;
using Ticketing.Inventory;
using Ticketing.Security;

namespace Ticketing.Seats;

/// <summary>Single seats of the house event: reserve, buy, look.</summary>
public sealed class SeatsApi(SeatCounter counter, Ownership ownership)
{
    private static readonly Answer Reserved = Status("reserved");
    private static readonly Answer Sold = Status("sold");

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/reserve", "Reserve a seat of the house event", ReserveAsync)
        {
            Access = Access.Checkout,
            BodyExample = """{"seat_id":"A-1","user_id":"ann"}""",
            AnswerExample = """{"status":"reserved"}""",
            Refusals = [RefusalCode.SeatTaken],
        },
        new("POST", "/buy", "Buy the seat that one has reserved", BuyAsync)
        {
            Access = Access.Checkout,
            BodyExample = """{"seat_id":"A-1","user_id":"ann"}""",
            AnswerExample = """{"status":"sold"}""",
        },
        new("GET", "/seats/{seat_id}", "Look at a seat of the house event", GetAsync)
        {
            Access = Access.Open,
            AnswerExample = """{"seat_id":"A-1","status":"Reserved"}""",
            Refusals = [RefusalCode.InvalidField],
        },
    ];

    private async Task<Answer> ReserveAsync(Request request)
    {
        var (seat, user, problem) = Read(request);
        return problem ?? (await counter.ReserveAsync(seat!, user!) is { } refusal ? Problems.From(refusal) : Reserved);
    }

    private async Task<Answer> BuyAsync(Request request)
    {
        var (seat, user, problem) = Read(request);
        if (problem is not null)
        {
            return problem;
        }

        return await counter.BuyAsync(seat!, user!) is null
            ? Sold
            : Problems.Write(400, "not_reserved", "The seat is not reserved by this user.", "The reservation has expired, or the seat is another's.");
    }

    private async Task<Answer> GetAsync(Request request)
    {
        var seat = request.Route("seat_id");
        if (!IsSeat(seat))
        {
            return Problems.Invalid([WrongSeat]);
        }

        var status = await counter.StatusAsync(seat);
        return Answer.Of(200, (seat, status), static (json, shown) =>
        {
            json.WriteString("seat_id"u8, shown.seat);
            json.WriteString("status"u8, shown.status switch
            {
                SeatStatus.Available => "Available"u8,
                SeatStatus.Held => "Reserved"u8,
                _ => "Sold"u8,
            });
        });
    }

    private static FieldError WrongSeat { get; } = new("seat_id", "seat_id must have 1 to 32 letters, digits or dashes.");

    private (string? Seat, string? User, Answer? Problem) Read(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return (null, null, problem);
        }

        var seat = body.Text("seat_id", 64, required: true);
        var user = body.Text("user_id", 64, required: true);
        var errors = seat is not null && !IsSeat(seat) ? [.. body.Errors, WrongSeat] : body.Errors;
        if (errors.Count > 0)
        {
            return (null, null, Problems.Invalid(errors));
        }

        var (customer, notYours) = ownership.CustomerFor(request.Caller, user, "user_id");
        return (seat, customer, notYours);
    }

    private static bool IsSeat(string seat)
    {
        foreach (var c in seat)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return seat.Length is > 0 and <= 32;
    }

    private static Answer Status(string status) =>
        Answer.Of(200, status, static (json, status) => json.WriteString("status"u8, status));
}
