using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>The expressions that write and read a value, and the helper methods that collections need.</summary>
internal sealed class CollectionEmitter
{
    private const string Marshal = "global::System.Runtime.InteropServices.CollectionsMarshal";
    private const string ImmutableMarshal = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal";
    private static readonly string s_reader = $"ref {Names.Namespace}.StateReader reader";
    private static readonly string s_writer = $"ref {Names.Namespace}.StateWriter writer";

    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly List<(Shape Shape, string Label)> _pending = [];

    public string Write(Shape shape, string value) => shape switch
    {
        Scalar scalar => $"writer.Write{scalar.Method}({(scalar.Cast is { } cast ? $"({cast})" : "")}{value});",
        Block { Kind: BlockKind.String } => $"writer.WriteString({value});",
        Block { Kind: BlockKind.ImmutableBytes } => $"writer.WriteBytes({value}.AsSpan());",
        Block => $"writer.WriteBytes({value});",
        Nested nested => $"{nested.Codec}.Write(ref writer, {value});",
        Optional optional => Write(optional.Inner, value),
        _ => $"Write{LabelOf(shape)}(ref writer, {value});",
    };

    public string Read(Shape shape) => shape switch
    {
        Scalar scalar => $"{(scalar.Cast is null ? "" : $"({scalar.Type.Plain()})")}reader.Read{scalar.Method}()",
        Block { Kind: BlockKind.String } => "reader.ReadString()",
        Block { Kind: BlockKind.ImmutableBytes } => $"{ImmutableMarshal}.AsImmutableArray(reader.ReadBytes())",
        Block => "reader.ReadBytes()",
        Nested nested => $"{nested.Codec}.Read(ref reader)",
        Optional optional => Read(optional.Inner),
        _ => $"Read{LabelOf(shape)}(ref reader)",
    };

    /// <summary>Writes the helpers asked for so far, and those that they ask for in turn.</summary>
    public void EmitPending(CodeWriter code)
    {
        for (var i = 0; i < _pending.Count; i++)
        {
            var (shape, label) = _pending[i];
            code.Line();
            if (shape is Map map)
            {
                EmitWriteMap(code, map, label);
                code.Line();
                EmitReadMap(code, map, label);
            }
            else
            {
                EmitWriteSequence(code, (Sequence)shape, label);
                code.Line();
                EmitReadSequence(code, (Sequence)shape, label);
            }
        }
    }

    private string LabelOf(Shape shape)
    {
        var key = shape.Type.Plain();
        if (!_labels.TryGetValue(key, out var label))
        {
            label = shape.Label;
            for (var n = 2; _labels.ContainsValue(label); n++)
            {
                label = shape.Label + n;
            }

            _labels.Add(key, label);
            _pending.Add((shape, label));
        }

        return label;
    }

    private string ReadElement(Shape shape)
    {
        var canBeNull = shape is Map or Sequence { Kind: not SequenceKind.ImmutableArray };
        return Read(shape) + (canBeNull ? " ?? throw reader.Error(\"an element is null\")" : "");
    }

    private void EmitWriteSequence(CodeWriter code, Sequence sequence, string label)
    {
        var element = sequence.Element.Type.Plain();
        code.Block($"private static void Write{label}({s_writer}, {sequence.Type.Plain()} items)", () =>
        {
            var span = sequence.Kind switch
            {
                SequenceKind.List => $"{Marshal}.AsSpan(items)",
                SequenceKind.Array => "items",
                _ => "items.AsSpan()",
            };
            code.Line($"global::System.ReadOnlySpan<{element}> span = {span};");
            code.Line($"writer.WriteSequenceHeader(span.Length, {sequence.Element.WireConstant});");
            code.Block("foreach (ref readonly var item in span)", () => code.Line(Write(sequence.Element, "item")));
        });
    }

    private void EmitReadSequence(CodeWriter code, Sequence sequence, string label)
    {
        var element = sequence.Element.Type.Plain();
        var isImmutable = sequence.Kind == SequenceKind.ImmutableArray;
        code.Block($"private static {sequence.Type.Plain()}{(isImmutable ? "" : "?")} Read{label}({s_reader})", () =>
        {
            code.Line($"var count = reader.ReadSequenceHeader({sequence.Element.WireConstant});");
            code.Block("if (count < 0)", () => code.Line(isImmutable ? "return [];" : "return null;"));
            code.Line();
            if (sequence.Kind == SequenceKind.List)
            {
                code.Line($"var items = new {sequence.Type.Plain()}(count);");
                code.Line($"{Marshal}.SetCount(items, count);");
                code.Block($"foreach (ref var item in {Marshal}.AsSpan(items))", () => code.Line($"item = {ReadElement(sequence.Element)};"));
                code.Line();
                code.Line("return items;");
                return;
            }

            code.Line($"var items = {Names.Namespace}.StateReader.NewArray<{element}>(count);");
            code.Block($"foreach (ref var item in new global::System.Span<{element}>(items))", () => code.Line($"item = {ReadElement(sequence.Element)};"));
            code.Line();
            code.Line(isImmutable ? $"return {ImmutableMarshal}.AsImmutableArray(items);" : "return items;");
        });
    }

    private void EmitWriteMap(CodeWriter code, Map map, string label) =>
        code.Block($"private static void Write{label}({s_writer}, {map.Type.Plain()} items)", () =>
        {
            code.Line($"writer.WriteSequenceHeader(items.Count, {Names.Namespace}.WireType.Group);");
            code.Block("foreach (var (key, item) in items)", () =>
            {
                code.Line("writer.BeginGroup();");
                code.Line($"writer.WriteTag(1, {map.Key.WireConstant});");
                code.Line(Write(map.Key, "key"));
                code.Line($"writer.WriteTag(2, {map.Value.WireConstant});");
                code.Line(Write(map.Value, "item"));
                code.Line("writer.EndGroup();");
            });
        });

    private void EmitReadMap(CodeWriter code, Map map, string label) =>
        code.Block($"private static {map.Type.Plain()}? Read{label}({s_reader})", () =>
        {
            code.Line($"var count = reader.ReadSequenceHeader({Names.Namespace}.WireType.Group);");
            code.Block("if (count < 0)", () => code.Line("return null;"));
            code.Line();
            code.Line($"var items = new {map.Type.Plain()}(count);");
            code.Block("for (; count > 0; count--)", () =>
            {
                code.Line($"{map.Key.Type.Plain()} key = default!;");
                code.Line($"{map.Value.Type.Plain()} item = default!;");
                code.Line("var hasKey = false;");
                code.Line("var hasValue = false;");
                code.Line("reader.BeginGroup();");
                code.Block("while (reader.TryReadTag(out var tag))", () => EmitMapSwitch(code, map));
                code.Line();
                code.Block("if (!hasKey || !hasValue)", () => code.Line("throw reader.MissingPart(hasKey ? \"value\" : \"key\");"));
                code.Line();
                code.Line("items[key] = item;");
            });
            code.Line();
            code.Line("return items;");
        });

    private void EmitMapSwitch(CodeWriter code, Map map) => code.Block("switch (tag)", () =>
    {
        EmitPart(code, 1, map.Key, "key", "hasKey");
        EmitPart(code, 2, map.Value, "item", "hasValue");
        code.Line("default:");
        code.Indented(() =>
        {
            code.Block("if (tag >> 3 is 1 or 2)", () => code.Line("throw reader.UnexpectedWireType(tag);"));
            code.Line();
            code.Line("reader.Skip(tag);");
            code.Line("break;");
        });
    });

    private void EmitPart(CodeWriter code, int id, Shape shape, string local, string presence)
    {
        code.Line($"case ({id}U << 3) | {shape.WireConstant}:");
        code.Indented(() =>
        {
            code.Line($"{local} = {ReadElement(shape)};");
            code.Line($"{presence} = true;");
            code.Line("break;");
        });
    }
}
