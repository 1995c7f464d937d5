using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>Writes the codec's class: Write, Read, and a method pair for each kind of collection in it.</summary>
internal sealed class CodecEmitter(INamedTypeSymbol type, List<Member> members, IMethodSymbol constructor)
{
    private readonly CodeWriter _code = new();
    private readonly CollectionEmitter _collections = new();
    private readonly string _type = type.Plain();

    public string Emit()
    {
        _code.Header();
        if (type.ContainingNamespace.IsGlobalNamespace)
        {
            EmitClass();
        }
        else
        {
            _code.Line($"namespace {type.ContainingNamespace.ToDisplayString()};");
            _code.Line();
            EmitClass();
        }

        return _code.ToString();
    }

    private void EmitClass()
    {
        var visibility = IsPublic() ? "public" : "internal";
        _code.Line($"/// <summary>The stored form of {type.ToDisplayString()}.</summary>");
        _code.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        _code.Block($"{visibility} sealed class {type.Flat()}StateCodec : {Names.Namespace}.IStateCodec<{_type}>", () =>
        {
            EmitWrite();
            _code.Line();
            EmitRead();
            _code.Line();
            _code.Line($"void {Names.Namespace}.IStateCodec<{_type}>.Write(ref {Names.Namespace}.StateWriter writer, in {_type} value) => Write(ref writer, in value);");
            _code.Line();
            _code.Line($"{_type} {Names.Namespace}.IStateCodec<{_type}>.Read(ref {Names.Namespace}.StateReader reader) => Read(ref reader);");
            _collections.EmitPending(_code);
            AccessorEmitter.Emit(_code, type, members);
        });
    }

    private bool IsPublic()
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    private void EmitWrite() => _code.Block($"public static void Write(ref {Names.Namespace}.StateWriter writer, in {_type} value)", () =>
    {
        if (type.IsReferenceType)
        {
            _code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        }

        _code.Line("writer.BeginGroup();");
        foreach (var member in members)
        {
            EmitWrite(member);
        }

        _code.Line("writer.EndGroup();");
    });

    private void EmitWrite(Member member)
    {
        var path = $"value.{member.Escaped}";
        var some = "some" + member.Name;
        if (member.Shape is Nested { State.IsReferenceType: false } nested)
        {
            EmitWriteStruct(member, nested, path);
        }
        else if (member.AlwaysWritten)
        {
            EmitAlways(member, path, some);
        }
        else
        {
            var (condition, expression) = WhenNotDefault(member, path, some);
            _code.Block($"if ({condition})", () => EmitField(member, expression));
        }
    }

    private void EmitWriteStruct(Member member, Nested nested, string path)
    {
        if (member.AlwaysWritten || !MemberFinder.IsPlainStruct(nested.State))
        {
            EmitField(member, path);
            return;
        }

        _code.Line($"var startOf{member.Name} = writer.Position;");
        EmitField(member, path);
        _code.Line($"writer.DropEmptyGroup({member.Id}, startOf{member.Name});");
    }

    private void EmitAlways(Member member, string path, string some)
    {
        if (!member.CanBeNull)
        {
            EmitField(member, path);
            return;
        }

        _code.Block($"if ({path} is {{ }} {some})", () => EmitField(member, some));
        _code.Block("else", () => _code.Line($"writer.WriteNull({member.Id});"));
    }

    private void EmitField(Member member, string expression)
    {
        _code.Line($"writer.WriteTag({member.Id}, {member.Shape.WireConstant});");
        _code.Line(_collections.Write(member.Shape, expression));
    }

    private static (string Condition, string Expression) WhenNotDefault(Member member, string path, string some)
    {
        if (member.Shape is Scalar scalar)
        {
            return (string.Format(scalar.NotDefault, path), path);
        }

        if (!member.Type.IsReferenceType && member.Shape is not Optional)
        {
            return ($"!{path}.IsDefaultOrEmpty", path);
        }

        var size = member.Shape is Map or Sequence { Kind: SequenceKind.List } ? "Count" : "Length";
        return member.EmptyIsDefault ? ($"{path} is {{ {size}: > 0 }} {some}", some) : ($"{path} is {{ }} {some}", some);
    }

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
