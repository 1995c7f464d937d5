namespace Ticketing.Tests.Harness;

/// <summary>How a write fails.</summary>
public enum WriteFault
{
    None,
    BeforeEffect,
    AfterEffect,

    /// <summary>Nothing is stored and nobody hears of it: what a crash in the middle looks like, until the crash.</summary>
    HangBeforeEffect,

    /// <summary>Stored, and nobody hears of it.</summary>
    HangAfterEffect,
}
