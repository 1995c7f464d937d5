using System.Linq;
using System.Text;

namespace Orleans.Embedded.CodeGeneration;

/// <summary>The text of a proxy.</summary>
internal static class ProxyEmitter
{
    public static void Write(StringBuilder text, ProxyModel model)
    {
        text.Append($"internal sealed class {model.ClassName}(global::Orleans.Embedded.GrainId id, global::Orleans.Embedded.EmbeddedSilo silo)\n")
            .Append($"    : global::Orleans.Embedded.GrainProxy(id, silo), {model.Interface}\n{{\n");
        for (var i = 0; i < model.Methods.Length; i++)
        {
            WriteMethod(text, model, model.Methods[i], i);
        }

        text.Append("}\n\n");
    }

    private static void WriteMethod(StringBuilder text, ProxyModel model, ProxyMethod method, int index)
    {
        var call = $"Call{index}";
        var parameters = string.Join(", ", method.Parameters.Select(parameter => $"{parameter.Type} {parameter.Name}"));
        var arguments = string.Join(", ", method.Parameters.Select(parameter => parameter.Name));
        var result = method.Result ?? "global::Orleans.Embedded.NoResult";
        var send = method.IsOneWay ? "SendOneWay" : "Send";
        var invoke = $"(({method.Declaring})grain).{method.Name}({arguments})";
        text.Append($"    {method.Returns} {method.Declaring}.{method.Name}({parameters}) => {send}(new {call}({arguments}));\n\n")
            .Append($"    private sealed class {call}({parameters}) : global::Orleans.Embedded.GrainCall<{result}>\n    {{\n")
            .Append($"        public override string Name => \"{model.Name}.{method.Name}\";\n\n")
            .Append($"        public override string InterfaceName => \"{method.Declaring.Replace("global::", "")}\";\n\n")
            .Append($"        public override string MethodName => \"{method.Name}\";\n\n");
        if (method.Options.Length > 0)
        {
            text.Append($"        public override global::Orleans.Embedded.CallOptions Options => {method.Options};\n\n");
        }

        text.Append($"        public override global::Orleans.Embedded.IGrainCall Again() => new {call}({arguments});\n\n")
            .Append($"        protected override global::System.Threading.Tasks.Task<{result}> InvokeAsync(object grain) => ")
            .Append(method.Result is null ? $"Plain({invoke})" : invoke)
            .Append(";\n    }\n\n");
    }
}
