using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;

namespace Ticketing.Tests.Journal;

/// <summary>The journal over real files.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_a_restart_and_what_was_deleted_is_not()
    {
        var version = await InAsync(async journal =>
        {
            await journal.WriteAsync("a", 0, "one"u8.ToArray());
            var second = await journal.WriteAsync("b", 0, "two"u8.ToArray());
            await journal.DeleteAsync("b", second);
            return await journal.WriteAsync("c", 0, "three"u8.ToArray());
        });
        await InAsync(async journal =>
        {
            Assert.Equal("one"u8.ToArray(), (await journal.ReadAsync("a", default))!.Value.Value.ToArray());
            Assert.Null(await journal.ReadAsync("b", default));
            Assert.Equal(version, (await journal.ReadAsync("c", default))!.Value.Version);
            Assert.True(await journal.WriteAsync("b", 0, "again"u8.ToArray()) > version);
            return 0;
        });
    }

    [Fact]
    public async Task A_write_that_expects_another_version_changes_nothing() => await InAsync(async journal =>
    {
        var version = await journal.WriteAsync("a", 0, "one"u8.ToArray());
        await Assert.ThrowsAsync<StoreConflictException>(() => journal.WriteAsync("a", 0, "two"u8.ToArray()));
        await Assert.ThrowsAsync<StoreConflictException>(() => journal.DeleteAsync("a", version + 1));
        Assert.Equal("one"u8.ToArray(), (await journal.ReadAsync("a", default))!.Value.Value.ToArray());
        return 0;
    });

    [Fact]
    public async Task A_torn_end_is_cut_off_at_every_byte()
    {
        await InAsync(async journal => await journal.WriteAsync("a", 0, "one"u8.ToArray()));
        var sealedFile = Directory.GetFiles(_folder, "segment-*.journal").Order().First();
        var whole = await File.ReadAllBytesAsync(sealedFile);
        var end = Array.FindLastIndex(whole, static b => b != 0) + 1;

        // The header of the segment is durable before any batch; the batch behind it was torn off.
        for (var cut = 41; cut < end; cut++)
        {
            DeleteOthers(sealedFile);
            await File.WriteAllBytesAsync(sealedFile, whole[..cut]);
            await InAsync(async journal =>
            {
                Assert.Null(await journal.ReadAsync("a", default));
                return await journal.WriteAsync("a", 0, "new"u8.ToArray());
            });
        }
    }

    [Fact]
    public async Task Damage_before_the_end_is_refused_with_file_and_offset()
    {
        await InAsync(async journal =>
        {
            await journal.WriteAsync("a", 0, "one"u8.ToArray());
            return await journal.WriteAsync("b", 0, "two"u8.ToArray());
        });
        var file = Directory.GetFiles(_folder, "segment-*.journal").Order().First();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[60] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var refused = await Assert.ThrowsAsync<JournalCorruptException>(() => InAsync(_ => Task.FromResult(0)));
        Assert.Equal(Path.GetFileName(file), refused.File);
        Assert.Equal(40, refused.Offset);
    }

    [Fact]
    public async Task A_second_process_is_told_which_folder_is_in_use()
    {
        using var disk = new SystemJournalDisk(_folder);
        var refused = Assert.Throws<IOException>(() => new SystemJournalDisk(_folder));
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Rewriting_the_same_keys_does_not_let_the_folder_grow_without_bound()
    {
        await InAsync(async journal =>
        {
            var versions = new long[20];
            var value = new byte[4_000];
            for (var round = 0; round < 200; round++)
            {
                for (var key = 0; key < versions.Length; key++)
                {
                    value[0] = (byte)round;
                    versions[key] = await journal.WriteAsync($"k{key}", versions[key], value);
                }
            }

            return 0;
        });
        Assert.InRange(Directory.GetFiles(_folder, "segment-*").Sum(file => new FileInfo(file).Length), 1, 4 << 20);
        await InAsync(async journal =>
        {
            for (var key = 0; key < 20; key++)
            {
                Assert.Equal(199, (await journal.ReadAsync($"k{key}", default))!.Value.Value.Span[0]);
            }

            return 0;
        });
    }

    [Fact]
    public async Task Readers_find_every_key_while_compaction_deletes_the_files_they_read() => await InAsync(async journal =>
    {
        const int Kept = 200;
        var value = new byte[500];
        for (var key = 0; key < Kept; key++)
        {
            await journal.WriteAsync($"kept{key}", 0, value);
        }

        var isDone = false;
        var reading = Task.Run(async () =>
        {
            var rounds = 0;
            for (; !Volatile.Read(ref isDone) || rounds == 0; rounds++)
            {
                for (var key = 0; key < Kept; key++)
                {
                    Assert.Equal(500, (await journal.ReadAsync($"kept{key}", default))!.Value.Value.Length);
                }

                var scanned = 0;
                await foreach (var _ in journal.ScanAsync("kept", default))
                {
                    scanned++;
                }

                Assert.Equal(Kept, scanned);
            }
        });
        var version = 0L;
        for (var i = 0; i < 600; i++)
        {
            version = await journal.WriteAsync("often", version, new byte[8_000]);
        }

        Volatile.Write(ref isDone, true);
        await reading;
        Assert.False(File.Exists(Path.Combine(_folder, "segment-000000000001.journal")));
        return 0;
    });

    private void DeleteOthers(string kept)
    {
        foreach (var file in Directory.GetFiles(_folder, "segment-*").Where(file => file != kept))
        {
            File.Delete(file);
        }
    }

    private async Task<T> InAsync<T>(Func<JournalStateStore, Task<T>> use)
    {
        using var disk = new SystemJournalDisk(_folder);
        await using var journal = await JournalStateStore.OpenAsync(disk, new JournalOptions { SegmentBytes = 256 << 10 });
        return await use(journal);
    }
}
