using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Customers;
using Ticketing.Finalization;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Tickets;

namespace Ticketing.Organizations;

/// <summary>
/// All organizations with their staff, and the letters to owners that are still to be sent of who lost access. They go out beside the
/// requests, and after a crash with the next activation: gateways ask for organizations all the time.
/// </summary>
[GrainType("ticketing.organizations")]
public sealed partial class OrganizationsGrain : Grain, IOrganizationsGrain
{
    private static readonly TimeSpan MailRetry = TimeSpan.FromMinutes(1);
    private readonly Durable<OrganizationsState> _state;
    private readonly IMailSender _mail;
    private readonly ITicketDocuments _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<OrganizationsGrain> _log;
    private readonly BackgroundRounds _letters;

    public OrganizationsGrain(
        [PersistentState("organizations")] IPersistentState<OrganizationsState> state,
        IMailSender mail,
        ITicketDocuments documents,
        TimeProvider time,
        ILogger<OrganizationsGrain> log)
    {
        _state = new Durable<OrganizationsState>(state, this);
        _mail = mail;
        _documents = documents;
        _time = time;
        _log = log;
        _letters = new BackgroundRounds(this, time, WriteToOwners, () => _state.IsOver, LogUnmailed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        WriteSoon();
        return Task.CompletedTask;
    }

    public Task<OrganizationList?> Since(long version) =>
        Task.FromResult(_state.Value.Version == version ? null : new OrganizationList(_state.Value.Version, _state.Value.Organizations));

    public async Task<OrganizationAnswer> Create(CreateOrganization command)
    {
        var (organizations, refusal) = OrganizationDecisions.Create(_state.Value.Organizations, command, _time.GetUtcNow());
        return refusal is not null ? new OrganizationAnswer(null, refusal) : await Written(organizations, command.OrganizationId);
    }

    public Task<OrganizationAnswer> Rename(Guid id, string name) => Change(id, organization => (organization with { Name = name }, null));

    public Task<OrganizationAnswer> PutStaff(Guid id, StaffMember member, string? by) =>
        Change(id, organization => OrganizationDecisions.Put(organization, member, _time.GetUtcNow()), member.Subject, by);

    public Task<OrganizationAnswer> RemoveStaff(Guid id, string subject, string? by) =>
        Change(id, organization => OrganizationDecisions.Remove(organization, subject), subject, by);

    public Task ForgetAddress(string subject)
    {
        _state.Value.Losses = OrganizationDecisions.Forget(_state.Value.Losses, subject);
        return Written(OrganizationDecisions.ForgetAddress(_state.Value.Organizations, subject));
    }

    public Task<OrganizationView?> Get(Guid id) => Task.FromResult(_state.Value.Organizations.FirstOrDefault(organization => organization.OrganizationId == id));

    public async Task<PaymentAccount?> Account(Guid id) => (await Get(id))?.Account;

    public Task<OrganizationView?> OfAccount(string provider, string account) =>
        Task.FromResult(_state.Value.Organizations.FirstOrDefault(organization => organization.Account is { } known && known.Provider == provider && known.Reference == account));

    public Task<OrganizationAnswer> ConnectAccount(Guid id, PaymentAccount account, int after) =>
        Change(id, organization => (OrganizationDecisions.Connect(organization, account, after, _time.GetUtcNow()), null));

    public Task<OrganizationAnswer> SeeAccount(Guid id, PaymentAccount account) => Change(id, organization => (OrganizationDecisions.See(organization, account), null));

    public Task<OrganizationAnswer> DisconnectAccount(Guid id, string account) => Change(id, organization => (OrganizationDecisions.Disconnect(organization, account), null));

    /// <param name="id">The organization.</param>
    /// <param name="change">What becomes of it.</param>
    /// <param name="subject">Of whose access that decides. Null: nobody's.</param>
    /// <param name="by">Who does it.</param>
    private async Task<OrganizationAnswer> Change(
        Guid id, Func<OrganizationView, (OrganizationView Changed, Refusal? Refusal)> change, string? subject = null, string? by = null)
    {
        var organizations = _state.Value.Organizations;
        if (organizations.FirstOrDefault(organization => organization.OrganizationId == id) is not { } known)
        {
            return new OrganizationAnswer(null, new Refusal(RefusalCode.OrganizationNotFound));
        }

        var (changed, refusal) = change(known);
        if (refusal is not null)
        {
            return new OrganizationAnswer(null, refusal);
        }

        if (subject is not null && OrganizationDecisions.Loss(known, changed, subject, by, _time.GetUtcNow()) is { } loss)
        {
            var losses = _state.Value.Losses.Add(loss with { Number = _state.Value.Version + 1 });
            _state.Value.Losses = losses.Length > OrganizationDecisions.MostLosses ? losses.RemoveAt(0) : losses;
        }

        var answer = await Written(changed == known ? organizations : organizations.Replace(known, changed), id);
        WriteSoon();
        return answer;
    }

    private async Task<OrganizationAnswer> Written(ImmutableArray<OrganizationView> organizations, Guid id)
    {
        await Written(organizations);
        return new OrganizationAnswer(organizations.First(organization => organization.OrganizationId == id), null);
    }

    /// <summary>Also what seems to be so already is written: an activation beside the one that knows better fails there.</summary>
    private Task Written(ImmutableArray<OrganizationView> organizations)
    {
        var state = _state.Value;
        if (organizations != state.Organizations)
        {
            state.Version++;
            state.Organizations = organizations;
        }

        return _state.Changed();
    }

    private void WriteSoon()
    {
        if (!_state.Value.Losses.IsEmpty)
        {
            _letters.Wake(TimeSpan.Zero);
        }
    }

    /// <summary>One after the other. Who was written to is noted before the next; a letter that is sent twice has the same name.</summary>
    private async Task<TimeSpan?> WriteToOwners(CancellationToken cancellationToken)
    {
        foreach (var (number, owner) in _state.Value.Losses.SelectMany(static loss => loss.Owners.Select(owner => (loss.Number, owner.Subject))).ToArray())
        {
            await _state.Settled();
            if (Find(number) is { } loss && loss.Owners.FirstOrDefault(one => one.Subject == owner) is { } reader
                && await Write(loss, reader) == LetterResult.Unavailable && loss.At + OrganizationDecisions.LettersLast > _time.GetUtcNow())
            {
                continue;
            }

            await Wrote(number, owner);
        }

        if (_state.Value.Losses.Any(static loss => loss.Owners.IsEmpty))
        {
            // Nobody is left to be told.
            _state.Value.Losses = _state.Value.Losses.RemoveAll(static loss => loss.Owners.IsEmpty);
            await _state.Changed();
        }

        return _state.Value.Losses.IsEmpty ? null : MailRetry;
    }

    private LostAccess? Find(long number) => _state.Value.Losses.FirstOrDefault(loss => loss.Number == number);

    private Task Wrote(long number, string owner)
    {
        if (Find(number) is not { } loss)
        {
            return Task.CompletedTask;
        }

        var left = loss with { Owners = loss.Owners.RemoveAll(one => one.Subject == owner) };
        _state.Value.Losses = left.Owners.IsEmpty ? _state.Value.Losses.Remove(loss) : _state.Value.Losses.Replace(loss, left);
        return _state.Changed();
    }

    private async Task<LetterResult> Write(LostAccess loss, StaffMember owner)
    {
        if (_state.Value.Organizations.FirstOrDefault(one => one.OrganizationId == loss.OrganizationId) is not { } organization)
        {
            return LetterResult.NotWanted;
        }

        var profile = await GrainFactory.GetGrain<ICustomerGrain>(owner.Subject).Get();
        if ((owner.Email ?? profile.Email) is not { } address)
        {
            return LetterResult.NoAddress;
        }

        // Who signs in by mail is called by their address: their subject says nothing to anybody.
        var by = organization.Staff.Append(loss.Member).FirstOrDefault(one => one.Subject == loss.By)?.Email ?? loss.By;
        return await Post.Send(_mail, _documents.AccessLost(loss with { By = by }, organization.Name, address, profile.Locale), _time);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Owners could not be written to of who lost access; trying again")]
    private partial void LogUnmailed(Exception exception);
}
