using Microsoft.Extensions.Logging;

namespace Orleans.Embedded;

/// <summary>What the runtime logs.</summary>
internal sealed partial class RuntimeLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activating {Grain} failed")]
    public partial void ActivationFailed(Exception exception, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deactivating {Grain} failed")]
    public partial void DeactivationFailed(Exception exception, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} failed")]
    public partial void TimerFailed(Exception exception, GrainId grain);
}
