using Orleans;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Web.Http;

namespace Ticketing.Web.Holds;

/// <summary>What a bank asks of a payer.</summary>
internal static class PayerAct
{
    /// <summary>The payer did it, or does it here, where the test provider stands for the bank: the payment looks what came of it.</summary>
    public static async Task ActAsync(this IGrainFactory grains, BookingId booking, AttemptView attempt, PageRequest request)
    {
        if (attempt.Provider == TestPaymentProvider.ProviderName)
        {
            await grains.GetGrain<ITestIntentGrain>(TestAccounts.Intent(attempt.Key, attempt.Account)).Act(request.Field("agree") == "yes");
        }

        await grains.GetGrain<IPaymentGrain>(booking.GrainKey()).Look(attempt.Number);
    }
}
