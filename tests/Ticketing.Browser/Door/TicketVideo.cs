using System.Text;
using SkiaSharp;

namespace Ticketing.Browser.Door;

/// <summary>What a camera sees that tickets are held before: a YUV4MPEG2 file, as Chromium's camera for tests plays it, over and over.</summary>
internal static class TicketVideo
{
    private const int Width = 640;
    private const int Height = 480;
    private const int FramesASecond = 5;
    private const int SecondsEach = 5;

    /// <summary>The pictures of tickets' QR codes, one after the other, in the middle of something grey.</summary>
    public static string Write(string folder, params byte[][] pictures)
    {
        var path = Path.Combine(folder, "tickets.y4m");
        using var file = File.Create(path);
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F{FramesASecond}:1 Ip A1:1 C420jpeg\n"));
        var colour = Enumerable.Repeat((byte)128, Width * Height / 2).ToArray();
        foreach (var picture in pictures)
        {
            var light = Scene(picture);
            for (var i = 0; i < FramesASecond * SecondsEach; i++)
            {
                file.Write("FRAME\n"u8);
                file.Write(light);
                file.Write(colour);
            }
        }

        return path;
    }

    private static byte[] Scene(byte[] png)
    {
        using var code = SKBitmap.Decode(png);
        using SKBitmap scene = new(Width, Height);
        using (SKCanvas canvas = new(scene))
        {
            canvas.Clear(new SKColor(120, 124, 118));
            var side = Math.Min(Height - 40, code.Width);
            canvas.DrawBitmap(code, new SKRect((Width - side) / 2f, (Height - side) / 2f, (Width + side) / 2f, (Height + side) / 2f), new SKSamplingOptions(SKFilterMode.Nearest));
        }

        return [.. scene.Pixels.Select(static pixel => (byte)(((pixel.Red * 77) + (pixel.Green * 150) + (pixel.Blue * 29)) >> 8))];
    }
}
