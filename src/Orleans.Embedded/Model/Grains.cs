using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Anything that can be called through a reference.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A virtual actor.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A virtual actor that is named by a string.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A virtual actor that reminders wake up.</summary>
    public interface IRemindable : IGrain
    {
        Task ReceiveReminder(string reminderName, TickStatus status);
    }

    /// <summary>Gives references to grains. A grain need not exist: it is activated when it is called.</summary>
    public interface IGrainFactory
    {
        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithStringKey;
    }

    /// <summary>What every grain class is.</summary>
    public interface IGrainBase
    {
        IGrainContext GrainContext { get; }

        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }
}
