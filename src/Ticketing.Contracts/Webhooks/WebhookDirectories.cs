namespace Ticketing.Webhooks;

/// <summary>Where subscriptions are listed.</summary>
public static class WebhookDirectories
{
    /// <summary>Those of an organization, which are among all, too; null: all.</summary>
    public static string Of(Guid? organization) => organization is { } id ? $"{IWebhookGrain.Directory}-{id:N}" : IWebhookGrain.Directory;
}
