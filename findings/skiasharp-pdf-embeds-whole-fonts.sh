#!/usr/bin/env bash
# SkiaSharp 4.155.0: a PDF by SKDocument.CreatePdf with one letter in a large font.
# Expected: the part of the font that is shown is embedded, as Skia does where it is built with HarfBuzz's subsetter.
# Seen: all of it is, under a name such as AAAAAA+DejaVuSans, which says that it is a part. The subsetter (hb_subset_or_fail) is in HarfBuzzSharp's
# native library, without a managed name.
# Ends with 0 while it is so, with 1 once parts are embedded, with 2 where there is no font to try it with.
set -euo pipefail
font=$(find /usr/share/fonts -name '*.ttf' -size +300k -size -2000k | sort | head -1)
[[ -n $font ]] || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package SkiaSharp@4.155.0
#:package SkiaSharp.NativeAssets.Linux.NoDependencies@4.155.0
#:property PublishAot=false
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

using var typeface = SKTypeface.FromFile(args[0]);
using SKFont font = new(typeface, 20);
using SKPaint paint = new();
using MemoryStream file = new();
using (var pdf = SKDocument.CreatePdf(file))
{
    pdf.BeginPage(200, 200).DrawText("x", 20, 20, SKTextAlign.Left, font, paint);
    pdf.EndPage();
    pdf.Close();
}

var text = Encoding.Latin1.GetString(file.ToArray());
var embedded = int.Parse(Regex.Match(text, @"/Length1 (\d+)").Groups[1].Value);
var whole = new FileInfo(args[0]).Length;
Console.WriteLine($"SkiaSharp 4.155.0: {embedded} of the {whole} bytes of {typeface.FamilyName} are embedded for one letter, as {Regex.Match(text, @"/FontName /(\S+)").Groups[1].Value}.");
return embedded > whole / 2 ? 0 : 1;
CODE
dotnet run Program.cs "$font"
