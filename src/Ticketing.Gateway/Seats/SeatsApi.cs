using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Security;

namespace Ticketing.Seats;

/// <summary>Single seats of the house event: reserve, buy, look.</summary>
public sealed class SeatsApi(IGrainFactory grains, IIdSource ids, Ownership ownership, PlaceLimiter places)
{
    internal const int LongestSeat = 32;

    private static readonly FieldError WrongSeat = new("seat_id", $"seat_id must have 1 to {LongestSeat} letters, digits or dashes.");
    private static readonly Ok<TakenSeatResponse> Reserved = TypedResults.Ok(new TakenSeatResponse { Status = "reserved" });
    private static readonly Ok<TakenSeatResponse> Sold = TypedResults.Ok(new TakenSeatResponse { Status = "sold" });

    public void Map(IEndpointRouteBuilder api)
    {
        var house = api.MapGroup("").WithTags("House");
        house.MapPost("/reserve", ReserveAsync).WithName("reserveHouseSeat").WithSummary("Reserve a seat of the house event")
            .WithRules(new Rules { Access = Access.Checkout, Refusals = [RefusalCode.SeatTaken] });
        house.MapPost("/buy", BuyAsync).WithName("buyHouseSeat").WithSummary("Buy the seat that one has reserved")
            .WithRules(new Rules { Access = Access.Checkout });
        house.MapGet("/seats/{seat_id}", GetAsync).WithName("getHouseSeat").WithSummary("Look at a seat of the house event")
            .WithRules(new Rules { Access = Access.Open, Revalidates = true, Refusals = [RefusalCode.InvalidField] });
    }

    private async Task<Results<Ok<TakenSeatResponse>, Problem>> ReserveAsync(HouseSeatRequest body, Request request)
    {
        var (user, problem) = UserOf(body, request);
        if (problem is not null)
        {
            return problem;
        }

        using var taking = places.Take(request, 1);
        if (taking.Refused is { } tooMany)
        {
            return tooMany;
        }

        var answer = await BlockOf(body.SeatId).Place(new PlaceHold { Nonce = (ulong)ids.Next(), OpenSeat = body.SeatId, Customer = user });
        if (answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        taking.Keep();
        return Reserved;
    }

    private async Task<Results<Ok<TakenSeatResponse>, Problem>> BuyAsync(HouseSeatRequest body, Request request)
    {
        var (user, problem) = UserOf(body, request);
        if (problem is not null)
        {
            return problem;
        }

        return (await BlockOf(body.SeatId).BuyOpenSeat(body.SeatId, user!)).Refusal is null
            ? Sold
            : Problems.Write(400, "not_reserved", "The seat is not reserved by this user.", "The reservation has expired, or the seat is another's.");
    }

    private async Task<Results<Ok<HouseSeatResponse>, Problem>> GetAsync(Request request)
    {
        var seat = request.Route("seat_id");
        if (!IsSeat(seat))
        {
            return Problems.Invalid([WrongSeat]);
        }

        return TypedResults.Ok(new HouseSeatResponse
        {
            SeatId = seat,
            Status = await BlockOf(seat).OpenSeat(seat) switch
            {
                SeatStatus.Available => "Available",
                SeatStatus.Held => "Reserved",
                _ => "Sold",
            },
        });
    }

    private (string? User, Problem? Problem) UserOf(HouseSeatRequest body, Request request) =>
        IsSeat(body.SeatId) ? ownership.CustomerFor(request.Caller, body.UserId, "user_id") : (null, Problems.Invalid([WrongSeat]));

    private ISectionGrain BlockOf(string seat) => grains.GetGrain<ISectionGrain>(GrainKeys.HouseSection(seat));

    private static bool IsSeat(string seat) => seat.Length <= LongestSeat && Labels.IsOne(seat, "-");
}
