namespace Ticketing.Inventory;

/// <summary>A block's share in the places that are held, while it is in memory.</summary>
internal sealed class HeldPlaces
{
    private int _shown;
    private bool _counts;

    /// <summary>The block is whole: from here on it counts. One that failed to begin never does.</summary>
    public void Begin(int held)
    {
        _counts = true;
        Show(held);
    }

    public void Show(int held)
    {
        if (_counts && held != _shown)
        {
            InventoryInstruments.Held.Add(held - _shown);
            _shown = held;
        }
    }

    public void End()
    {
        Show(0);
        _counts = false;
    }
}
