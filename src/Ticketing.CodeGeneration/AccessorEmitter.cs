using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>Ways past init, private and missing setters, without reflection.</summary>
internal static class AccessorEmitter
{
    public static string Set(INamedTypeSymbol type, Member member, string value)
    {
        var target = type.IsValueType ? "ref result" : "result";
        return member.SetBy == SetBy.FieldAccessor ? $"FieldOf{member.Name}({target}) = {value};" : $"Set{member.Name}({target}, {value});";
    }

    public static void Emit(CodeWriter code, INamedTypeSymbol type, List<Member> members)
    {
        const string accessor = "global::System.Runtime.CompilerServices.UnsafeAccessor";
        var target = (type.IsValueType ? "ref " : "") + type.Plain();
        foreach (var member in members)
        {
            var value = member.Type.ToDisplayString(Names.Annotated);
            if (member.SetBy == SetBy.SetterAccessor)
            {
                code.Line();
                code.Line($"[{accessor}({accessor}Kind.Method, Name = \"set_{member.Name}\")]");
                code.Line($"private static extern void Set{member.Name}({target} target, {value} value);");
            }
            else if (member.SetBy == SetBy.FieldAccessor)
            {
                var field = member.Symbol is IFieldSymbol ? member.Name : $"<{member.Name}>k__BackingField";
                code.Line();
                code.Line($"[{accessor}({accessor}Kind.Field, Name = \"{field}\")]");
                code.Line($"private static extern ref {value} FieldOf{member.Name}({target} target);");
            }
        }
    }
}
