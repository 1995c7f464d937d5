using Ticketing.Events;
using Ticketing.Receipts;

namespace Ticketing.Configuration;

/// <summary>The settings of receipts, read and checked once at start.</summary>
internal static class SalesSettings
{
    public static SalesOptions From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);

        // Where settings are environment variables, \n is what a line break is easily written as.
        var address = reader.Text("Sales:SellerAddress", "").Replace("\\n", "\n", StringComparison.Ordinal);
        var (name, number) = (reader.Text("Sales:SellerName", ""), reader.Text("Sales:SellerTaxNumber", ""));
        if (name.Length + address.Length + number.Length == 0)
        {
            return new SalesOptions();
        }

        EventSeller seller = new() { Name = name, Address = address is "" ? null : address, TaxNumber = number is "" ? null : number };
        foreach (var error in EventRules.Validate(seller))
        {
            reader.Errors.Add($"Sales:Seller{string.Concat(error.Field["seller.".Length..].Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]))}: {error.Message}");
        }

        return reader.Errors.Count == 0 ? new SalesOptions { Seller = seller } : throw new SettingsException(reader.Errors);
    }
}
