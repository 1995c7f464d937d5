namespace Ticketing.Payments;

/// <summary>What is wanted of an attempt to pay. Numbers are stored: never reuse one.</summary>
public enum AttemptGoal
{
    /// <summary>The money, for the places.</summary>
    Take = 0,

    /// <summary>No money is to move, or all of it back.</summary>
    GiveBack = 1,
}
