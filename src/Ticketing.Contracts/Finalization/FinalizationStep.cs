namespace Ticketing.Finalization;

/// <summary>What is done for a confirmed booking, one after the other.</summary>
public enum FinalizationStep
{
    /// <summary>Its tickets are made out, and it says so.</summary>
    Tickets,

    /// <summary>They are mailed.</summary>
    Letter,
}
