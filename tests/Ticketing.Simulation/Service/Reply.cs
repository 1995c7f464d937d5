using System.Text.Json;

namespace Ticketing.Simulation;

/// <summary>What a client learns: an answer, that there is no service (nothing happened), or nothing at all.</summary>
public sealed class Reply(int status, JsonElement body)
{
    public const int NoService = -1;
    public const int Lost = -2;

    public static Reply Unreachable { get; } = new(NoService, default);

    public static Reply Broken { get; } = new(Lost, default);

    public int Status { get; } = status;

    public JsonElement Body { get; } = body;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>It may or may not have happened.</summary>
    public bool IsUnknown => Status is Lost or 503;

    public string Code => Text("code") ?? "";

    public string? Text(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString()
        : null;

    public int Number(string name) => Body.GetProperty(name).GetInt32();

    public DateTimeOffset Time(string name) => Body.GetProperty(name).GetDateTimeOffset();

    public string[] Texts(string name) => Body.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : [];

    public override string ToString() => Status switch
    {
        NoService => "no service",
        Lost => "no answer",
        _ => $"{Status} {Body}",
    };
}
