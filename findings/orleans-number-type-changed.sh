#!/usr/bin/env bash
# Microsoft.Orleans.Serialization 10.4.2: a member's numeric type is changed under its [Id].
# Expected: bytes that were written with the old type are refused, or read as the same number.
# Seen: they are read as another number without a word: a long of 4500 as the decimal 0.01397705.
# Ends with 0 while it is so, with 1 once the number is kept or refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Sdk@10.4.2
#:package Microsoft.Orleans.Serialization@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Serializer).Assembly.Location).ProductVersion!.Split(". ")[0]}");
var written = serializer.SerializeToArray(new Before { Amount = 4_500 });
try
{
    var read = serializer.Deserialize<After>(written)!.Amount;
    Console.WriteLine($"A long of 4500 is read as the decimal {read}.");
    return read == 4_500 ? 1 : 0;
}
catch (Exception e)
{
    Console.WriteLine($"It is refused: {e.GetType()}: {e.Message}");
    return 1;
}

[GenerateSerializer]
public sealed record Before
{
    [Id(0)]
    public long Amount { get; init; }
}

[GenerateSerializer]
public sealed record After
{
    [Id(0)]
    public decimal Amount { get; init; }
}
CODE
dotnet run Program.cs
