using System.Globalization;

namespace Ticketing.Http;

/// <summary>A share of at most two decimals, counted in hundredths of a percent: "2.5" is 250.</summary>
internal static class Hundredths
{
    /// <summary>What is no such share is noted among the errors, and 0. So is nothing.</summary>
    public static int Read(Amount? percent, string path, string example, List<FieldError> errors)
    {
        var share = 0m;
        if (percent is { Text: var text } && (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share) || share > 100 || share * 100 != decimal.Truncate(share * 100)))
        {
            errors.Add(new FieldError(path, $"{path[(path.LastIndexOf('.') + 1)..]} must be a number from 0 to 100 such as \"{example}\", with at most 2 decimals."));
            share = 0;
        }

        return (int)(share * 100);
    }

    public static string Format(int hundredths) => (hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture);
}
