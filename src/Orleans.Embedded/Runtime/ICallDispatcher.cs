namespace Orleans.Embedded;

/// <summary>
/// Every request of a silo passes here when one is set: a simulator delays, loses, duplicates and reroutes them. An
/// ordinary silo has none.
/// </summary>
public interface ICallDispatcher
{
    void Dispatch(EmbeddedSilo from, GrainId target, IGrainCall call);
}
