using Ticketing.Simulation;

return SimulationProgram.Run(args, Console.Out);
