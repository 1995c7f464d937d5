using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <content>Read: a local for each member, a switch over tags, then the instance.</content>
internal sealed partial class CodecEmitter
{
    private void EmitRead() => _code.Block($"public static {_type} Read(ref {Names.Namespace}.StateReader reader)", () =>
    {
        foreach (var member in members)
        {
            _code.Line($"{LocalDeclaration(member)};");
            if (member.KeepsInitialValue)
            {
                _code.Line($"var {member.Presence} = false;");
            }
        }

        _code.Line("reader.BeginGroup();");
        _code.Block("while (reader.TryReadTag(out var tag))", EmitSwitch);
        _code.Line();
        EmitConstruction();
    });

    private void EmitSwitch() => _code.Block("switch (tag)", () =>
    {
        foreach (var member in members)
        {
            EmitCase(member, member.Shape.WireConstant, null, $"{member.Local} = {_collections.Read(member.Shape)}{WhenNull(member)};");
            if (member.CanBeNull && member.Shape.Wire != "Sequence")
            {
                var empty = member.EmptyIsDefault ? EmptyOf(member) : "null";
                EmitCase(member, $"{Names.Namespace}.WireType.Sequence", "reader.ReadNull();", $"{member.Local} = {empty};");
            }
        }

        _code.Line("default:");
        _code.Indented(() =>
        {
            if (members.Count > 0)
            {
                var known = string.Join(" or ", members.Select(static m => m.Id));
                _code.Block($"if (tag >> 3 is {known})", () => _code.Line("throw reader.UnexpectedWireType(tag);"));
                _code.Line();
            }

            _code.Line("reader.Skip(tag);");
            _code.Line("break;");
        });
    });

    private void EmitCase(Member member, string wire, string? before, string statement)
    {
        _code.Line($"case ({member.Id}U << 3) | {wire}:");
        _code.Indented(() =>
        {
            if (before is not null)
            {
                _code.Line(before);
            }

            _code.Line(statement);
            if (member.KeepsInitialValue)
            {
                _code.Line($"{member.Presence} = true;");
            }

            _code.Line("break;");
        });
    }

    private static string LocalDeclaration(Member member)
    {
        var declared = member.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Plain();
        if (member.InitialValue is { } initial)
        {
            return $"{declared}{(member.Type.IsReferenceType ? "?" : "")} {member.Local} = {initial}";
        }

        if (member.EmptyIsDefault && !IsMadeLate(member))
        {
            return $"{declared} {member.Local} = {EmptyOf(member)}";
        }

        return member.Type.IsReferenceType ? $"{declared}? {member.Local} = null" : $"{declared} {member.Local} = default";
    }

    /// <summary>An empty List or Dictionary costs an allocation, so it is made only where the member was missing.</summary>
    private static bool IsMadeLate(Member member) => member.EmptyIsDefault && member.Shape is Map or Sequence { Kind: SequenceKind.List };

    private static string EmptyOf(Member member) => member.Shape is Block { Kind: BlockKind.String } ? "\"\"" : "[]";

    private static string WhenNull(Member member) =>
        member is { EmptyIsDefault: true, Shape: Sequence { Kind: SequenceKind.Array } } ? " ?? []" : "";

    private static string Value(Member member) =>
        IsMadeLate(member) && member.EmptyIsDefault ? $"{member.Local} ?? []" : member.Type.IsReferenceType ? member.Local + "!" : member.Local;

    private void EmitConstruction()
    {
        var arguments = string.Join(", ", constructor.Parameters.Select(p =>
            members.FirstOrDefault(m => MemberFinder.Binds(p, m.Symbol)) is { } member ? Value(member) : "default!"));
        var initialized = members.Where(static m => m.SetBy == SetBy.ObjectInitializer || m.IsRequired).ToList();
        var later = members.Where(static m => m.SetBy is SetBy.Assignment or SetBy.SetterAccessor or SetBy.FieldAccessor && !m.IsRequired).ToList();
        var head = later.Count > 0 ? "var result =" : "return";
        if (initialized.Count == 0)
        {
            _code.Line($"{head} new {_type}({arguments});");
        }
        else
        {
            _code.Block($"{head} new {_type}({arguments})", () =>
            {
                foreach (var member in initialized)
                {
                    _code.Line($"{member.Escaped} = {Value(member)},");
                }
            }, ";");
        }

        foreach (var member in later)
        {
            EmitLater(member);
        }

        if (later.Count > 0)
        {
            _code.Line("return result;");
        }
    }

    private void EmitLater(Member member)
    {
        var statement = member.SetBy == SetBy.Assignment
            ? $"result.{member.Escaped} = {Value(member)};"
            : AccessorEmitter.Set(type, member, Value(member));
        if (member.KeepsInitialValue)
        {
            _code.Block($"if ({member.Presence})", () => _code.Line(statement));
        }
        else
        {
            _code.Line(statement);
        }
    }
}
