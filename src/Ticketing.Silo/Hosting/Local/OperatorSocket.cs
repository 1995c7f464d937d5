using System.Net.Sockets;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>
/// Takes the commands of <see cref="StoreCommand"/> for the store that this process has open, and of <see cref="SignInCommand"/>: over a socket that the
/// owner alone may use.
/// </summary>
internal sealed partial class OperatorSocket(OperatorPlace place, IServiceProvider services, Outages outages, ILogger<OperatorSocket> log) : BackgroundService
{
    /// <summary>Operators are few; one that sends nothing keeps nobody else waiting for longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null where no service listens.</summary>
    public static async Task<string?> AskAsync(OperatorPlace place, string request)
    {
        if (!File.Exists(place.Socket))
        {
            return null;
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(EndPointOf(place));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Left behind by a service that was killed.
            return null;
        }
        catch (SocketException e)
        {
            throw new IOException($"The service can't be asked at {place.Socket}: {e.Message}. Only its own user may.", e);
        }

        await using NetworkStream stream = new(socket);
        await using StreamWriter writer = new(stream) { AutoFlush = true };
        await writer.WriteLineAsync(request);
        using StreamReader reader = new(stream);
        return await reader.ReadLineAsync() ?? "";
    }

    /// <summary>Its address is as short as it can be said: a socket's path has room for about a hundred letters.</summary>
    private static UnixDomainSocketEndPoint EndPointOf(OperatorPlace place)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, place.Socket);
        return new UnixDomainSocketEndPoint(relative.Length < place.Socket.Length ? relative : place.Socket);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // One service is at a place: what is there was left behind.
            File.Delete(place.Socket);
            using var listener = Listen();
            while (true)
            {
                using var connection = await listener.AcceptAsync(stoppingToken);
                await ServeAsync(connection, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            File.Delete(place.Socket);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            LogNone(e, place.Socket);
        }
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(EndPointOf(place));
        if (!OperatingSystem.IsWindows())
        {
            // Whoever may not write to a socket's file can't connect.
            File.SetUnixFileMode(place.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        listener.Listen();
        return listener;
    }

    private async Task ServeAsync(Socket connection, CancellationToken stoppingToken)
    {
        try
        {
            await using NetworkStream stream = new(connection);
            using StreamReader reader = new(stream);
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            impatient.CancelAfter(Patience);
            if (await reader.ReadLineAsync(impatient.Token) is not { } request)
            {
                return;
            }

            LogRequest(request);
            await using StreamWriter writer = new(stream);
            await writer.WriteLineAsync(await AnswerAsync(request, stoppingToken));
        }
        catch (Exception e) when ((outages.Is(e) || e is IOException or SocketException) && !(e is OperationCanceledException && stoppingToken.IsCancellationRequested))
        {
            LogGone(e);
        }
    }

    private Task<string> AnswerAsync(string request, CancellationToken stoppingToken) =>
        request.Split(' ', 2) is [SignInCommand.Name, var subject] ? SignInCommand.AnswerAsync(services, subject)
        : services.GetService<SqliteStore>() is { } store ? StoreOperations.AnswerAsync(store, request, stoppingToken)
        : Task.FromResult($"{StoreOperations.Failed}there is no SQLite file: use the means of Redis.");

    [LoggerMessage(Level = LogLevel.Information, Message = "An operator asks: {Request}")]
    private partial void LogRequest(string request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator went away before there was an answer")]
    private partial void LogGone(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Commands can't be taken at {Socket}: there is no sign-in-link, and for a backup of a SQLite file the service has to be stopped")]
    private partial void LogNone(Exception exception, string socket);
}
