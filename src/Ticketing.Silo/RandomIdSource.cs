using System.Security.Cryptography;
using Ticketing.Identifiers;

namespace Ticketing;

/// <summary>Identifiers and secrets from the system's random source, drawn a few kilobytes at a time.</summary>
public sealed class RandomIdSource : IIdSource
{
    private readonly Lock _gate = new();
    private readonly byte[] _drawn = new byte[4_096];
    private int _used = 4_096;

    public void Fill(Span<byte> bytes)
    {
        if (bytes.Length > 256)
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        lock (_gate)
        {
            if (_used + bytes.Length > _drawn.Length)
            {
                RandomNumberGenerator.Fill(_drawn);
                _used = 0;
            }

            var next = _drawn.AsSpan(_used, bytes.Length);
            next.CopyTo(bytes);

            // What was given out is not kept.
            next.Clear();
            _used += bytes.Length;
        }
    }
}
