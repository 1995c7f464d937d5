using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>State to bytes, bytes to state, as storage does it.</summary>
internal static class Wire
{
    private static readonly StateSerializer s_serializer = new();

    public static byte[] Write<T>(T value) => s_serializer.Serialize(value).ToArray();

    public static T Read<T>(byte[] bytes) => s_serializer.Deserialize<T>(new BinaryData(bytes))!;

    public static T RoundTrip<T>(T value) => Read<T>(Write(value));

    public static string Hex<T>(T value) => Convert.ToHexString(Write(value));

    public static T FromHex<T>(string hex) => Read<T>(Convert.FromHexString(hex));
}
