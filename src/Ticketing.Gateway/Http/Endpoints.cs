using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ticketing.Security;

namespace Ticketing.Http;

/// <summary>Gives endpoints their rules.</summary>
public static class Endpoints
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Locations = new();

    /// <summary>What is checked before the handler runs. GET is served as HEAD too (RFC 9110, 9.3.2).</summary>
    public static RouteHandlerBuilder WithRules(this RouteHandlerBuilder endpoint, Rules rules)
    {
        if (rules.Access == Access.Unset)
        {
            throw new InvalidOperationException("An endpoint has no access rule.");
        }

        endpoint.AddEndpointFilter(static (context, next) =>
        {
            var http = context.HttpContext;
            var served = http.GetEndpoint()!.Metadata.GetRequiredMetadata<Served>();
            return served.Server.ActAsync(http, served, context, next);
        });
        endpoint.Finally(builder => Describe((RouteEndpointBuilder)builder, rules));
        return endpoint;
    }

    private static void Describe(RouteEndpointBuilder endpoint, Rules rules)
    {
        var metadata = endpoint.Metadata;
        var services = endpoint.ApplicationServices;
        var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var method = metadata.OfType<HttpMethodMetadata>().Last();

        // The body is read before the binding, which would take less for JSON and tell less of what is wrong.
        var accepts = metadata.OfType<IAcceptsMetadata>().LastOrDefault();
        foreach (var one in metadata.OfType<IAcceptsMetadata>().ToArray())
        {
            metadata.Remove(one);
        }

        var path = endpoint.RoutePattern.RawText!.TrimEnd('/') is { Length: > 0 } text ? text : "/";
        rules = rules with
        {
            Method = method.HttpMethods[0],
            Path = path,
            Scopes = ApiKeyRoutes.ScopesOf(method.HttpMethods[0], path),
            Body = accepts is { RequestType: { } type } ? new BodyShape(json.GetTypeInfo(type), accepts.IsOptional, NamesOf(rules.Shown, json)) : null,
        };
        metadata.Add(new HttpMethodMetadata(rules.Methods));
        metadata.Add(services.GetRequiredService<RouteServer>().Describe(rules, json));
    }

    private static string[] NamesOf(Type? type, JsonSerializerOptions json) => type is null ? [] : [.. json.GetTypeInfo(type).Properties.Select(static member => member.Name)];

    /// <summary>What the handler answered, as it is sent.</summary>
    internal static Answer AnswerOf(object? answered, HttpContext http, JsonSerializerOptions json)
    {
        var result = (IResult)answered!;
        while (result is INestedHttpResult nested)
        {
            result = nested.Result;
        }

        switch (result)
        {
            case Answer answer:
                return answer;
            case FileContentHttpResult file:
                return new Answer(StatusCodes.Status200OK, file.FileContents, file.ContentType) { FileName = file.FileDownloadName, ETag = TagOf(http) };
        }

        var status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
        if (result is not IValueHttpResult { Value: { } value })
        {
            return new Answer(status, default) { ETag = TagOf(http) };
        }

        return new Answer(status, JsonSerializer.SerializeToUtf8Bytes(value, json.GetTypeInfo(value.GetType())))
        {
            ETag = TagOf(http),
            Location = status is StatusCodes.Status201Created or StatusCodes.Status202Accepted
                ? (string?)Locations.GetOrAdd(result.GetType(), static type => type.GetProperty("Location"))?.GetValue(result)
                : http.Response.Headers.Location is [{ } place] ? place : null,
        };
    }

    private static string? TagOf(HttpContext http) => http.Response.Headers.ETag is [{ } tag] ? tag : null;
}
