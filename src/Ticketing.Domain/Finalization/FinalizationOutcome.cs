namespace Ticketing.Finalization;

/// <summary>What came of one attempt.</summary>
public enum FinalizationOutcome
{
    Done,

    /// <summary>It was done before.</summary>
    Repeated,

    /// <summary>The booking is not confirmed any more, or wants no letter.</summary>
    NotWanted,

    /// <summary>To be tried again.</summary>
    Failed,

    /// <summary>Another attempt would fail as well.</summary>
    Hopeless,
}
