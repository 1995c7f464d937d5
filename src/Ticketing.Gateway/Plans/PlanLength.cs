using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ticketing.Plans;

/// <summary>A length in a plan, in hundredths of a seat: in JSON a number of seats.</summary>
[JsonConverter(typeof(LengthConverter))]
public readonly record struct PlanLength(int Hundredths)
{
    /// <summary>In seats.</summary>
    public const int Most = SeatPlan.MostLength / SeatPlan.Seat;

    internal const string Rule = "must be a number from 0 to 10000.";

    internal static bool TryRead(ref Utf8JsonReader json, out int hundredths)
    {
        var isOne = json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var seats) && seats is >= 0 and <= Most;
        hundredths = isOne ? (int)Math.Round(json.GetDouble() * SeatPlan.Seat, MidpointRounding.AwayFromZero) : 0;
        return isOne;
    }

    internal static double Seats(int hundredths) => (double)hundredths / SeatPlan.Seat;

    internal sealed class LengthConverter : JsonConverter<PlanLength>
    {
        public override PlanLength Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryRead(ref reader, out var hundredths) ? new PlanLength(hundredths) : throw new JsonException("A length " + Rule);

        public override void Write(Utf8JsonWriter writer, PlanLength value, JsonSerializerOptions options) => writer.WriteNumberValue(Seats(value.Hundredths));
    }
}

/// <summary>A place in a plan: in JSON its two lengths, from the left and from the top.</summary>
internal sealed class PlanPointConverter : JsonConverter<PlanPoint>
{
    internal const string Rule = "must be an array of points such as [1.5,2], with numbers from 0 to 10000.";

    public override PlanPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var point) ? point : throw new JsonException("An area " + Rule);

    public override void Write(Utf8JsonWriter writer, PlanPoint value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(PlanLength.Seats(value.X));
        writer.WriteNumberValue(PlanLength.Seats(value.Y));
        writer.WriteEndArray();
    }

    internal static bool TryRead(ref Utf8JsonReader json, out PlanPoint point)
    {
        point = default;
        if (json.TokenType != JsonTokenType.StartArray || !json.Read() || !PlanLength.TryRead(ref json, out var x)
            || !json.Read() || !PlanLength.TryRead(ref json, out var y) || !json.Read() || json.TokenType != JsonTokenType.EndArray)
        {
            return false;
        }

        point = new PlanPoint(x, y);
        return true;
    }
}
