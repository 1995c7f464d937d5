using Ticketing.Identifiers;

namespace Ticketing.Receipts;

/// <summary>
/// Which receipt has which number. A number is given to one step of one booking and stays with it until the booking says that it has it,
/// or that this step has another for good. So no answer that is lost, nobody who asks twice and no activation beside another makes a
/// number be there twice, and none is left out.
/// </summary>
public static class ReceiptBookDecisions
{
    /// <summary>How many numbers are remembered that their bookings have. Messages come late by seconds, not by so many receipts.</summary>
    public const int Remembered = 512;

    /// <summary>False: it has been given one.</summary>
    public static bool Give(ReceiptBookState book, BookingId booking, int step, DateTimeOffset now)
    {
        if (book.OnTheWay.Exists(IsIt) || book.Known.Exists(IsIt))
        {
            return false;
        }

        var number = book.Free.Count > 0 ? book.Free.Min() : book.Last + 1;
        book.Free.Remove(number);
        book.Last = Math.Max(book.Last, number);
        book.LastAt = now > book.LastAt ? now : book.LastAt;
        book.OnTheWay.Add(new GivenNumber(booking, step, number, book.LastAt));
        return true;

        bool IsIt(GivenNumber given) => given.Booking == booking && given.Step == step;
    }

    /// <summary>What the booking said to its number. Its next receipt gets one too.</summary>
    public static void Settle(ReceiptBookState book, GivenNumber given, NumberedReceipt answer, DateTimeOffset now)
    {
        if (!book.OnTheWay.Remove(given))
        {
            return;
        }

        if (answer.IsTaken)
        {
            book.Known.Add(given);
            book.Known.RemoveRange(0, Math.Max(0, book.Known.Count - Remembered));
        }
        else
        {
            book.Free.Add(given.Number);
        }

        if (answer.NextStep is { } next)
        {
            Give(book, given.Booking, next, now);
        }
    }
}
