namespace Ticketing.Payments;

/// <summary>The provider answers, and gives no access to an account. That says nothing of other accounts, so it does not count as being down.</summary>
internal sealed class AccountGoneException(string message) : Exception(message);
