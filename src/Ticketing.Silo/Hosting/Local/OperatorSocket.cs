using System.Net.Sockets;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>
/// Takes the commands of <see cref="StoreCommand"/> for the store that this process has open: over a socket in its folder that
/// the owner alone may use.
/// </summary>
internal sealed partial class OperatorSocket(LocalStore place, SqliteStore store, ILogger<OperatorSocket> log) : BackgroundService
{
    /// <summary>Operators are few; one that sends nothing keeps nobody else waiting for longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The store's lock is this process's, so what is there was left behind.
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
        listener.Bind(StoreCommand.EndPointOf(place));
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
            await writer.WriteLineAsync(await StoreOperations.AnswerAsync(store, request, stoppingToken));
        }
        catch (Exception e) when (e is IOException or SocketException || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
        {
            LogGone(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An operator asks: {Request}")]
    private partial void LogRequest(string request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator went away before there was an answer")]
    private partial void LogGone(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Commands can't be taken at {Socket}: stop the service for a backup")]
    private partial void LogNone(Exception exception, string socket);
}
