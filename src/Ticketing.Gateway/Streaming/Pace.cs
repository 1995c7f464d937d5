namespace Ticketing.Streaming;

/// <summary>How soon an event is looked at again.</summary>
public static class Pace
{
    /// <summary>Looking takes at most an eleventh of the time, so that a large event, or a service under load, is looked at less often.</summary>
    private const int Rest = 10;

    /// <summary>A change of a quiet event, too, is shown within a second: half of it is for the look and for the page.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    /// <summary>A look that waited for storage or a silo in vain is tried again within this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="interval">The shortest time between two looks.</param>
    /// <param name="last">How long the last wait was.</param>
    /// <param name="took">How long the last look took.</param>
    /// <param name="before">How long the one before it took. One slow look says little: code that runs for the first time, a collection.</param>
    /// <param name="changed">Whether it saw something new. While nothing happens the waits double, up to half a second.</param>
    public static TimeSpan Next(TimeSpan interval, TimeSpan last, TimeSpan took, TimeSpan before, bool changed)
    {
        var longest = interval > Quiet ? interval : Quiet;
        var wait = changed ? interval : last * 2 < longest ? last * 2 : longest;
        var quicker = took < before ? took : before;
        var rest = quicker * Rest < Longest ? quicker * Rest : Longest;
        return wait > rest ? wait : rest;
    }
}
