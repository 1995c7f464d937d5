namespace Ticketing.Load;

/// <summary>How far a run is: a bar on a terminal, a line for each tenth elsewhere. On the error stream, beside the result.</summary>
internal sealed class ProgressBar(string what)
{
    private const int Width = 40;
    private int _shown = -1;

    public void Show(double share)
    {
        share = Math.Clamp(share, 0, 1);
        var step = (int)(share * (Console.IsErrorRedirected ? 10 : Width));
        if (Interlocked.Exchange(ref _shown, step) == step)
        {
            return;
        }

        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine($"{what} {step * 10} %");
        }
        else
        {
            Console.Error.Write($"\r{what} [{new string('#', step)}{new string('.', Width - step)}] {share:P0}{(step == Width ? "\n" : "")}");
        }
    }
}
