using System.Diagnostics.CodeAnalysis;

namespace Ticketing.Security;

/// <summary>Roles as tokens and people write them.</summary>
public static class RoleNames
{
    public const string All = "customer, organizer, admin, scanner";

    public static Roles Of(string name) => name switch
    {
        "customer" => Roles.Customer,
        "organizer" => Roles.Organizer,
        "admin" => Roles.Admin,
        "scanner" => Roles.Scanner,
        _ => Roles.None,
    };

    public static bool TryFind([NotNullWhen(true)] string? name, out Roles role)
    {
        role = name is null ? Roles.None : Of(name);
        return role != Roles.None;
    }

    public static IEnumerable<string> NamesOf(Roles roles)
    {
        foreach (var (role, name) in new[]
        {
            (Roles.Customer, "customer"), (Roles.Organizer, "organizer"), (Roles.Admin, "admin"), (Roles.Scanner, "scanner"),
        })
        {
            if ((roles & role) != 0)
            {
                yield return name;
            }
        }
    }
}
