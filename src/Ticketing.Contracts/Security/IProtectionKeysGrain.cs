using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Security;

/// <summary>
/// The keys that seal sessions, forms and links (data protection), as the framework writes them. There is one, keyed <see cref="All"/>: they are in the
/// store like everything else, so in its backups and exports too.
/// </summary>
[Alias("ticketing.protection-keys")]
public interface IProtectionKeysGrain : IGrainWithStringKey
{
    const string All = "all";

    [Alias("list")]
    Task<ImmutableArray<string>> List();

    /// <summary>Adds one. Again under the same name: no effect.</summary>
    [Alias("add")]
    Task Add(string name, string xml);
}
