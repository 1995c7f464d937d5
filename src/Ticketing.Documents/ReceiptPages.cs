using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Receipts;
using Ticketing.Texts;

namespace Ticketing.Documents;

/// <summary>A receipt on A4, on as many pages as it needs: who sold, what, the taxes, and how it was paid.</summary>
internal sealed class ReceiptPages
{
    private const int Width = 595;
    private const int Height = 842;
    private const double Margin = 50;
    private const double Inner = Width - (2 * Margin);

    /// <summary>For an amount, beside what it is of.</summary>
    private const double AmountWidth = 110;

    private const double Leading = 1.3;
    private readonly PdfFile _file;
    private readonly PrintedReceipt _printed;
    private readonly TextBook _texts;
    private PdfPage _page;
    private double _y;

    private ReceiptPages(PdfFile file, PrintedReceipt printed, TextBook texts)
    {
        (_file, _printed, _texts) = (file, printed, texts);
        (_page, _y) = (NewPage(), Margin);
    }

    public static void Draw(PdfFile file, PrintedReceipt printed, TextBook texts) => new ReceiptPages(file, printed, texts).Draw();

    public static string Title(PrintedReceipt printed, TextBook texts) =>
        texts.Say(printed.Receipt.Kind == ReceiptKind.CreditNote ? "Receipt.CreditNote" : "Receipt.Payment", printed.Number);

    private void Draw()
    {
        var (receipt, booking) = (_printed.Receipt, _printed.Booking);
        if (receipt.Seller is { } seller)
        {
            Text(FontFamily.Bold, seller.Name, 12);
            foreach (var line in (seller.Address ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Text(FontFamily.Regular, line, 10);
            }

            if (seller.TaxNumber is { } number)
            {
                Text(FontFamily.Regular, _texts.Say("Receipt.TaxNumber", number), 10);
            }

            _y += 18;
        }

        Text(FontFamily.Bold, Title(_printed, _texts), 22);
        _y += 4;
        var zone = _printed.Event?.Details?.TimeZone;
        Text(FontFamily.Regular, _texts.Say("Receipt.Date", _texts.Day(receipt.IssuedAt ?? receipt.At, zone)), 10);
        Text(FontFamily.Regular, _texts.Say(receipt.Kind == ReceiptKind.CreditNote ? "Receipt.PaidBack" : "Receipt.Paid", $"{_texts.Day(receipt.At, zone)}{How(receipt)}"), 10);
        if (_printed.Corrects is { IsEmpty: false } corrected)
        {
            Text(FontFamily.Regular, _texts.Say("Receipt.Corrects", string.Join(", ", corrected)), 10);
        }

        Text(FontFamily.Regular, _texts.Say("Receipt.Booking", BookingReference.Of(booking.BookingId)), 10);
        if (booking.Email is { } buyer)
        {
            Text(FontFamily.Regular, _texts.Say("Receipt.Buyer", buyer), 10);
        }

        _y += 10;
        Text(FontFamily.Bold, receipt.EventName, 13);
        if (_printed.Event?.StartsAt is { } starts)
        {
            Text(FontFamily.Regular, $"{_texts.Moment(starts, zone)} {_texts.Zone(zone)}", 10);
        }

        _y += 6;
        Rule();
        Lines();
        Rule();
        Amount(FontFamily.Bold, _texts[receipt.Kind == ReceiptKind.CreditNote ? "Receipt.TotalPaidBack" : "Receipt.Total"], Money(receipt.AmountMinor), 12);
        foreach (var tax in receipt.Taxes.Where(tax => tax.IsIncluded || receipt.Quantity == 0))
        {
            Amount(FontFamily.Regular, _texts.Say("Receipt.OfWhichTax", Rate(tax), Money(tax.NetMinor)), Money(tax.AmountMinor), 10);
        }
    }

    /// <summary>What was paid for. Of a part only the amount is told, and what it is a part of.</summary>
    private void Lines()
    {
        var receipt = _printed.Receipt;
        if (receipt.Quantity == 0)
        {
            Amount(FontFamily.Regular, _texts[receipt.Kind == ReceiptKind.CreditNote ? "Receipt.PartPaidBack" : "Receipt.Difference"], Money(receipt.AmountMinor), 10);
            return;
        }

        if (receipt.Prices is not { } prices)
        {
            Amount(FontFamily.Regular, _texts.Say("Receipt.Places", receipt.Quantity, Section(receipt.SectionId)), Money(receipt.AmountMinor), 10);
            return;
        }

        foreach (var line in prices.Lines)
        {
            var full = line.PriceMinor + line.DiscountMinor;
            var name = line.Name.Length > 0 ? $"{line.Name}, {Section(line.SectionId)}" : Section(line.SectionId);
            Amount(FontFamily.Regular, _texts.Say("Receipt.Line", line.Quantity, name, Money(full)), Money(line.Quantity * full), 10);
        }

        (string Name, long Minor)[] others =
        [
            (_texts.Say("Receipt.Discount", prices.Code), -prices.DiscountMinor), (_texts["Receipt.TicketFees"], prices.TicketFeesMinor), (_texts["Receipt.OrderFee"], prices.OrderFeeMinor),
            .. receipt.Taxes.Where(static tax => !tax.IsIncluded).Select(tax => (_texts.Say("Receipt.Tax", Rate(tax), Money(tax.NetMinor)), tax.AmountMinor)),
        ];
        foreach (var (name, minor) in others.Where(static other => other.Minor != 0))
        {
            Amount(FontFamily.Regular, name, Money(minor), 10);
        }
    }

    private string Section(string id) => id.Length == 0 ? _texts["Receipt.SomePlaces"]
        : _printed.Event?.Sections.FirstOrDefault(section => section.SectionId == id) is { Name.Length: > 0 } known ? known.Name : id;

    private string Money(long minor) => _texts.Amount(minor, _printed.Booking.Currency);

    private string Rate(TaxLine tax) => $"{tax.Name} {_texts.Percent(tax.PercentHundredths)}";

    /// <summary>How it was paid, as far as anybody said.</summary>
    private static string How(Receipt receipt)
    {
        string?[] how = [receipt.PaymentMethod ?? (receipt.PaymentProvider == PaymentProviders.External ? null : receipt.PaymentProvider), receipt.PaymentReference];
        return string.Join(", ", how.OfType<string>()) is { Length: > 0 } told ? $", {told}" : "";
    }

    private void Text(FontFamily family, string text, double size) => Paragraph(family, text, size, Inner);

    private void Amount(FontFamily family, string text, string amount, double size)
    {
        var top = _y;
        Paragraph(family, text, size, Inner - AmountWidth);

        // A text that went on to the next page has its amount there.
        var line = _y < top ? Margin : top;
        var width = new ShapedText(amount, family, isFromRight: false).Width * size;
        _page.Text(family, size, Width - Margin - width, line + size, amount);
    }

    private void Paragraph(FontFamily family, string text, double size, double width)
    {
        var fit = TextLines.Fit(family, text, width, size, size, most: 1);
        foreach (var line in fit.Lines)
        {
            if (_y + (size * Leading) > Height - Margin)
            {
                (_page, _y) = (NewPage(), Margin);
            }

            _page.Text(family, size, Margin, _y + size, line, fit.IsFromRight);
            _y += size * Leading;
        }
    }

    private void Rule()
    {
        _page.Line(Margin, _y, Width - Margin);
        _y += 6;
    }

    private PdfPage NewPage()
    {
        var page = _file.AddPage(Width, Height);
        page.Grey(0);
        return page;
    }
}
