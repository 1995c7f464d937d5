namespace Ticketing.Security;

/// <summary>May the caller?</summary>
public enum AccessVerdict
{
    Allowed,

    /// <summary>Who is it? 401.</summary>
    Unknown,

    /// <summary>Known, and may not: 403.</summary>
    Forbidden,
}
