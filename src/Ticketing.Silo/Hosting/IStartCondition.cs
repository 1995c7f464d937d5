namespace Ticketing.Hosting;

/// <summary>What an edition needs before anything of it starts.</summary>
internal interface IStartCondition
{
    /// <exception cref="IOException">It is not there; the message, one line, says what to do.</exception>
    Task RequireAsync();
}
