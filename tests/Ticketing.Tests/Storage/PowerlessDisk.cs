namespace Ticketing.Tests.Storage;

/// <summary>
/// A disk to which the steps of a log happen. Once its power is gone, files have what was synced, and folders the names that
/// they had when they were synced. What was written and not synced may be there too, sector by sector.
/// </summary>
internal sealed class PowerlessDisk
{
    private const int Sector = 512;

    private readonly Dictionary<long, DiskFile> _files = [];
    private readonly Dictionary<string, Dictionary<string, long?>> _folders = new() { [""] = [] };
    private readonly Dictionary<string, Dictionary<string, long?>> _synced = new() { [""] = [] };

    /// <summary>A folder's names are lost, however often it is synced: shows that a test notices.</summary>
    public bool ForgetsNames { get; init; }

    public void Take(DiskStep step)
    {
        switch (step.Act)
        {
            case 'C':
                _files[step.File] = new DiskFile();
                NamesAround(step.Name, out var created)[created] = step.File;
                break;
            case 'M':
                NamesAround(step.Name, out var folder)[folder] = null;
                _folders[step.Name] = [];
                _synced[step.Name] = [];
                break;
            case 'W' or 'T':
                _files[step.File].Unsynced.Add(step);
                break;
            case 'S':
                _files[step.File].Sync();
                break;
            case 'D':
                _synced[step.Name] = ForgetsNames ? [] : new Dictionary<string, long?>(_folders[step.Name]);
                break;
            case 'R' or 'L':
                var (from, to) = step.Names;
                var file = NamesAround(from, out var former)[former];
                NamesAround(to, out var later)[later] = file;
                if (step.Act == 'R')
                {
                    NamesAround(from, out former).Remove(former);
                }

                break;
            case 'U':
                NamesAround(step.Name, out var removed).Remove(removed);
                break;
            default:
                throw new InvalidDataException($"{step.Act} is no step.");
        }
    }

    /// <summary>Writes into a folder what is left; with a <paramref name="chance"/>, about half of what was not synced too.</summary>
    public void WriteTo(string path, Random? chance)
    {
        foreach (var (folder, names) in chance is null ? _synced : _folders)
        {
            var place = path + folder;
            if (folder.Length > 0 && !Directory.Exists(place))
            {
                continue;
            }

            foreach (var (name, file) in names)
            {
                if (file is { } id)
                {
                    File.WriteAllBytes(Path.Combine(place, name), _files[id].After(chance));
                }
                else
                {
                    Directory.CreateDirectory(Path.Combine(place, name));
                }
            }
        }
    }

    private Dictionary<string, long?> NamesAround(string path, out string name)
    {
        var slash = path.LastIndexOf('/');
        name = path[(slash + 1)..];
        return _folders[path[..slash]];
    }

    private sealed class DiskFile
    {
        private byte[] _bytes = [];

        public List<DiskStep> Unsynced { get; } = [];

        public void Sync()
        {
            foreach (var step in Unsynced)
            {
                Apply(ref _bytes, step, null);
            }

            Unsynced.Clear();
        }

        public byte[] After(Random? chance)
        {
            var bytes = _bytes.ToArray();
            foreach (var step in chance is null ? [] : Unsynced)
            {
                Apply(ref bytes, step, chance);
            }

            return bytes;
        }

        private static void Apply(ref byte[] bytes, DiskStep step, Random? chance)
        {
            if (step.Act == 'T')
            {
                if (chance is null || chance.Next(2) == 0)
                {
                    Array.Resize(ref bytes, (int)step.Offset);
                }

                return;
            }

            for (var at = 0; at < step.Data.Length; at += Sector)
            {
                var part = step.Data.Span.Slice(at, Math.Min(Sector, step.Data.Length - at));
                if (chance is null || chance.Next(2) == 0)
                {
                    var start = (int)step.Offset + at;
                    if (bytes.Length < start + part.Length)
                    {
                        Array.Resize(ref bytes, start + part.Length);
                    }

                    part.CopyTo(bytes.AsSpan(start));
                }
            }
        }
    }
}
