namespace Ticketing.Tests.Persistence;

/// <summary>
/// A member that is younger than what was written, or than who sent it, is read as if nobody had set it: as its
/// initializer says. Orleans makes an object with its public constructor without parameters, so with its initializers; one
/// that has none (a positional record) without any constructor, so without them.
/// </summary>
public sealed class YoungerMemberTests
{
    public static TheoryData<string> Types =>
    [
        .. SerializedTypes.All
            .Where(static type => !type.IsAssignableTo(typeof(Exception)) && SerializedTypes.Members(type).Any(static member => !SerializedTypes.IsGiven(member)))
            .Select(SerializedTypes.Name),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void What_bytes_lack_is_read_as_what_nobody_set(string name)
    {
        var type = SerializedTypes.Of(name);
        var members = SerializedTypes.Members(type);
        var (sample, fresh) = (Filler.Sample(type), SerializedTypes.Fresh(type));
        var known = 0;
        foreach (var bytes in SerializedTypes.Prefixes(SerializedTypes.Write(type, sample)))
        {
            var read = SerializedTypes.Read(type, bytes);
            Assert.All(members.Take(known), member => Assert.Equal(Filler.Text(member.GetValue(sample)), Filler.Text(member.GetValue(read))));
            Assert.All(
                members.Skip(known).Where(static member => !SerializedTypes.IsGiven(member)),
                member => Assert.Equal(Filler.Text(member.GetValue(fresh)), Filler.Text(member.GetValue(read))));
            known++;
        }

        Assert.Equal(members.Count, known - 1);
    }

    /// <summary>A type may leave out what is 0 or null. Where an initializer says otherwise, it would come back as that.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_nothing_is_read_as_nothing(string name)
    {
        var type = SerializedTypes.Of(name);
        var sample = Filler.Sample(type);
        var members = SerializedTypes.Members(type).Where(static member => Filler.MayBeNothing(member)).ToArray();
        Assert.All(members, member => member.SetValue(sample, null));
        var read = SerializedTypes.Read(type, SerializedTypes.Write(type, sample));
        Assert.All(members, member => Assert.Equal(Filler.Text(member.GetValue(sample)), Filler.Text(member.GetValue(read))));
    }
}
