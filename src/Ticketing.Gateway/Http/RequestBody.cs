using System.Text.Json;

namespace Ticketing.Http;

/// <summary>Reads members of a JSON object and notes every one that is wrong, by its path.</summary>
public sealed class RequestBody(JsonElement json, string path, List<FieldError> errors)
{
    public bool IsValid => errors.Count == 0;

    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>The parsed body, or the answer that says what is wrong with it.</summary>
    public static (RequestBody? Body, Answer? Problem) Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (new RequestBody(document.RootElement.Clone(), "", []), null)
                : (null, Problems.Malformed("The body must be a JSON object."));
        }
        catch (JsonException e)
        {
            return (null, Problems.Malformed($"The body is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."));
        }
    }

    public bool Has(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public string? Text(string name, int most, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (TextOf(value) is not { } text || !IsClean(text))
        {
            return Wrong<string>(name, "must be a text without control characters.");
        }

        return text.Length is 0 || text.Length > most ? Wrong<string>(name, $"must have 1 to {most} characters.") : text;
    }

    public int? Integer(string name, int least, int most, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong<string>(name, $"must be a whole number from {least} to {most}.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (!Find(name, false, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Wrong<string>(name, "must be true or false.");
        return null;
    }

    public Guid? Uuid(string name, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (TryRead(value, static (JsonElement text, out Guid id) => text.TryGetGuid(out id), out var id))
        {
            return id;
        }

        Wrong<string>(name, "must be a UUID.");
        return null;
    }

    public DateTimeOffset? Time(string name)
    {
        if (!Find(name, false, out var value))
        {
            return null;
        }

        if (TryRead(value, static (JsonElement text, out DateTimeOffset time) => text.TryGetDateTimeOffset(out time), out var time))
        {
            return time.ToUniversalTime();
        }

        Wrong<string>(name, "must be a time such as 2027-01-31T19:30:00Z.");
        return null;
    }

    /// <summary>An amount of money: a decimal string or a number, in the currency's minor units.</summary>
    public long Amount(string name, Money.Currency currency)
    {
        if (!Find(name, false, out var value))
        {
            return 0;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => TextOf(value) ?? "",
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        if (currency.TryParseAmount(text, out var minor) && minor >= 0)
        {
            return minor;
        }

        Wrong<string>(name, $"must be an amount such as \"12.50\" with at most {currency.MinorUnits} decimals.");
        return 0;
    }

    public RequestBody? Object(string name)
    {
        if (!Find(name, false, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object
            ? new RequestBody(value, PathOf(name), errors)
            : Wrong<RequestBody>(name, "must be an object.");
    }

    public IReadOnlyList<RequestBody>? Objects(string name, int most)
    {
        if (!Find(name, false, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 || value.GetArrayLength() > most)
        {
            return Wrong<IReadOnlyList<RequestBody>>(name, $"must be an array of 1 to {most} objects.");
        }

        List<RequestBody> objects = [];
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return Wrong<IReadOnlyList<RequestBody>>($"{name}[{objects.Count}]", "must be an object.");
            }

            objects.Add(new RequestBody(item, $"{PathOf(name)}[{objects.Count}]", errors));
        }

        return objects;
    }

    public IReadOnlyList<string>? Texts(string name, int most, int least = 1)
    {
        if (!Find(name, false, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var length && length >= least && length <= most)
        {
            List<string> texts = new(length);
            foreach (var item in value.EnumerateArray())
            {
                if (TextOf(item) is { } text)
                {
                    texts.Add(text);
                }
            }

            if (texts.Count == length)
            {
                return texts;
            }
        }

        return Wrong<IReadOnlyList<string>>(name, $"must be an array of {least} to {most} texts.");
    }

    public T? Wrong<T>(string name, string message)
        where T : class
    {
        errors.Add(new FieldError(PathOf(name), $"{name} {message}"));
        return null;
    }

    private delegate bool Reading<T>(JsonElement value, out T? read);

    /// <summary>False for what is no string, and for one that is no text: bytes that are no UTF-8, half a surrogate pair.</summary>
    private static bool TryRead<T>(JsonElement value, Reading<T> reading, out T? read)
    {
        read = default;
        try
        {
            return value.ValueKind == JsonValueKind.String && reading(value, out read);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? TextOf(JsonElement value) =>
        TryRead(value, static (JsonElement text, out string? read) => (read = text.GetString()) is not null, out var read) ? read : null;

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private bool Find(string name, bool required, out JsonElement value)
    {
        if (json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null)
        {
            return true;
        }

        if (required)
        {
            Wrong<string>(name, "is required.");
        }

        return false;
    }
}
