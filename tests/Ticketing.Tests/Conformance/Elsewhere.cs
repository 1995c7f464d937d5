namespace Ticketing.Tests.Conformance;

/// <summary>
/// The types of Orleans that live in assemblies which most feeds do not carry. Each is written down here as Orleans'
/// source declares it, members that the embedded edition lacks left out; the comparison then is the same as for the
/// assembly that is at hand. Whoever changes an entry reads the named file of github.com/dotnet/orleans first.
/// </summary>
internal static class Elsewhere
{
    private const string Annotations = "src/Orleans.Serialization.Abstractions/Annotations.cs";

    public static IReadOnlyList<Declaration> All { get; } =
    [
        new("Orleans.Serialization.Abstractions", Annotations, """
            namespace Orleans
            {
                [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
                public sealed class GenerateSerializerAttribute : Attribute { }

                [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class
                    | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
                public sealed class IdAttribute : Attribute
                {
                    public IdAttribute(uint id) { }
                    public uint Id { get; }
                }

                [AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum
                    | AttributeTargets.Method, AllowMultiple = true)]
                public sealed class AliasAttribute : Attribute
                {
                    public AliasAttribute(string alias) { }
                    public string Alias { get; }
                }

                [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property
                    | AttributeTargets.Parameter | AttributeTargets.ReturnValue, Inherited = false)]
                public sealed class ImmutableAttribute : Attribute { }
            }
            """),
        new("Orleans.Runtime", "src/Orleans.Runtime/Facet/Persistent/IPersistentState.cs", """
            namespace Orleans.Runtime
            {
                public interface IPersistentState<TState> : Orleans.Core.IStorage<TState> { }
            }
            """),
        new("Orleans.Runtime", "src/Orleans.Runtime/Facet/Persistent/PersistentStateAttribute.cs", """
            namespace Orleans.Runtime
            {
                [AttributeUsage(AttributeTargets.Parameter)]
                public class PersistentStateAttribute : Attribute, IFacetMetadata, IPersistentStateConfiguration
                {
                    public PersistentStateAttribute(string stateName, string? storageName = null) { }
                    public string StateName { get; } = "";
                    public string? StorageName { get; }
                }
            }
            """),
        new("Orleans.Runtime", "src/Orleans.Runtime/Facet/Persistent/IPersistentStateConfiguration.cs", """
            namespace Orleans.Runtime
            {
                public interface IPersistentStateConfiguration { }
            }
            """),
        new("Orleans.Runtime", "src/Orleans.Runtime/Facet/IFacetMetadata.cs", """
            namespace Orleans
            {
                public interface IFacetMetadata { }
            }
            """),
        new("Orleans.Core", "src/Orleans.Core/Providers/IGrainStorageSerializer.cs", """
            namespace Orleans.Storage
            {
                public interface IGrainStorageSerializer
                {
                    BinaryData Serialize<T>(T? input);
                    T? Deserialize<T>(BinaryData input);
                }
            }
            """),
        new("Orleans.Core", "src/Orleans.Core/Providers/IGrainStorage.cs", """
            namespace Orleans.Storage
            {
                public class InconsistentStateException : OrleansException
                {
                    public InconsistentStateException() { }
                    public InconsistentStateException(string message) { }
                    public InconsistentStateException(string message, Exception? innerException) { }
                }
            }
            """),
        new("Orleans.Reminders", "src/Orleans.Reminders/Timers/IRemindable.cs", """
            namespace Orleans
            {
                public interface IRemindable : IGrain
                {
                    Task ReceiveReminder(string reminderName, TickStatus status);
                }
            }

            namespace Orleans.Runtime
            {
                public interface IGrainReminder
                {
                    string ReminderName { get; }
                }

                public readonly struct TickStatus
                {
                    public TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp) { }
                    public DateTime FirstTickTime { get; }
                    public TimeSpan Period { get; }
                    public DateTime CurrentTickTime { get; }
                }
            }
            """),
        new("Orleans.Reminders", "src/Orleans.Reminders/GrainReminderExtensions.cs", """
            namespace Orleans
            {
                public static class GrainReminderExtensions
                {
                    public static Task<IGrainReminder> RegisterOrUpdateReminder(
                        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) => null!;
                    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => null!;
                    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => null!;
                }
            }
            """),
    ];

    /// <summary>Types as a file of Orleans declares them.</summary>
    /// <param name="Assembly">Where they are at home.</param>
    /// <param name="File">The file they were read in.</param>
    internal sealed record Declaration(string Assembly, string File, string Code);
}
