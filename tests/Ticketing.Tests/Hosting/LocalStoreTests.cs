using Ticketing.Hosting;

namespace Ticketing.Tests.Hosting;

/// <summary>What anybody may be told of a store.</summary>
public sealed class LocalStoreTests
{
    [Theory]
    [InlineData("Input/output error : '/srv/our data/ticketing.db'", "Input/output error : 'ticketing.db (Storage:Path)'")]
    [InlineData("/srv/our data/ticketing.db-wal is gone", "ticketing.db (Storage:Path)-wal is gone")]
    [InlineData("The folder /srv/our data can't be opened", "The folder Storage:Path can't be opened")]
    [InlineData("SQLite says: database or disk is full (13).", "SQLite says: database or disk is full (13).")]
    public void Why_it_takes_no_writes_is_told_without_where_it_is(string fault, string told) =>
        Assert.Equal(told, new LocalStore("/srv/our data").WithoutPlace(fault));
}
