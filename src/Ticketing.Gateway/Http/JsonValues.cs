using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ticketing.Money;

namespace Ticketing.Http;

/// <summary>An amount of money as a client wrote it: a decimal string or a number, which is judged when its currency is known.</summary>
[JsonConverter(typeof(AmountConverter))]
public readonly record struct Amount(string Text)
{
    /// <summary>In minor units. What is no amount in the currency is noted among the errors, and 0.</summary>
    internal long In(Currency currency, string path, List<FieldError> errors)
    {
        if (currency.TryParseAmount(Text, out var minor) && minor >= 0)
        {
            return minor;
        }

        errors.Add(new FieldError(path, $"{path[(path.LastIndexOf('.') + 1)..]} must be an amount such as \"12.50\" with at most {currency.MinorUnits} decimals."));
        return 0;
    }

    /// <summary>As answers have it: a decimal string.</summary>
    internal static string Of(long minor, string currency) =>
        Currency.TryFind(currency, out var known) ? known.Format(minor) : minor.ToString(CultureInfo.InvariantCulture);

    internal sealed class AmountConverter : JsonConverter<Amount>
    {
        public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    return new Amount(JsonText.IsText(reader) ? reader.GetString()! : "");
                case JsonTokenType.Number:
                    return new Amount(System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
                default:
                    reader.Skip();
                    return new Amount("");
            }
        }

        public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}

/// <summary>Times as RFC 3339 has them: read with any offset, written in UTC to the millisecond.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rfc3339.TryParse(reader.GetString() ?? "", out var time) ? time : throw new JsonException("A time " + Rfc3339.Rule);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        Rfc3339.TryFormat(value, text, out var length);
        writer.WriteStringValue(text[..length]);
    }
}
