using Orleans;
using Ticketing.Tests.Mail;

namespace Ticketing.Tests.Harness;

/// <summary>The real grains on the runtime of the edition under test, over a store in memory.</summary>
internal interface IActors : IAsyncDisposable
{
    IGrainFactory Grains { get; }

    /// <summary>Where webhooks go.</summary>
    FakeReceiver Receiver { get; }

    /// <summary>Where letters go that nobody asked for.</summary>
    PostOffice Post { get; }

    /// <summary>Chooses the fault of a write to a key (grain type, slash, key, slash, state name). Default: none.</summary>
    Func<string, WriteFault> Faults { get; set; }

    FaultyPayments Payments { get; }

    /// <summary>Every activation is lost, without a word, and others start over the same store.</summary>
    Task CrashAsync();
}
