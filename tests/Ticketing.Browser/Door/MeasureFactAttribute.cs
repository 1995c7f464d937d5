namespace Ticketing.Browser.Door;

/// <summary>A measure: it asserts what it finds, and takes a machine that has nothing else to do. Skipped unless TICKETING_MEASURE is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MeasureFactAttribute : FactAttribute
{
    public MeasureFactAttribute() => Skip = Environment.GetEnvironmentVariable("TICKETING_MEASURE") is null
        ? "A measure, outside CI: set TICKETING_MEASURE to take it."
        : Chromium.Missing;
}
