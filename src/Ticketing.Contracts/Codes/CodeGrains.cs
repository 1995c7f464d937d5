using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>
/// A code of one event, and the count of its uses. A use is an order: its hold reserves it before it asks for places, gives it back or
/// spends it. Each command is idempotent by its hold. Keyed by <see cref="GrainKeys.Code"/>.
/// </summary>
[Alias("ticketing.code")]
public interface ICodeGrain : IGrainWithStringKey
{
    /// <summary>A repeat by the same request gives the same answer.</summary>
    [Alias("create")]
    Task<CodeAnswer> Create(CreateCode command);

    /// <summary>Null: there is no such code.</summary>
    [Alias("get")]
    Task<CodeView?> Get();

    [Alias("update")]
    Task<CodeAnswer> Update(UpdateCode command);

    /// <summary>From the answer on no hold can use it; those that have it may still be booked. Again: no effect.</summary>
    [Alias("end")]
    Task<CodeAnswer> End();

    /// <summary>Keeps one use for a hold until its end, or refuses. Null: it is kept.</summary>
    [Alias("reserve")]
    Task<Refusal?> Reserve(ReserveUse command);

    /// <summary>Keeps a reserved use for longer.</summary>
    [Alias("extend")]
    Task<RefusalCode> Extend(HoldId hold, DateTimeOffset until);

    /// <summary>Keeps a reserved use until the hold's verdict, however long that takes.</summary>
    [Alias("pin")]
    Task<RefusalCode> Pin(HoldId hold);

    /// <summary>The hold was confirmed: its use is spent for good.</summary>
    [Alias("spend")]
    Task Spend(HoldId hold);

    /// <summary>The hold ended, or was not placed. A use that a later attempt of it reserved stays.</summary>
    [Alias("give-back")]
    Task Release(HoldId hold, DateTimeOffset issuedAt);
}

/// <summary>The names of an event's codes, in the order in which they were made. Keyed by <see cref="GrainKeys.Event"/>.</summary>
[Alias("ticketing.code-book")]
public interface ICodeBookGrain : IGrainWithStringKey
{
    /// <summary>Notes the code's name, then makes the code.</summary>
    [Alias("create")]
    Task<CodeAnswer> Create(CreateCode command);

    /// <summary>So many names from a place on. A name may be there whose code was not made.</summary>
    [Alias("list")]
    Task<CodeNames> List(int start, int limit);
}

/// <summary>A part of the names of an event's codes, and where the next begins. Null: that was all.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.code-names")]
public sealed record CodeNames(
    [property: Id(0)] ImmutableArray<string> Names,
    [property: Id(1)] int? Next);
