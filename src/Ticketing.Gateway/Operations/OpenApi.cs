using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Ticketing.ApiKeys;
using Ticketing.Http;
using Ticketing.Plans;
using Ticketing.Security;

namespace Ticketing.Operations;

/// <summary>The OpenAPI 3.1 document: made of the endpoints' types and rules, so that what is served is what is documented.</summary>
internal static class OpenApi
{
    private const string Name = "v1";
    private const string ProblemSchema = "Problem";
    private const string BearerScheme = "bearer";
    private const string KeyScheme = "api_key";

    /// <summary>The answer of every status that an operation does not have (OpenAPI 3.1, 4.8.16.1).</summary>
    private const string Else = "default";

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["Attendees"] = "Who comes: names, e-mail addresses and answers to questions of the event.",
        ["Audit"] = "What staff did.",
        ["Availability"] = "What is left of an event, and reserving places of it.",
        ["Bookings"] = "Places that somebody bought, or is about to pay.",
        ["Codes"] = "Codes of an event: for a discount, for ticket types that are not on general sale, or before the sale opens.",
        ["Customers"] = "Profiles, blocks and personal data.",
        ["Doors"] = "Checking tickets, online and offline.",
        ["Events"] = "What is sold: facts, sections, seats, counts, streams.",
        ["Finalization"] = "Making out tickets and sending them, in the background.",
        ["Holds"] = "Keeping places for a few minutes, and booking them.",
        ["House"] = "Single seats of the house event.",
        ["Operations"] = "What operators and their tools ask.",
        ["Payments"] = "Paying bookings through a provider.",
        ["Keys"] = "API keys, with which programs call.",
        ["Organizations"] = "Who runs which events, and signing in by mail.",
        ["Receipts"] = "What was taken and paid back for bookings, numbered.",
        ["Seat plans"] = "Where the places of a hall are.",
        ["Tickets"] = "Tickets as data, files and letters, and passing them on.",
        ["Venues"] = "Sections and rows that events are made of.",
        ["Waitlist"] = "Waiting for places of an event that is sold out.",
        ["Webhooks"] = "Telling other systems what happens.",
        ["Withholdings"] = "Places that staff keep from sale.",
    };

    public static IServiceCollection AddTicketingOpenApi(this IServiceCollection services) => services.AddOpenApi(Name, static options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = static api => RulesOf(api) is { } rules && api.HttpMethod == rules.Method;
        options.CreateSchemaReferenceId = static type => IsText(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            Describe(schema, context);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static async (operation, context, cancellation) =>
        {
            var rules = RulesOf(context.Description)!;
            if (rules.Body is { } body && operation.RequestBody is null)
            {
                // The handler reads it itself.
                context.Document!.AddComponent(body.Type.Name, await context.GetOrCreateSchemaAsync(body.Type, null, cancellation));
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = !body.IsOptional,
                    Content = new Dictionary<string, OpenApiMediaType> { [Answer.Json] = new() { Schema = new OpenApiSchemaReference(body.Type.Name, context.Document) } },
                };
            }

            Describe(operation, rules, context.Document!);
        });
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    /// <summary>Serves the document. It is written at its first request, and kept as it is and compressed.</summary>
    public static void MapTicketingOpenApi(this WebApplication app)
    {
        Lazy<Task<PackedAnswer>> document = new(() => WriteAsync(app.Services));
        app.MapMethods("/openapi/v1.json", [HttpMethods.Get, HttpMethods.Head], async http =>
            await RouteServer.SendAsync(http, RouteServer.UnlessKnown(http, (await document.Value).For(http.Request.Headers.AcceptEncoding))));
    }

    private static async Task<PackedAnswer> WriteAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        using MemoryStream plain = new();
        await using (StreamWriter text = new(plain, leaveOpen: true))
        {
            document.SerializeAsV31(new OpenApiJsonWriter(text, new OpenApiJsonWriterSettings { Terse = true }));
        }

        return new PackedAnswer(plain.ToArray());
    }

    private static Rules? RulesOf(Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription api) =>
        api.ActionDescriptor.EndpointMetadata.OfType<Served>().LastOrDefault()?.Rules;

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Ticketing.Orleans",
            Version = "1",
            Description = "Holds, bookings, payments, tickets, waitlists and the door of ticketed events. Amounts are decimal strings, times RFC 3339 with an offset, "
                + "errors problem documents (RFC 9457) with a stable code.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The service that this document is from." }];
        var components = document.Components ??= new OpenApiComponents();
        (components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>())[BearerScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
        };
        components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = ApiKeyText.Prefix,
            Description = "An API key, of one of the scopes that the operation names; of an organization, for what is the organization's.",
        };
        (components.Schemas ??= new Dictionary<string, IOpenApiSchema>())[ProblemSchema] = Problem();
        foreach (var member in components.Schemas.Values.SelectMany(static type => type.Properties?.Values ?? []).OfType<OpenApiSchema>())
        {
            // Of members with a converter of their own, and of types that others derive from, no more is known: they are text.
            member.Type ??= member is { AnyOf: null, OneOf: null, AllOf: null } ? JsonSchemaType.String : null;
        }

        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = Tags[tag.Name!];
        }

        ShareRefusals(document, components);
        components.Responses![Else] = Refused(General.Select(static refusal => $"{refusal.Status} {refusal.Code}: {refusal.Title}"), document);
        ShareParameters(document, components);
    }

    /// <summary>So do headers, what lists are asked for with, and the id in a path.</summary>
    private static void ShareParameters(OpenApiDocument document, OpenApiComponents components)
    {
        var parameters =
            from path in document.Paths.Values
            from operation in path.Operations!.Values
            from parameter in operation.Parameters ?? []
            group (operation.Parameters, parameter) by (parameter.In, parameter.Name, parameter.Description, parameter.Required);
        components.Parameters = new Dictionary<string, IOpenApiParameter>();
        foreach (var same in parameters.Where(static same => same.Count() >= MostWritten).OrderByDescending(static same => same.Count()).ToArray())
        {
            var name = same.Key is { Required: true, In: not ParameterLocation.Path } ? $"{same.Key.Name}.required" : same.Key.Name!;
            if (!components.Parameters.TryAdd(name, same.First().parameter))
            {
                continue;
            }

            foreach (var (all, parameter) in same)
            {
                all[all.IndexOf(parameter)] = new OpenApiParameterReference(name, document);
            }
        }
    }

    /// <summary>A parameter of so many operations stands in the document once.</summary>
    private const int MostWritten = 3;

    /// <summary>
    /// Refusals that many operations have in common stand in the document once: they were half of it. The commonest of a status is called by it alone, the
    /// others by their codes, too.
    /// </summary>
    private static void ShareRefusals(OpenApiDocument document, OpenApiComponents components)
    {
        var refusals =
            from path in document.Paths.Values
            from operation in path.Operations!.Values
            from answer in operation.Responses!
            where answer.Value.Content?.ContainsKey(Answer.ProblemJson) == true
            group (Operation: operation, Answer: answer.Value) by (Status: answer.Key, Codes: CodesOf(answer.Value));
        components.Responses = new Dictionary<string, IOpenApiResponse>();
        foreach (var same in refusals.Where(static same => same.Skip(1).Any()).OrderByDescending(static same => same.Count()).ToArray())
        {
            var (status, codes) = same.Key;
            var name = components.Responses.ContainsKey(status) ? $"{status}.{codes}" : status;
            components.Responses[name] = same.First().Answer;
            foreach (var (operation, _) in same)
            {
                operation.Responses![status] = new OpenApiResponseReference(name, document);
            }
        }
    }

    /// <summary>The codes of a refusal, out of its description.</summary>
    private static string CodesOf(IOpenApiResponse refusal) => string.Join('.', refusal.Description!.Split("; ").Select(static one => one.Split(':')[0]));

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why a request was refused (RFC 9457). Some codes have members of their own.",
        Required = new HashSet<string> { "type", "title", "status", "code", "trace_id" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A URN that ends with the code." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What the code means." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable: what a program decides by." },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong with this request, and the remedy." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with each member, by its path.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            ["seats"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "The seats that stand in the way.",
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
            },
            ["pay_url"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Of payment_required: where to pay." },
            ["trace_id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What the log knows the request by." },
        },
        AdditionalPropertiesAllowed = true,
    };

    private static void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (IsText(type))
        {
            // What their own converters read and write is not known otherwise. A number is taken for an amount too; clients have one type for money.
            schema.Type = JsonSchemaType.String | (Nullable.GetUnderlyingType(type) is null ? default : JsonSchemaType.Null);
            schema.Pattern = (Nullable.GetUnderlyingType(type) ?? type) == typeof(Amount) ? "^[0-9]+(\\.[0-9]+)?$" : schema.Pattern;
        }

        if (type == typeof(PlanPoint) || (Nullable.GetUnderlyingType(type) ?? type) == typeof(PlanLength))
        {
            DescribePlace(schema, type);
        }

        if (type == typeof(IReadOnlyList<PlanPoint>))
        {
            OpenApiSchema point = new();
            DescribePlace(point, typeof(PlanPoint));
            schema.Items = point;
        }

        // A whole number is an int32 for all who make clients, and no list is shorter than nothing.
        schema.Format = schema.Format == "int32" ? null : schema.Format;
        schema.MinItems = schema.MinItems == 0 ? null : schema.MinItems;
        if (context.JsonPropertyInfo is not { } property)
        {
            return;
        }

        if (property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }])
        {
            // It is not there rather than null.
            schema.Type &= ~JsonSchemaType.Null;
        }

        // What is answered is shown by the chapters; an example is for who writes a request, and no format says what it looks like.
        if (property.DeclaringType.Name.EndsWith("Request", StringComparison.Ordinal) && schema.Format is null && Examples.Of(property.Name) is { } example && schema.Type is { } kind && kind.HasFlag(example.GetValueKind() == JsonValueKind.String ? JsonSchemaType.String : JsonSchemaType.Integer))
        {
            schema.Examples = [example];
        }
    }

    private static void DescribePlace(OpenApiSchema schema, Type type)
    {
        (schema.Type, schema.Minimum, schema.Maximum) = type == typeof(PlanPoint) ? (JsonSchemaType.Array, null, null)
            : (JsonSchemaType.Number | (Nullable.GetUnderlyingType(type) is null ? default : JsonSchemaType.Null), "0", $"{PlanLength.Most}");
        if (type == typeof(PlanPoint))
        {
            (schema.Items, schema.MinItems, schema.MaxItems) = (new OpenApiSchema { Type = JsonSchemaType.Number }, 2, 2);
        }
    }

    /// <summary>Types of ours that are text in JSON.</summary>
    private static bool IsText(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(Amount) || plain == typeof(DateTimeOffset));

    private static void Describe(OpenApiOperation operation, Rules rules, OpenApiDocument document)
    {
        operation.Parameters = [.. Parameters(rules)];
        operation.Responses ??= [];
        foreach (var body in operation.RequestBody?.Content?.Values ?? [])
        {
            // A body that may be left out is not null instead.
            body.Schema = body.Schema?.OneOf?.OfType<OpenApiSchemaReference>().FirstOrDefault() ?? body.Schema;
        }

        if ((rules.Streams ? "text/event-stream" : rules.AnswerType) is { } media)
        {
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "Done.",
                Content = new Dictionary<string, OpenApiMediaType> { [media] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = rules.Streams ? null : "binary" } } },
            };
        }

        foreach (var (_, response) in operation.Responses)
        {
            response.Description = "Done.";
        }

        if (rules.Revalidates)
        {
            operation.Responses["304"] = new OpenApiResponse { Description = "It is what If-None-Match names." };
        }

        foreach (var refusals in Refusals(rules).GroupBy(static refusal => refusal.Status).OrderBy(static group => group.Key))
        {
            if (!refusals.All(static refusal => General.Contains(refusal)))
            {
                operation.Responses[$"{refusals.Key}"] = Refused(refusals.Select(static refusal => $"{refusal.Code}: {refusal.Title}"), document);
            }
        }

        operation.Responses[Else] = new OpenApiResponseReference(Else, document);
        Secure(operation, rules, document);
    }

    private static OpenApiResponse Refused(IEnumerable<string> codes, OpenApiDocument document) => new()
    {
        Description = string.Join("; ", codes.Distinct()),
        Content = new Dictionary<string, OpenApiMediaType> { [Answer.ProblemJson] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) } },
    };

    private static IEnumerable<IOpenApiParameter> Parameters(Rules rules)
    {
        foreach (var part in rules.Path.Split('/').Where(static part => part.StartsWith('{')))
        {
            var name = part[1..part.IndexOf('}', StringComparison.Ordinal)];
            yield return Parameter(name, ParameterLocation.Path, "", new OpenApiSchema { Type = JsonSchemaType.String, Examples = Examples.Of(name) is { } example ? [example] : null }, isRequired: true);
        }

        if (rules.Keyed)
        {
            yield return Parameter(
                "Idempotency-Key", ParameterLocation.Header, "The same key again gives the first answer again. Of a guest: at least 128 random bits.",
                new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255 });
        }

        if (rules.Refusals.Contains(RefusalCode.StaleVersion))
        {
            yield return Parameter("If-Match", ParameterLocation.Header, "The version that is to be changed, as its ETag; * for any.", Text(), isRequired: rules.NeedsVersion && rules.Method == HttpMethods.Patch);
        }

        if (rules.Revalidates)
        {
            yield return Parameter("If-None-Match", ParameterLocation.Header, "The ETag of an earlier answer: 304 where it is still that.", Text());
        }

        foreach (var name in rules.Headers)
        {
            yield return Parameter(name, ParameterLocation.Header, name == Ownership.TokenHeader ? "The hold_token of the hold or booking: what a guest shows." : "", Text());
        }

        foreach (var query in rules.Query)
        {
            yield return Parameter(query.Name, ParameterLocation.Query, query.Description, new OpenApiSchema
            {
                Type = query.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String,
                Format = query.Format,
                Minimum = query.Least?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Maximum = query.Most?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Default = query.Default is { } value ? JsonValue.Create(value) : null,
                Enum = query.Values.Length > 0 ? [.. query.Values.Select(static value => JsonValue.Create(value))] : null,
            });
        }
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string description, OpenApiSchema schema, bool isRequired = false) =>
        new() { Name = name, In = place, Required = isRequired, Description = description.Length > 0 ? description : null, Schema = schema };

    private static readonly (int Status, string Code, string Title)[] OfBodies =
    [
        (400, "malformed_request", "The request can't be read."),
        (408, "body_too_slow", "The body did not come in time."),
        (413, "body_too_large", "The body is too large."),
        (415, "unsupported_media_type", "The body must be JSON."),
    ];

    private static readonly (int Status, string Code, string Title)[] OfKeys = [Problems.Of(RefusalCode.IdempotencyRunning), Problems.Of(RefusalCode.IdempotencyMismatch)];
    private static readonly (int Status, string Code, string Title) RateLimited = (429, "rate_limited", Security.Refusals.RateLimitedTitle);
    private static readonly (int Status, string Code, string Title) OutcomeUnknown =
        (503, "outcome_unknown", "The outcome is not known. Repeat the request with the same identifiers.");

    /// <summary>What a request may be refused for whatever it asks, and most can be. A status with nothing else stands in the document once, for all operations.</summary>
    private static readonly (int Status, string Code, string Title)[] General = [.. OfBodies, .. OfKeys, Problems.Of(RefusalCode.InvalidField), RateLimited, OutcomeUnknown];

    private static IEnumerable<(int Status, string Code, string Title)> Refusals(Rules rules)
    {
        foreach (var refusal in rules.Refusals)
        {
            yield return Problems.Of(refusal);
        }

        if (rules.Access is not (Access.Open or Access.Public))
        {
            yield return (401, "invalid_token", Security.Refusals.InvalidTokenTitle);
            yield return (403, "customer_blocked", Security.Refusals.BlockedTitle);
        }

        if (rules.Access is not (Access.Open or Access.Public or Access.Anyone))
        {
            yield return (401, "unauthenticated", Security.Refusals.UnauthenticatedTitle);
            yield return (403, "forbidden", Security.Refusals.ForbiddenTitle);
        }

        if (rules.Method != HttpMethods.Get || rules.NamesSomething)
        {
            yield return RateLimited;
        }

        foreach (var refusal in rules.TakesBody ? OfBodies : [])
        {
            yield return refusal;
        }

        if (!rules.IsLenient || rules.TakesBody || rules.Query.Length > 0)
        {
            yield return Problems.Of(RefusalCode.InvalidField);
        }

        foreach (var refusal in rules.Keyed ? OfKeys : [])
        {
            yield return refusal;
        }

        if (rules.NeedsVersion)
        {
            yield return Problems.VersionNeeded;
        }

        if (rules.Streams)
        {
            yield return Problems.TooManyListeners;
        }

        yield return OutcomeUnknown;
    }

    /// <summary>The token, and what it is needed for. An empty requirement: it can be left out.</summary>
    private static void Secure(OpenApiOperation operation, Rules rules, OpenApiDocument document)
    {
        var access = rules.Access;
        operation.Security = [];
        if (access is Access.Open or Access.Public or Access.Anyone or Access.Checkout or Access.Operator)
        {
            operation.Security.Add([]);
        }

        if (access == Access.Open)
        {
            return;
        }

        operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] });
        if (rules.Scopes == ApiKeyScopes.Any)
        {
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] });
        }
        else
        {
            foreach (var scope in ScopeNames.Of(rules.Scopes))
            {
                operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [scope] });
            }
        }

        operation.Description = access switch
        {
            Access.Public => "Organizers and admins see drafts, and what an event earns, too.",
            Access.Anyone when rules.Method != HttpMethods.Get => null,
            Access.Anyone => "What is a customer's is shown to that customer and to organizers and admins.",
            Access.Checkout => "Guests where they may buy, else customers, organizers and admins.",
            Access.Operator => "In Strict mode: organizers and admins.",
            Access.Account => "Needs a token.",
            _ => $"Roles: {string.Join(", ", RoleNames.NamesOf(AccessRules.RolesOf(access)))}.",
        };
        if (rules.Staff is { } staff)
        {
            operation.Description += $"{(operation.Description is null ? "" : " ")}In an organization: {StaffGate.NamesOf(staff.Roles)}.";
        }
    }
}
