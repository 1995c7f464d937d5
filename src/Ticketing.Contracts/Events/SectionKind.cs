namespace Ticketing.Events;

/// <summary>Rows of labelled seats, or a capacity without seats (general admission).</summary>
public enum SectionKind
{
    Seated = 0,
    General = 1,
}
