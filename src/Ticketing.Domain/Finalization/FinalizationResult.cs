using Ticketing.Identifiers;

namespace Ticketing.Finalization;

/// <summary>What came of one attempt.</summary>
/// <param name="BookingId">Whose.</param>
/// <param name="Step">What was tried.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="WantsLetter">Its tickets are made out, and may be mailed.</param>
/// <param name="Error">Why it failed.</param>
public sealed record FinalizationResult(
    BookingId BookingId, FinalizationStep Step, FinalizationOutcome Outcome, bool WantsLetter = false, string? Error = null);
