using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ticketing.Payments;

/// <summary>What payments measure of their providers.</summary>
internal static class PaymentInstruments
{
    private static readonly Meter Meter = new("Ticketing.Payments");

    public static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "ticketing.payment.calls", "{call}", "Calls to payment providers, by what was asked and whether there was an answer");

    public static readonly Counter<long> Disputes = Meter.CreateCounter<long>(
        "ticketing.payment.disputes", "{step}", "Steps of disputes about payments, by the provider's word for where they are");

    public static readonly Counter<long> Foreign = Meter.CreateCounter<long>(
        "ticketing.payment.webhooks.foreign", "{webhook}", "Webhooks that named a payment of another account than they came from, and changed nothing");

    public static TagList Tags(string act, bool isAnswered) => new()
    {
        new("act", act),
        new("outcome", isAnswered ? "ok" : "unavailable"),
    };
}
