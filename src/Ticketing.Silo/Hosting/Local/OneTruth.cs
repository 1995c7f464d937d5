using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>A service over Redis does not start beside a SQLite file that has something beside the keys that each start needs: what is sold in there it would sell again.</summary>
internal sealed class OneTruth(LocalStore place) : IStartCondition
{
    public Task RequireAsync()
    {
        if (!place.IsThere)
        {
            return Task.CompletedTask;
        }

        using var store = place.Open();
        return !store.Reminders().Any() && store.States().All(static state => state.GrainType == ProtectionKeys.GrainType)
            ? Task.CompletedTask
            : throw new SqliteStoreException(
                $"Redis:Url is set, but {place.File} (Storage:Path) has what was sold so far. Move it to Redis with 'ticketing export' and 'ticketing import' and then move the file away, or unset Redis:Url.");
    }
}
