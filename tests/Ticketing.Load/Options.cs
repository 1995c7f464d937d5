using System.Globalization;

namespace Ticketing.Load;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/Ticketing.Load -- SCENARIO [options]

        scenarios
          flash-sale   1,000 places, 1,000 users, 10,000 attempts to hold and book one
          steady       holds of one place on one hot event
          chain        hold, then book, on one hot event
          spread       hold, then book, over 200 events
          seats        20,000 distinct seats reserved once each, then asked for by others
          status       reads of one event's status
          single-seat  everybody wants one seat

        options
          --url URL       a running service; without it the service is built and started for the run
          --users N       users at the same time (64; flash-sale 1,000)
          --seconds N     how long to measure (10)
          --warmup N      seconds before that, not counted (3)
          --attempts N    attempts of the flash sale, or seats (10,000; 20,000)
          --json          one line of JSON instead of a table
          --help          this text
        """;

    public required string Scenario { get; init; }

    public Uri? Url { get; init; }

    public int Users { get; init; }

    public double Seconds { get; init; } = 10;

    public double Warmup { get; init; } = 3;

    public int Attempts { get; init; }

    public bool Json { get; init; }

    /// <summary>Null, and what is wrong, when the command line can't be understood.</summary>
    public static (Options? Options, string? Error) Parse(string[] args)
    {
        if (args.Length == 0 || !Scenarios.Names.Contains(args[0]))
        {
            return (null, args.Length == 0 ? "Name a scenario." : $"There is no scenario '{args[0]}'.");
        }

        var flash = args[0] == "flash-sale";
        var options = new Options { Scenario = args[0], Users = flash ? 1_000 : 64, Attempts = flash ? 10_000 : 20_000 };
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--json")
            {
                options = options with { Json = true };
                continue;
            }

            if (i + 1 == args.Length)
            {
                return (null, $"{args[i]} needs a value, or is not known.");
            }

            var (name, value) = (args[i], args[++i]);
            var isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1e7;
            switch (name)
            {
                case "--url" when Uri.TryCreate(value, UriKind.Absolute, out var url): options = options with { Url = url }; break;
                case "--users" when isNumber: options = options with { Users = (int)number }; break;
                case "--seconds" when isNumber: options = options with { Seconds = number }; break;
                case "--warmup" when isNumber: options = options with { Warmup = number }; break;
                case "--attempts" when isNumber: options = options with { Attempts = (int)number }; break;
                default: return (null, $"{name} {value} is not understood.");
            }
        }

        return (options, null);
    }
}
