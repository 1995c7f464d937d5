using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Inventory;

namespace Ticketing.Streaming;

/// <summary>The messages of a stream as they are sent (text/event-stream).</summary>
internal static class StreamText
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };
    private static readonly JsonSerializerOptions Json = GatewayJson.Make();

    /// <summary>A comment, which clients pass over.</summary>
    public static Parcel Heartbeat { get; } = new(0, [new StreamMessage(":\n\n"u8.ToArray())]);

    /// <summary>
    /// The first line says how long a client waits before it comes back. Not the same for all, so that those of a process
    /// that stops don't all come at once: from 1 to 3 seconds.
    /// </summary>
    public static Parcel Greeting(long listener) =>
        new(0, [new StreamMessage(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {1_000 + (listener % 41 * 50)}\n\n")))]);

    /// <summary>The same body as <c>GET …/status</c>. Without its end, since it is the last of a parcel.</summary>
    public static StreamMessage Status(EventCounts counts) => Write("status"u8, EventStatusResponse.Of(counts), isLast: true);

    /// <summary>What was known is to be forgotten; the present state follows.</summary>
    public static StreamMessage Resync(EventCounts counts) => Write("resync"u8, EventStatusResponse.Of(counts));

    /// <summary>The same body as <c>GET /api/v1/events/{id}</c>.</summary>
    public static StreamMessage Facts(EventView view) => Write("event"u8, EventResponse.Of(view));

    /// <summary>Seats of one block by the state that they have now.</summary>
    public static StreamMessage Seats(string section, ILookup<SeatStatus, string> seats) => Write("seats"u8, new SeatsMessage
    {
        Section = section,
        Available = seats[SeatStatus.Available],
        Held = seats[SeatStatus.Held],
        Sold = seats[SeatStatus.Sold],
        Withheld = seats[SeatStatus.Withheld],
        Removed = seats.Contains(SeatStatus.Removed) ? seats[SeatStatus.Removed] : null,
    }) with
    { Section = section };

    /// <summary>Messages, the last of which is a status and carries the id.</summary>
    public static Parcel Pack(long version, uint watch, ImmutableArray<StreamMessage> messages) => new(version, messages)
    {
        End = End(new StreamPosition(version, 0)),
        EndWithSeats = End(new StreamPosition(version, watch)),
    };

    private static byte[] End(StreamPosition position) => Encoding.ASCII.GetBytes($"id: {position}\n\n");

    private static StreamMessage Write<T>(ReadOnlySpan<byte> name, T value, bool isLast = false)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write("event: "u8);
        buffer.Write(name);
        buffer.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            JsonSerializer.Serialize(json, value, (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T)));
        }

        buffer.Write(isLast ? "\n"u8 : "\n\n"u8);
        return new StreamMessage(buffer.WrittenSpan.ToArray());
    }
}

/// <summary>Seats of one section by the state that they have now.</summary>
internal sealed record SeatsMessage
{
    public required string Section { get; init; }

    public required IEnumerable<string> Available { get; init; }

    public required IEnumerable<string> Held { get; init; }

    public required IEnumerable<string> Sold { get; init; }

    public required IEnumerable<string> Withheld { get; init; }

    /// <summary>Seats that were taken away. Not there: none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<string>? Removed { get; init; }
}
