using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ticketing.Plans;

namespace Ticketing.Http;

/// <summary>
/// What a body may be, by the type that it becomes and the rules on its members. Every fault is told at once, each by its path:
/// a reader of JSON stops at the first. What has none is then read without one.
/// </summary>
internal sealed class BodyShape
{
    /// <summary>Errors that one answer lists.</summary>
    private const int Most = 32;
    private const int MaxDepth = 16;

    private readonly Member[] _members;
    private readonly string[] _passedOver;

    /// <param name="type">What the body becomes.</param>
    /// <param name="isOptional">It may be left out.</param>
    /// <param name="passedOver">Further members that it may have.</param>
    public BodyShape(JsonTypeInfo type, bool isOptional = false, string[]? passedOver = null)
    {
        (Type, IsOptional, _passedOver) = (type.Type, isOptional, passedOver ?? []);
        _members = [.. type.Properties.Select(member => new Member(member))];
    }

    public Type Type { get; }

    public bool IsOptional { get; }

    /// <summary>Null: it is JSON. What is wrong with its members is among the errors; what is named and null, among the nulls.</summary>
    public Problem? Judge(ReadOnlySpan<byte> body, Rules rules, out List<FieldError>? errors, List<string> nulls)
    {
        errors = null;
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        Judging judging = new(_passedOver, rules.Fixed, nulls);
        try
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject)
            {
                Look(ref json, "", judging);

                // Throws where more follows.
                json.Read();
            }
            else
            {
                json.Skip();
                json.Read();
                return Problems.Malformed("The body must be a JSON object.");
            }
        }
        catch (JsonException e)
        {
            return Problems.Malformed($"The body is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }

        if (judging.HasWrongName)
        {
            return Problems.Malformed(JsonText.WrongName);
        }

        errors = judging.Errors;
        return null;
    }

    /// <summary>From the beginning of an object to its end.</summary>
    private void Look(ref Utf8JsonReader json, string path, Judging judging)
    {
        var named = 0L;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var at = IndexOf(ref json);
            if (at < 0)
            {
                judging.NotKnown(ref json, path, _members);
                json.Read();
                json.Skip();
                continue;
            }

            json.Read();
            if (json.TokenType == JsonTokenType.Null)
            {
                judging.Nulls.Add(path + _members[at].Name);
                named &= ~(1L << at);
                continue;
            }

            named |= 1L << at;
            _members[at].Judge(ref json, path, judging);
        }

        for (var i = 0; i < _members.Length; i++)
        {
            if (_members[i].IsRequired && (named & (1L << i)) == 0)
            {
                judging.Wrong(path, _members[i].Name, "is required.");
            }
        }
    }

    private int IndexOf(ref Utf8JsonReader json)
    {
        if (json.ValueIsEscaped && !JsonText.IsText(json))
        {
            return -1;
        }

        for (var i = 0; i < _members.Length; i++)
        {
            if (json.ValueTextEquals(_members[i].Utf8))
            {
                return i;
            }
        }

        return -1;
    }

    /// <param name="passedOver">What the body may have beside its members.</param>
    /// <param name="unchanging">What the body may not have, and what is said of it.</param>
    /// <param name="nulls">Takes what is named and null.</param>
    private sealed class Judging(string[] passedOver, (string[] Names, string Rule) unchanging, List<string> nulls)
    {
        public List<FieldError>? Errors { get; private set; }

        public List<string> Nulls { get; } = nulls;

        public bool HasWrongName { get; private set; }

        public void Wrong(string path, string name, string message)
        {
            if ((Errors ??= []).Count < Most)
            {
                Errors.Add(new FieldError(path + name, $"{name} {message}"));
            }
        }

        public void NotKnown(ref Utf8JsonReader json, string path, Member[] members)
        {
            if (!JsonText.IsText(json))
            {
                HasWrongName = true;
            }
            else if (json.GetString()! is var name && !(path.Length == 0 && passedOver.Contains(name, StringComparer.Ordinal))
                && (Errors ??= []).Count < Most)
            {
                var isFixed = path.Length == 0 && unchanging.Names.Contains(name, StringComparer.Ordinal);
                name = Shown(name);
                Errors.Add(new FieldError(path + name, isFixed ? $"{name} {unchanging.Rule}" : Nearest.Unknown(name, members.Select(static member => member.Name))));
            }
        }

        private static string Shown(string name)
        {
            const int Longest = 64;
            return name.Length <= Longest ? name : name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)];
        }
    }

    private delegate void Rule(ref Utf8JsonReader json, string path, Judging judging);

    private sealed class Member
    {
        private readonly JsonPropertyInfo _property;
        private readonly Rule _rule;

        public Member(JsonPropertyInfo property)
        {
            _property = property;
            Name = property.Name;
            Utf8 = System.Text.Encoding.UTF8.GetBytes(property.Name);
            IsRequired = property.IsRequired || Find<RequiredAttribute>() is not null;
            _rule = RuleOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        }

        public string Name { get; }

        public byte[] Utf8 { get; }

        public bool IsRequired { get; }

        public void Judge(ref Utf8JsonReader json, string path, Judging judging) => _rule(ref json, path, judging);

        private T? Find<T>()
            where T : Attribute => _property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();

        private Rule RuleOf(Type type)
        {
            if (type == typeof(string))
            {
                return Find<StringLengthAttribute>() is { } length ? Text(length.MinimumLength, length.MaximumLength, length is LinesLengthAttribute) : Is("must be a text.", static (ref json) => json.TokenType == JsonTokenType.String);
            }

            if (type == typeof(int) || type == typeof(long))
            {
                var range = Find<RangeAttribute>();
                var (least, most) = (Convert.ToInt64(range?.Minimum ?? 0, null), Convert.ToInt64(range?.Maximum ?? int.MaxValue, null));
                return Is($"must be a whole number from {least} to {most}.", (ref json) =>
                    json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= least && number <= most);
            }

            if (type == typeof(bool))
            {
                return Is("must be true or false.", static (ref json) => json.TokenType is JsonTokenType.True or JsonTokenType.False);
            }

            if (type == typeof(Guid))
            {
                return Is("must be a UUID.", static (ref json) => json.TokenType == JsonTokenType.String && JsonText.IsText(json) && json.TryGetGuid(out _));
            }

            if (type == typeof(DateTimeOffset))
            {
                return Is(Rfc3339.Rule, static (ref json) => TextOf(ref json) is { } text && Rfc3339.TryParse(text, out _));
            }

            if (type == typeof(Amount))
            {
                // What it may be depends on the currency, so that whoever knows it judges.
                return static (ref json, _, _) => json.Skip();
            }

            if (type == typeof(PlanLength))
            {
                return Is(PlanLength.Rule, static (ref json) => PlanLength.TryRead(ref json, out _));
            }

            if (type.IsEnum)
            {
                string[] names = [.. Json.NamesOf(type)];
                return Is($"must be {Either(names)}.", (ref json) => TextOf(ref json) is { } text && names.Contains(text, StringComparer.Ordinal));
            }

            if (ElementOf(type) is { } element)
            {
                return List(element);
            }

            return Object(type);
        }

        private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.GetGenericTypeDefinition() is { } open && (open == typeof(IReadOnlyList<>) || open == typeof(List<>)) ? type.GetGenericArguments()[0] : null;

        private Rule Text(int least, int most, bool mayHaveLines) => (ref json, path, judging) =>
        {
            if (TextOf(ref json) is not { } text || HasControls(text, mayHaveLines))
            {
                json.Skip();
                judging.Wrong(path, Name, mayHaveLines
                    ? "must be a text, without control characters other than line breaks and tabs."
                    : "must be a text without control characters.");
            }
            else if (text.Length < least || text.Length > most)
            {
                judging.Wrong(path, Name, $"must have {least} to {most} characters.");
            }
        };

        private static bool HasControls(string text, bool mayHaveLines)
        {
            foreach (var c in text)
            {
                if (char.IsControl(c) && !(mayHaveLines && c is ('\n' or '\r' or '\t')))
                {
                    return true;
                }
            }

            return false;
        }

        private Rule List(Type element)
        {
            var length = Find<LengthAttribute>();
            var (least, most) = (length?.MinimumLength ?? 0, length?.MaximumLength ?? int.MaxValue);
            if (element == typeof(string))
            {
                var longest = Find<ItemLengthAttribute>()?.Most ?? int.MaxValue;
                return Is($"must be an array of {least} to {most} texts of at most {longest} characters.", (ref json) => AreAll(ref json, least, most, (ref json) => TextOf(ref json) is { } text && text.Length <= longest));
            }

            if (element == typeof(int))
            {
                return Is($"must be an array of {least} to {most} whole numbers.", (ref json) => AreAll(ref json, least, most, static (ref json) => json.TokenType == JsonTokenType.Number && json.TryGetInt32(out _)));
            }

            if (element.IsEnum)
            {
                string[] names = [.. Json.NamesOf(element)];
                return Is($"must be an array of {least} to {most} texts, each {Either(names)}.", (ref json) => AreAll(ref json, least, most, (ref json) => TextOf(ref json) is { } text && names.Contains(text, StringComparer.Ordinal)));
            }

            if (element == typeof(PlanPoint))
            {
                return Is($"{PlanPointConverter.Rule[..^1]}, {least} to {most} of them.", (ref json) => AreAll(ref json, least, most, static (ref json) => PlanPointConverter.TryRead(ref json, out _)));
            }

            BodyShape? inner = null;
            var options = _property.Options;
            return (ref json, path, judging) =>
            {
                // Types may hold one another: a shape is made when it is first needed.
                inner ??= new BodyShape(options.GetTypeInfo(element));
                Objects(ref json, path, judging, inner, least, most);
            };
        }

        private void Objects(ref Utf8JsonReader json, string path, Judging judging, BodyShape inner, int least, int most)
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                judging.Wrong(path, Name, $"must be an array of {least} to {most} objects.");
                return;
            }

            var count = 0;
            for (; json.Read() && json.TokenType != JsonTokenType.EndArray; count++)
            {
                if (json.TokenType != JsonTokenType.StartObject)
                {
                    json.Skip();
                    judging.Wrong(path, $"{Name}[{count}]", "must be an object.");
                }
                else if (count < most)
                {
                    inner.Look(ref json, $"{path}{Name}[{count}].", judging);
                }
                else
                {
                    json.Skip();
                }
            }

            if (count < least || count > most)
            {
                judging.Wrong(path, Name, $"must be an array of {least} to {most} objects.");
            }
        }

        private Rule Object(Type type)
        {
            BodyShape? inner = null;
            var options = _property.Options;
            return (ref json, path, judging) =>
            {
                if (json.TokenType != JsonTokenType.StartObject)
                {
                    json.Skip();
                    judging.Wrong(path, Name, "must be an object.");
                    return;
                }

                inner ??= new BodyShape(options.GetTypeInfo(type));
                inner.Look(ref json, $"{path}{Name}.", judging);
            };
        }

        private delegate bool Test(ref Utf8JsonReader json);

        private Rule Is(string message, Test test) => (ref json, path, judging) =>
        {
            var isArray = json.TokenType == JsonTokenType.StartArray;
            var before = json;
            if (!test(ref json))
            {
                if (isArray)
                {
                    json = before;
                }

                json.Skip();
                judging.Wrong(path, Name, message);
            }
        };

        private static string Either(string[] names) => names.Length > 1 ? string.Join(", ", names[..^1]) + " or " + names[^1] : names[0];

        private static bool AreAll(ref Utf8JsonReader json, int least, int most, Test isOne)
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            var count = 0;
            for (; json.Read() && json.TokenType != JsonTokenType.EndArray; count++)
            {
                if (!isOne(ref json))
                {
                    return false;
                }
            }

            return count >= least && count <= most;
        }

        /// <summary>Null: it is no string, or one that is no text.</summary>
        private static string? TextOf(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String && JsonText.IsText(json) ? json.GetString() : null;
    }
}

/// <summary>How long each text of a list may be.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemLengthAttribute(int most) : Attribute
{
    public int Most { get; } = most;
}

/// <summary>How long a text of several lines may be.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LinesLengthAttribute(int most) : StringLengthAttribute(most);
