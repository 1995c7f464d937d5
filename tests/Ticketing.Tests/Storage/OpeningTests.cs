using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>Who may open a store, and where it may be.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-open-").FullName;

    private string File => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_second_opener_in_this_process_is_refused_by_name()
    {
        using var store = SqliteStore.Open(new SqliteStoreOptions(File));
        Assert.Equal($"The store {File} is in use by this process. Stop that, or choose another folder.", Refusal(File));
    }

    [Fact]
    public async Task A_second_opener_is_told_which_process_has_it_and_let_in_once_that_is_gone()
    {
        using var writer = StoreWriter.Start(_folder, StoreWriter.Whole);
        await StoreWriter.AckedAsync(_folder, 1, writer);
        var file = StoreWriter.StoreIn(_folder);
        Assert.Equal($"The store {file} is in use by process {writer.Id} on {Environment.MachineName}. Stop that, or choose another folder.", Refusal(file));
        writer.Kill();
        await writer.WaitForExitAsync();
        SqliteStore.Open(new SqliteStoreOptions(file)).Dispose();
    }

    [Fact]
    public void A_closed_store_can_be_opened_again()
    {
        SqliteStore.Open(new SqliteStoreOptions(File)).Dispose();
        SqliteStore.Open(new SqliteStoreOptions(File)).Dispose();
    }

    [Fact]
    public async Task Files_and_new_folders_are_their_owners_alone()
    {
        var folder = Path.Combine(_folder, "new", "data");
        using var store = SqliteStore.Open(new SqliteStoreOptions(Path.Combine(folder, "store.db")));
        await store.AddAsync(new StoredState("note", "a", "state", new byte[] { 1 }));
        Assert.Equal(
            ["store.db", "store.db-shm", "store.db-wal", "store.db.lock"],
            new DirectoryInfo(folder).GetFiles().Select(static file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(folder), static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
        Assert.All([folder, Path.GetDirectoryName(folder)!], static path =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_file_that_others_could_read_is_closed_to_them()
    {
        SqliteStore.Open(new SqliteStoreOptions(File)).Dispose();
        System.IO.File.SetUnixFileMode(File, (UnixFileMode)Convert.ToInt32("644", 8));
        SqliteStore.Open(new SqliteStoreOptions(File)).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [MountFact]
    public void A_read_only_folder_is_called_that()
    {
        using var mount = Mount.OfSize("1m");
        mount.Change("ro");
        var refusal = Refusal(Path.Combine(mount.Path, "store.db"));
        Assert.Equal(
            $"The store {mount.Path}/store.db can't be written: its folder is read-only (Read-only file system). Make the folder writable, or choose another.",
            refusal);
    }

    /// <summary>In a process of a user who is kept out by a folder's mode, as root is not.</summary>
    [PlainUserFact]
    public async Task A_folder_that_its_mode_keeps_from_being_written_is_called_read_only_and_not_in_use()
    {
        const UnixFileMode Closed = (UnixFileMode)0b101_101_101;
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        System.IO.File.SetUnixFileMode(_folder, Closed | UnixFileMode.UserWrite);
        System.IO.File.SetUnixFileMode(folder, Closed);
        try
        {
            using var writer = StoreWriter.Start(_folder, StoreWriter.Whole, PlainUserFactAttribute.Become);
            var error = await writer.StandardError.ReadToEndAsync();
            Assert.Contains($"The store {StoreWriter.StoreIn(_folder)} can't be written: its folder is read-only (Permission denied).", error, StringComparison.Ordinal);
            Assert.DoesNotContain("is in use", error, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.File.SetUnixFileMode(folder, Closed | UnixFileMode.UserWrite);
        }
    }

    [MountFact]
    public void A_store_whose_folder_became_read_only_is_called_that()
    {
        using var mount = Mount.OfSize("1m");
        var file = Path.Combine(mount.Path, "store.db");
        SqliteStore.Open(new SqliteStoreOptions(file)).Dispose();
        mount.Change("ro");
        Assert.Contains("can't be written: its folder is read-only (Read-only file system)", Refusal(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nfs")]
    [InlineData("nfs4")]
    [InlineData("cifs")]
    [InlineData("smb3")]
    [InlineData("9p")]
    [InlineData("ceph")]
    [InlineData("fuse.sshfs")]
    public void A_network_file_system_is_refused(string kind) => Assert.Equal(
        $"on a network file system ({kind}), which can't keep a store whole. Choose a folder on a local disk.", StoreFile.WhyNotOn(kind));

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    [InlineData("zfs")]
    [InlineData("overlay")]
    [InlineData("tmpfs")]
    [InlineData("apfs")]
    [InlineData("NTFS")]
    public void A_local_file_system_is_taken(string kind) => Assert.Null(StoreFile.WhyNotOn(kind));

    [Fact]
    public void A_file_of_other_bytes_is_no_store()
    {
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        Assert.StartsWith($"{File} is damaged, or is no store. Put a backup in its place.", Refusal(File), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_something_else_is_left_alone()
    {
        Sql("CREATE TABLE other(a)");
        var before = System.IO.File.ReadAllBytes(File);
        Assert.Equal($"{File} is a database of something else. Choose another folder.", Refusal(File));
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void The_layout_of_another_build_is_refused()
    {
        SqliteStore.Open(new SqliteStoreOptions(File)).Dispose();
        Sql("PRAGMA user_version = 2");
        Assert.Equal($"{File} was written by another build (its layout is 2; this build's is 1). Start that build.", Refusal(File));
    }

    private static string Refusal(string file)
    {
        var message = Assert.Throws<SqliteStoreException>(() => SqliteStore.Open(new SqliteStoreOptions(file))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private void Sql(string sql)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
