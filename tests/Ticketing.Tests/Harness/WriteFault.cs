namespace Ticketing.Tests.Harness;

/// <summary>How a write fails.</summary>
public enum WriteFault
{
    None,
    BeforeEffect,
    AfterEffect,
}
