namespace Ticketing.Hosting;

/// <summary>Where everything is kept, for the first line of the log.</summary>
internal sealed record StoreName(string Text);
