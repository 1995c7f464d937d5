using Ticketing.Auditing;

namespace Ticketing.Tests.Domain.Auditing;

/// <summary>Whose records an erasure reaches.</summary>
public sealed class AuditErasureTests
{
    [Theory]
    [InlineData("ann", "/api/v1/admin/customers/ann", "/api/v1/admin/customers/erased")]
    [InlineData("ann", "/api/v1/admin/customers/ann/block", "/api/v1/admin/customers/erased/block")]
    [InlineData("a/b", "/api/v1/admin/customers/a%2fb/block", "/api/v1/admin/customers/erased/block")]
    [InlineData("ann", "/api/v1/admin/customers/anna/block", null)]
    [InlineData("ann", "/api/v1/admin/customers/ann%2Fb/block", null)]
    [InlineData("ann", "/api/v1/admin/bookings/ann/refund", null)]
    public void Records_of_what_was_done_to_the_customer_forget_whom_it_was_done_to(string customer, string path, string? expected)
    {
        var record = new AuditRecord { By = "boss", Path = path, Target = customer, Reason = "asked for" };
        List<AuditRecord> records = [record];
        Assert.Equal(expected is not null, AuditErasure.Forget(records, customer));
        Assert.Equal(expected is null ? record : record with { Path = expected, Target = "erased" }, Assert.Single(records));
    }
}
