namespace Ticketing.Persistence;

/// <summary>Writes and reads one type as a group: its members that are not default, then the end mark.</summary>
public interface IStateCodec<T>
{
    void Write(ref StateWriter writer, in T value);

    T Read(ref StateReader reader);
}
