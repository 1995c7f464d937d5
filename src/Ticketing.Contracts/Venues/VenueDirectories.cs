namespace Ticketing.Venues;

/// <summary>Where venues are listed.</summary>
public static class VenueDirectories
{
    /// <summary>Those of an organization; null: those of the platform.</summary>
    public static string Of(Guid? organization) => organization is { } id ? $"venues-{id:N}" : "venues";
}
