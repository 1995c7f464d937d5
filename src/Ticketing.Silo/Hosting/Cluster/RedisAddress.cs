using System.Net;
using StackExchange.Redis;
using Ticketing.Configuration;

namespace Ticketing.Hosting;

/// <summary>Where Redis is: a URL, or host:port with the options that StackExchange.Redis knows.</summary>
internal sealed record RedisAddress(ConfigurationOptions Options)
{
    private const int Port = 6379;

    /// <summary>A wrong address is noted with <paramref name="reader"/>; no message repeats a password.</summary>
    public static RedisAddress Parse(string text, string? user, string? password, SettingsReader reader)
    {
        var options = new ConfigurationOptions();
        if (text.Contains("://", StringComparison.Ordinal))
        {
            ReadUrl(text, options, reader);
        }
        else
        {
            try
            {
                options = ConfigurationOptions.Parse(text);
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                reader.Check(holds: false, "Redis:Url must be host:port, redis://[user[:password]@]host[:port][/database], or rediss:// for TLS.");
            }
        }

        options.User = user is { Length: > 0 } ? user : options.User;
        options.Password = password is { Length: > 0 } ? password : options.Password;

        // The connection comes back by itself; while it is away, commands fail at once and are answered with 503.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        return new RedisAddress(options);
    }

    /// <summary>Hosts and ports, without passwords.</summary>
    public string Places => string.Join(", ", Options.EndPoints.Select(static place => place is DnsEndPoint host ? $"{host.Host}:{host.Port}" : $"{place}"));

    public static bool IsAway(Exception exception) => exception is RedisException or TimeoutException;

    /// <summary>A connection of its own that hears at once why there is none, not only that a command found none.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = Options.Clone();
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>One line for the operator: where Redis was sought, what was found, what to do.</summary>
    public string Explain(Exception e) =>
        $"Redis at {Places} can't be used. Start it, or correct Redis:Url, Redis:User and Redis:Password. ({e.Message.ReplaceLineEndings(" ")})";

    private static void ReadUrl(string text, ConfigurationOptions options, SettingsReader reader)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("redis" or "rediss") || url.Host.Length == 0)
        {
            reader.Check(holds: false, "Redis:Url must be redis://[user[:password]@]host[:port][/database], or rediss:// for TLS.");
            return;
        }

        options.EndPoints.Add(url.Host, url.Port > 0 ? url.Port : Port);
        options.Ssl = url.Scheme == "rediss";
        if (url.UserInfo.Length > 0)
        {
            var parts = url.UserInfo.Split(':', 2);
            options.User = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null;
            options.Password = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } path)
        {
            var known = int.TryParse(path, out var database) && database >= 0;
            reader.Check(known, "The path of Redis:Url must be the number of a database.");
            options.DefaultDatabase = known ? database : null;
        }
    }
}
