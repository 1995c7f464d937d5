using Orleans;
using Orleans.Runtime;

namespace Ticketing.Customers;

/// <summary>A customer's profile.</summary>
[GrainType("ticketing.customer")]
public sealed class CustomerGrain : SparseGrain, ICustomerGrain
{
    private readonly Durable<CustomerState> _customer;
    private readonly TimeProvider _time;

    public CustomerGrain([PersistentState("customer")] IPersistentState<CustomerState> state, TimeProvider time)
    {
        _customer = new Durable<CustomerState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _customer.IsNothing;

    public Task<CustomerView> Get() => Task.FromResult(View());

    public async Task<CustomerView?> Put(CustomerView profile, long? expectedVersion)
    {
        var customer = _customer.Value;
        if (expectedVersion is { } version && version != customer.Version)
        {
            return null;
        }

        if ((customer.Name, customer.Email, customer.Locale) != (profile.Name, profile.Email, profile.Locale) || customer.Version == 0)
        {
            customer.Version++;
            (customer.Name, customer.Email, customer.Locale) = (profile.Name, profile.Email, profile.Locale);
            customer.UpdatedAt = _time.GetUtcNow();
        }

        // Also what seems to be so already: an activation beside the one that knows better fails here.
        await _customer.Changed();
        return View();
    }

    public async Task Erase()
    {
        if ((await _customer.Known()).Version > 0)
        {
            await _customer.Clear();
        }
    }

    private CustomerView View()
    {
        var customer = _customer.Value;
        return new CustomerView
        {
            Version = customer.Version,
            Name = customer.Name,
            Email = customer.Email,
            Locale = customer.Locale,
            UpdatedAt = customer.UpdatedAt,
        };
    }
}
