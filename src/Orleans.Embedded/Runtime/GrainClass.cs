namespace Orleans.Embedded;

/// <summary>A grain class in one silo. Making an instance looks nothing up.</summary>
internal sealed class GrainClass(GrainShape shape, IServiceProvider services)
{
    private readonly Func<Activation, object?>[] _arguments = shape.Arguments(services);

    public Type Type => shape.Type;

    public string Name => shape.Name;

    public bool IsReentrant => shape.IsReentrant;

    public object Create(Activation activation)
    {
        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i](activation);
        }

        return shape.Create(arguments);
    }
}
