using Orleans;
using Orleans.Runtime;

namespace Ticketing;

/// <summary>
/// A write failed, so whether the change is durable is unknown. The grain gives itself up; repeating the command with
/// the same identifier is safe and tells.
/// </summary>
[GenerateSerializer, Alias("ticketing.outcome-unknown")]
public sealed class OutcomeUnknownException(string message, Exception? cause = null) : OrleansException(Causes.Told(message, cause));
