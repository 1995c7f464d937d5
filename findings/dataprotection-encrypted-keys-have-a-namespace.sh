#!/usr/bin/env bash
# Microsoft.AspNetCore.DataProtection 10.0.12: how a key in a repository of one's own says that it is encrypted.
# Expected: in elements like those around it. <key>, <descriptor> and all that an unencrypted key has are in no namespace.
# Seen: the encrypted part alone is <encryptedSecret> in the namespace http://schemas.asp.net/2015/03/dataProtection. A repository that
# looks for "encryptedSecret" finds it in none of its keys, and takes all of them for keys that lie open.
# Ends with 0 while it is so, with 1 once it has no namespace, or <key> has one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.AspNetCore.DataProtection@10.0.12
#:package Microsoft.Extensions.DependencyInjection@10.0.12
#:property PublishAot=false
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

Console.WriteLine($"DataProtection {FileVersionInfo.GetVersionInfo(typeof(IKeyManager).Assembly.Location).ProductVersion!.Split('+')[0]}");
using var rsa = RSA.Create(3072);
using var certificate = new CertificateRequest("CN=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
    .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
Kept kept = new();
ServiceCollection services = new();
services.AddDataProtection().ProtectKeysWithCertificate(certificate);
services.Configure<KeyManagementOptions>(options => options.XmlRepository = kept);
using var provider = services.BuildServiceProvider();
provider.GetRequiredService<IKeyManager>().CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));

var key = kept.All.Single();
var secret = key.Descendants().Single(static part => part.Name.LocalName == "encryptedSecret");
Console.WriteLine($"<{key.Name}> has <{secret.Name}>; looked for as encryptedSecret: {key.Descendants("encryptedSecret").Count()}");
return key.Name.Namespace == XNamespace.None && secret.Name.Namespace != XNamespace.None ? 0 : 1;

internal sealed class Kept : IXmlRepository
{
    public List<XElement> All { get; } = [];

    public IReadOnlyCollection<XElement> GetAllElements() => [.. All];

    public void StoreElement(XElement element, string friendlyName) => All.Add(element);
}
CODE
dotnet run -c Release Program.cs
