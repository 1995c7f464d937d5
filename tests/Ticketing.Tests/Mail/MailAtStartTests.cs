using Microsoft.Extensions.Logging;
using Ticketing.Hosting;
using Ticketing.Mail;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Mail;

/// <summary>What is said at the start of letters that are not sent.</summary>
public sealed class MailAtStartTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Production_without_a_server_says_where_letters_are_kept() => Assert.Equal(
        $"Letters are not sent: Mail:Host is not set. They are kept in the folder {_folder} (Mail:Folder).",
        await WarningAsync(new MailOptions { Folder = _folder }, isProduction: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_can_not_be_written_is_said_everywhere(bool isProduction) => Assert.StartsWith(
        "Letters are neither sent nor kept: Mail:Host is not set, and the folder /dev/null/mail (Mail:Folder) can't be written: ",
        await WarningAsync(new MailOptions { Folder = "/dev/null/mail" }, isProduction), StringComparison.Ordinal);

    [Fact]
    public async Task Whoever_tries_the_service_out_is_not_warned() => Assert.Null(await WarningAsync(new MailOptions { Folder = _folder }, isProduction: false));

    [Fact]
    public async Task Where_there_is_a_server_nothing_is_said_and_no_folder_made()
    {
        Assert.Null(await WarningAsync(new MailOptions { Host = "smtp.example.org", Folder = _folder }, isProduction: true));
        Assert.False(Directory.Exists(_folder));
    }

    [Theory]
    [InlineData("/dev/null/mail", "Letters are neither sent nor kept: Mail:Host is not set, and the folder Mail:Folder can't be written.")]
    [InlineData(null, "Letters are not sent: Mail:Host is not set. They are kept in the folder Mail:Folder.")]
    public async Task Whoever_asks_whether_the_service_is_ready_is_told_no_path(string? folder, string expected)
    {
        Readiness readiness = new();
        using var factory = LoggerFactory.Create(static _ => { });
        await new MailAtStart(
            new MailTransport(new MailOptions { Folder = folder ?? _folder }, TimeProvider.System), readiness, isProduction: true, factory.CreateLogger<MailAtStart>()).RequireAsync();
        Assert.Equal(expected, readiness.Mail());
    }

    /// <summary>In the log, once, whenever readiness says something of it.</summary>
    private static async Task<string?> WarningAsync(MailOptions options, bool isProduction)
    {
        using Warnings logged = new();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logged));
        Readiness readiness = new();
        await new MailAtStart(new MailTransport(options, TimeProvider.System), readiness, isProduction, factory.CreateLogger<MailAtStart>()).RequireAsync();
        Assert.Equal(readiness.Mail() is null ? 0 : 1, logged.Logged.Count());
        return logged.Logged.SingleOrDefault();
    }
}
