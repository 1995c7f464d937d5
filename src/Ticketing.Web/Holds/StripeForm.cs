using Ticketing.Web.Http;

namespace Ticketing.Web.Holds;

/// <summary>Where Stripe's own form comes from, and what it needs of the page that shows it.</summary>
internal static class StripeForm
{
    /// <summary>The release of Stripe.js that goes with the API's version that Stripe.net speaks. It must come from Stripe itself.</summary>
    public const string Release = "endive";

    public const string Script = $"https://js.stripe.com/{Release}/stripe.js";

    /// <summary>As https://docs.stripe.com/security/guide#content-security-policy has it for Stripe.js.</summary>
    public static void Admit(PageRequest request)
    {
        request.Admit("script-src", "https://js.stripe.com https://*.js.stripe.com");
        request.Admit("connect-src", "https://api.stripe.com");
        request.Admit("frame-src", "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com");
    }
}
