namespace Ticketing.Tests.Operations;

/// <summary>Tests that listen to spans, or want nobody to listen: the listeners are the process's, so these run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ListeningTests
{
    public const string Name = "Listening to spans";
}
