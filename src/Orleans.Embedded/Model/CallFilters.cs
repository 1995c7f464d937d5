namespace Orleans;

/// <summary>A request, as code that runs around it sees it.</summary>
public interface IGrainCallContext
{
    object Grain { get; }

    /// <summary>The full name of the interface that declares the method.</summary>
    string InterfaceName { get; }

    string MethodName { get; }

    /// <summary>Goes on to the next filter, or to the grain.</summary>
    Task Invoke();
}

/// <summary>A request in the silo that carries it out.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext;

/// <summary>Runs around every request, on the grain's turn. Each one that is registered as a service does.</summary>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}
