namespace Orleans.Runtime;

/// <summary>A reminder that is kept.</summary>
public interface IGrainReminder
{
    string ReminderName { get; }
}
