using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>What the compiler says of a state that can't be persisted, with the remedy.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor UnsupportedMember = Rule(
        "STATE001", "A member's type has no wire form",
        "'{0}.{1}' can't be persisted: {2}. Use a number, string, Guid, instant, an enum, a [PersistedState] type, or List, array, ImmutableArray, Dictionary of such; or mark it [NotPersisted].");

    public static readonly DiagnosticDescriptor BadId = Rule(
        "STATE002", "A member's number is taken or too large",
        "'{0}.{1}' has number {2}, which {3}; give it the next free number");

    public static readonly DiagnosticDescriptor MissingId = Rule(
        "STATE003", "A settable member has no number",
        "'{0}.{1}' would be lost when '{0}' is stored: give it [Id(n)], or mark it [NotPersisted]");

    public static readonly DiagnosticDescriptor NoConstructor = Rule(
        "STATE004", "No constructor can make the type again",
        "'{0}' has no accessible constructor whose parameters are all numbered members ({1}); add one, or a parameterless one");

    public static readonly DiagnosticDescriptor UnsupportedType = Rule(
        "STATE005", "The type's form is not supported",
        "'{0}' can't be [PersistedState] because it is {1}; {2}");

    public static readonly DiagnosticDescriptor UnreachableMember = Rule(
        "STATE006", "A numbered member can't be read or set",
        "'{0}.{1}' has a number but {2}");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Ticketing.Persistence", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
