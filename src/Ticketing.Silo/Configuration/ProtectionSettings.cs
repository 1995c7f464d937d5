using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ticketing.Configuration;

/// <summary>The settings of data protection, read and checked once at start.</summary>
internal static class ProtectionSettings
{
    public const string Certificate = "DataProtection:Certificate";
    private const string Password = "DataProtection:CertificatePassword";

    /// <summary>What keys are encrypted with where they are kept. Null: nothing.</summary>
    public static X509Certificate2? From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var file = reader.Text(Certificate, "");

        // A mounted file often ends with a line end, which is no part of the secret.
        var password = reader.Text(Password, "").TrimEnd('\r', '\n') is { Length: > 0 } text ? text : null;
        reader.Check(file.Length > 0 || password is null, $"{Password} is set, but {Certificate} is not.");
        var certificate = file.Length == 0 ? null : Load(file, password, reader);
        return reader.Errors.Count == 0 ? certificate : throw new SettingsException(reader.Errors);
    }

    private static X509Certificate2? Load(string file, string? password, SettingsReader reader)
    {
        try
        {
            var certificate = X509Certificate2.GetCertContentType(file) is X509ContentType.Pfx ? X509CertificateLoader.LoadPkcs12FromFile(file, password)
                : password is null ? X509Certificate2.CreateFromPemFile(file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password);
            using var key = certificate.GetRSAPrivateKey();
            reader.Check(key is not null, $"{Certificate} must have an RSA key with its private part, in the same file: keys are encrypted with it.");
            return certificate;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            reader.Errors.Add($"{Certificate} must be a file with a certificate and its private key, as PEM or PKCS #12: '{file}' can't be read ({e.Message.TrimEnd('.')}). {Password} opens one that is locked.");
            return null;
        }
    }
}
