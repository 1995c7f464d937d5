using Ticketing.Identifiers;

namespace Ticketing.Simulation;

/// <summary>Takes a seat of the house event: any name is a seat, and the user is the proof.</summary>
public sealed class HouseGuest(Town town, string user)
{
    /// <summary>How many seats a block can have here.</summary>
    public const int Room = 3;

    /// <summary>More seats of one block than it can have, so that some make room for others.</summary>
    private static readonly string[] Seats =
        [.. Enumerable.Range(0, int.MaxValue).Select(static i => $"H{i}").Where(static seat => GrainKeys.HouseSection(seat) == GrainKeys.HouseSection("H0")).Take(6)];

    public async Task TakeAsync()
    {
        var record = new HouseRecord { Seat = Seats[town.World.Work.Below(Seats.Length)], User = user, Asked = town.Now };
        town.History.House.Add(record);
        var reserved = await town.InsistAsync(() => Ask("/reserve", record), tries: 6);
        if (reserved.Status != 200)
        {
            town.History.Require(
                reserved.Status is 409 or 503 or Reply.Lost or Reply.NoService, "HTTP", () => $"reserving {record.Seat} gave {reserved}");
            return;
        }

        record.Reserved = town.Now;
        await town.PauseAsync(TimeSpan.FromMinutes(2));
        if (!town.World.Work.Hits(0.6))
        {
            return;
        }

        record.BuyAsked = town.Now;
        var bought = await town.InsistAsync(() => Ask("/buy", record), tries: 6);
        if (bought.Status == 200)
        {
            record.Bought = town.Now;
        }
        else
        {
            town.History.Require(
                bought.Status is 400 or 503 or Reply.Lost or Reply.NoService, "HTTP", () => $"buying {record.Seat} gave {bought}");
        }
    }

    private Ask Ask(string path, HouseRecord record) => new("POST", path, Town.Body(("seat_id", record.Seat), ("user_id", user)));
}
