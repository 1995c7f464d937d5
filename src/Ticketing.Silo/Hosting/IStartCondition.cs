namespace Ticketing.Hosting;

/// <summary>What must hold before anything of the service starts.</summary>
internal interface IStartCondition
{
    /// <exception cref="IOException">It is not there; the message, one line, says what to do.</exception>
    Task RequireAsync();
}
