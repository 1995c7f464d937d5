namespace Ticketing.Tests.Persistence;

/// <summary>What was ever stored can be read, by every later version.</summary>
public class StoredFormTests
{
    public static TheoryData<string> Aliases => [.. PersistedTypes.All.Select(PersistedTypes.AliasOf)];

    public static TheoryData<string> Files => [.. StoredForm.All.Select(form => form.FileName)];

    [Theory]
    [MemberData(nameof(Aliases))]
    public void Every_stored_type_has_a_form_on_file(string alias)
    {
        var today = StoredForm.Today(TypeOf(alias), 1);
        Assert.True(
            StoredForm.All.Any(form => form.Alias == alias),
            $"No form of {alias} is on file. Once it is meant to be stored like this for ever, add Persistence/Forms/{today.FileName}:\n{today}");
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void The_newest_form_on_file_is_what_is_written_today(string alias)
    {
        var newest = StoredForm.All.Last(form => form.Alias == alias);
        var today = StoredForm.Today(TypeOf(alias), newest.Number);
        Assert.True(
            newest.ToString() == today.ToString(),
            $"{alias} is written in another form than {newest.FileName}. Keep that file and add the next number:\n{today}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_form_on_file_is_read_member_by_member(string file)
    {
        var form = StoredForm.All.Single(form => form.FileName == file);
        var read = Dump.Of(StoredForm.Generic.Read(TypeOf(form.Alias), Convert.FromHexString(form.Hex)));

        // A later version may know members that this form lacks; it has all that the form has.
        Assert.Empty(form.Members.Except(read));
        Assert.True(read.Length >= form.Members.Length);
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void The_newest_form_is_written_again_byte_by_byte(string alias)
    {
        var newest = StoredForm.All.Last(form => form.Alias == alias);
        var read = StoredForm.Generic.Read(TypeOf(alias), Convert.FromHexString(newest.Hex));
        Assert.Equal(newest.Hex, Convert.ToHexString(StoredForm.Generic.Write(TypeOf(alias), read)));
    }

    [Fact]
    public void No_form_is_left_of_a_type_that_is_gone() =>
        Assert.Empty(StoredForm.All.Select(form => form.Alias).Except(PersistedTypes.All.Select(PersistedTypes.AliasOf)));

    [Fact]
    public void No_two_stored_types_share_an_alias() =>
        Assert.Distinct(PersistedTypes.All.Select(PersistedTypes.AliasOf));

    [Fact]
    public void Samples_leave_no_member_at_its_default()
    {
        foreach (var type in PersistedTypes.All)
        {
            var sample = SampleMaker.Make(type);
            var fresh = PersistedTypes.Fresh(type);
            foreach (var (_, member) in PersistedTypes.MembersOf(type))
            {
                Assert.NotEqual(member.GetValue(fresh), member.GetValue(sample));
            }
        }
    }

    private static Type TypeOf(string alias) => PersistedTypes.All.Single(type => PersistedTypes.AliasOf(type) == alias);
}
