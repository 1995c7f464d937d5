#!/usr/bin/env bash
# SQLitePCLRaw.bundle_e_sqlite3 2.1.13, what Microsoft.Data.Sqlite 10.0.15 brings, on Linux.
# Expected: a commit that lengthens no file is synced with fdatasync, which passes over the times in the inode: SQLite's own configure
# script finds that Linux has it.
# Seen: each commit is an fsync; fdatasync is never called, since the library was compiled without HAVE_FDATASYNC.
# Ends with 0 while it is so, with 1 once fdatasync is called. Needs gcc.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >count.c <<'CODE'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>
static long full, data;
int fsync(int fd) { __atomic_add_fetch(&full, 1, __ATOMIC_SEQ_CST); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { __atomic_add_fetch(&data, 1, __ATOMIC_SEQ_CST); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
long full_syncs(void) { return full; }
long data_syncs(void) { return data; }
CODE
gcc -shared -fPIC -O2 -o libcount.so count.c -ldl
cat >Program.cs <<'CODE'
#:package Microsoft.Data.Sqlite@10.0.15
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

const int Commits = 100;
using SqliteConnection connection = new($"Data Source={Path.Combine(args[0], "some.db")};Pooling=False");
connection.Open();
Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (n INTEGER)");
var (full, data) = (Counted.full_syncs(), Counted.data_syncs());
for (var i = 0; i < Commits; i++)
{
    Run($"INSERT INTO t VALUES ({i})");
}

(full, data) = (Counted.full_syncs() - full, Counted.data_syncs() - data);
using var version = connection.CreateCommand();
version.CommandText = "SELECT sqlite_version()";
Console.WriteLine($"SQLite {version.ExecuteScalar()}: {Commits} commits made {full} calls of fsync and {data} of fdatasync.");
return full >= Commits && data == 0 ? 0 : 1;

void Run(string sql)
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

internal static class Counted
{
    [DllImport("libcount.so")]
    public static extern nint full_syncs();

    [DllImport("libcount.so")]
    public static extern nint data_syncs();
}
CODE
dotnet build Program.cs -o built -v q --nologo >/dev/null
LD_LIBRARY_PATH=$folder LD_PRELOAD=$folder/libcount.so dotnet built/Program.dll "$folder"
