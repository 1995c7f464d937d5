using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reminders: they survive the activation, and the process.</summary>
public static class GrainReminderExtensions
{
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        var activation = (Activation)grain.GrainContext;
        return grain is IRemindable
            ? activation.Silo.Reminders.RegisterAsync(activation.Id, reminderName, dueTime, period)
            : throw new InvalidOperationException($"Grain {activation.Id} is not IRemindable.");
    }

    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder)
    {
        var activation = (Activation)grain.GrainContext;
        return activation.Silo.Reminders.UnregisterAsync(activation.Id, reminder);
    }

    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName)
    {
        var activation = (Activation)grain.GrainContext;
        return activation.Silo.Reminders.GetAsync(activation.Id, reminderName);
    }
}
