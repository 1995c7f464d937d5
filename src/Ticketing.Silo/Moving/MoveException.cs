namespace Ticketing.Moving;

/// <summary>Why nothing is moved, said to the operator.</summary>
internal sealed class MoveException(string message, Exception? innerException = null) : Exception(message, innerException);
