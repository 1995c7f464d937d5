using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>Writes the codec's class: Write, Read, and a method pair for each kind of collection in it.</summary>
internal sealed partial class CodecEmitter(INamedTypeSymbol type, List<Member> members, IMethodSymbol constructor)
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
}
