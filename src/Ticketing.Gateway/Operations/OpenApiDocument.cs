using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Operations;

/// <summary>The OpenAPI 3.1 document, made from the routes: what is served is what is documented.</summary>
public static class OpenApiDocument
{
    public static byte[] Of(IEnumerable<Route> routes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("openapi", "3.1.0");
            json.WriteStartObject("info");
            json.WriteString("title", "Ticketing.Orleans");
            json.WriteString("version", "1");
            json.WriteEndObject();
            json.WriteStartObject("paths");
            foreach (var path in routes.GroupBy(route => route.Path))
            {
                json.WriteStartObject(path.Key);
                foreach (var route in path)
                {
                    Operation(json, route);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            Components(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Operation(Utf8JsonWriter json, Route route)
    {
        json.WriteStartObject(JsonNamingPolicy.CamelCase.ConvertName(route.Method.ToUpperInvariant() switch
        {
            "GET" => "Get", "POST" => "Post", "PATCH" => "Patch", "DELETE" => "Delete", var other => other,
        }));
        json.WriteString("summary", route.Summary);
        json.WriteString("operationId", string.Concat(route.Method, route.Path).Replace('/', '_').Replace('{', '_').Replace('}', '_'));
        Parameters(json, route);
        Security(json, route.Access);
        if (route.BodyExample is { } body)
        {
            json.WriteStartObject("requestBody");
            json.WriteBoolean("required", !route.BodyOptional);
            Content(json, Answer.Json, body);
            json.WriteEndObject();
        }

        json.WriteStartObject("responses");
        foreach (var status in route.Successes)
        {
            json.WriteStartObject(status.ToString(CultureInfo.InvariantCulture));
            json.WriteString("description", status == 503 ? "Not ready." : "Done.");
            if (route.AnswerType is { } type)
            {
                Binary(json, type);
            }
            else
            {
                Content(json, route.Path == "/metrics" ? "text/plain" : route.Streams ? "text/event-stream" : Answer.Json, route.AnswerExample);
            }

            json.WriteEndObject();
        }

        foreach (var refusals in Refusals(route).GroupBy(refusal => refusal.Status).OrderBy(group => group.Key))
        {
            json.WriteStartObject(refusals.Key.ToString(CultureInfo.InvariantCulture));
            json.WriteString("description", string.Join("; ", refusals.Select(refusal => $"{refusal.Code}: {refusal.Title}")));
            json.WriteStartObject("content");
            json.WriteStartObject(Answer.Problem);
            json.WriteStartObject("schema");
            json.WriteString("$ref", "#/components/schemas/Problem");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<(int Status, string Code, string Title)> Refusals(Route route)
    {
        foreach (var refusal in route.Refusals.Distinct())
        {
            yield return Problems.Of(refusal);
        }

        if (route.Access != Access.Open)
        {
            yield return (401, "invalid_token", Ticketing.Security.Refusals.InvalidTokenTitle);
            yield return (403, "customer_blocked", Ticketing.Security.Refusals.BlockedTitle);
        }

        if (route.Access is not (Access.Open or Access.Anyone))
        {
            yield return (401, "unauthenticated", Ticketing.Security.Refusals.UnauthenticatedTitle);
            yield return (403, "forbidden", Ticketing.Security.Refusals.ForbiddenTitle);
        }

        if (route.Method != "GET")
        {
            yield return (429, "rate_limited", Ticketing.Security.Refusals.RateLimitedTitle);
        }

        if (route.BodyExample is not null)
        {
            yield return (400, "malformed_request", "The request can't be read.");
            yield return (413, "body_too_large", "The body is too large.");
            yield return (415, "unsupported_media_type", "The body must be JSON.");
        }

        if (route.BodyExample is not null || route.Query.Length > 0)
        {
            yield return Problems.Of(RefusalCode.InvalidField);
        }

        if (route.Keyed)
        {
            yield return Problems.Of(RefusalCode.IdempotencyRunning);
            yield return Problems.Of(RefusalCode.IdempotencyMismatch);
        }

        if ((route.Path.StartsWith("/api/v1/events", StringComparison.Ordinal) && route.Method == "PATCH") || route.Path.EndsWith("/refund", StringComparison.Ordinal))
        {
            yield return (428, "if_match_required", "Say which version is to be changed.");
        }

        if (route.Streams)
        {
            yield return Problems.TooManyListeners;
        }

        if (!route.Successes.Contains(503))
        {
            yield return (503, "outcome_unknown", "The outcome is not known. Repeat the request with the same identifiers.");
        }
    }

    /// <summary>The token, and what it is needed for. An empty requirement: it can be left out.</summary>
    private static void Security(Utf8JsonWriter json, Access access)
    {
        if (access == Access.Open)
        {
            return;
        }

        json.WriteString("description", access switch
        {
            Access.Anyone => "What is a customer's is shown to that customer and to organizers and admins.",
            Access.Checkout => "Guests where they may buy, else customers, organizers and admins.",
            Access.Operator => "In Strict mode: organizers and admins.",
            _ => $"Needs one of the roles {string.Join(", ", RoleNames.NamesOf(AccessRules.RolesOf(access)))}.",
        });
        json.WriteStartArray("security");
        if (access is Access.Anyone or Access.Checkout or Access.Operator)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteStartArray("bearer");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Parameters(Utf8JsonWriter json, Route route)
    {
        json.WriteStartArray("parameters");
        foreach (var name in route.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part[1..part.IndexOf('}', StringComparison.Ordinal)]))
        {
            Parameter(json, name, "path", required: true);
        }

        if (route.Keyed)
        {
            Parameter(json, "Idempotency-Key", "header", required: false);
        }

        if (route.Refusals.Contains(RefusalCode.StaleVersion))
        {
            Parameter(json, "If-Match", "header", required: route.Method == "PATCH");
        }

        foreach (var name in route.Headers)
        {
            Parameter(json, name, "header", required: false);
        }

        foreach (var name in route.Query)
        {
            Parameter(json, name, "query", required: false);
        }

        json.WriteEndArray();
    }

    private static void Parameter(Utf8JsonWriter json, string name, string place, bool required)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("in", place);
        json.WriteBoolean("required", required);
        json.WriteStartObject("schema");
        json.WriteString("type", "string");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter json, string type, string example)
    {
        json.WriteStartObject("content");
        json.WriteStartObject(type);
        json.WritePropertyName("schema");
        ExampleSchema.Write(json, example);
        json.WritePropertyName("example");
        json.WriteRawValue(example);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Binary(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject("content");
        json.WriteStartObject(type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Components(Utf8JsonWriter json)
    {
        json.WriteStartObject("components");
        json.WriteStartObject("securitySchemes");
        json.WritePropertyName("bearer");
        json.WriteRawValue("""{"type":"http","scheme":"bearer","bearerFormat":"JWT"}""");
        json.WriteEndObject();
        json.WriteStartObject("schemas");
        json.WritePropertyName("Problem");
        json.WriteRawValue("""
            {"type":"object","required":["type","title","status","code"],"properties":{"type":{"type":"string"},"title":{"type":"string"},
            "status":{"type":"integer"},"code":{"type":"string"},"detail":{"type":"string"},"trace_id":{"type":"string"},
            "errors":{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}},"seats":{"type":"array","items":{"type":"string"}}}}
            """);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
