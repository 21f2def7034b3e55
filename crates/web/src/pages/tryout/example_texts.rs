//! Calls that work, as texts in the languages that clients are written in. `test_examples.py` runs them as they stand.

use crate::text::Text;

/// The service's UUID, in every call.
const SERVICE: &str = "9cdccc2f-3243-11e2-8fef-d4bed98c5934";

/// What is filled in.
pub(super) struct Filled {
    pub(super) soap: String,
    pub(super) sftp: String,
    /// The system's account. Its files have the same name here: it has no letters that a shell or a language would take for others.
    pub(super) account: String,
    pub(super) agreement: String,
    pub(super) system: String,
    pub(super) authority: String,
}

/// An example.
pub(super) struct Example {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) text: String,
}

const CURL: &str = r#"cat > call.xml <<'END'
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
<GetAllFilters xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/">
<InvocationContext xmlns="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/">
<ServiceAgreementUUID>{agreement}</ServiceAgreementUUID>
<UserSystemUUID>{system}</UserSystemUUID>
<UserUUID>{authority}</UserUUID>
<ServiceUUID>{service}</ServiceUUID>
</InvocationContext></GetAllFilters></soapenv:Body></soapenv:Envelope>
END
curl --fail-with-body --cacert ca.crt --cert {name}.crt --key {name}.key \
    --header 'Content-Type: text/xml; charset=utf-8' --header 'SOAPAction: ""' \
    --data-binary @call.xml {soap}
"#;

const ZEEP: &str = r#"import requests
import zeep

session = requests.Session()
session.trust_env = False
session.cert = ("{name}.crt", "{name}.key")
session.verify = "ca.crt"
client = zeep.Client("{soap}?wsdl", transport=zeep.Transport(session=session))
context = {
    "ServiceAgreementUUID": "{agreement}",
    "UserSystemUUID": "{system}",
    "UserUUID": "{authority}",
    "ServiceUUID": "{service}",
}
print(client.service.GetAllFilters(InvocationContext=context))
"#;

const DOTNET: &str = r#"// The certificate as one file: openssl pkcs12 -export -in {name}.crt -inkey {name}.key -out {name}.p12 -passout pass:secret
using System;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text;

class Filters
{
    static void Main()
    {
        var handler = new HttpClientHandler();
        handler.ClientCertificates.Add(new X509Certificate2("{name}.p12", "secret"));
        var authority = new X509Certificate2("ca.crt");
        // Trusts the sandbox's own CA, and no other.
        handler.ServerCertificateCustomValidationCallback = (message, server, chain, errors) =>
        {
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
            chain.ChainPolicy.ExtraStore.Add(authority);
            var isBuilt = chain.Build(server);
            return isBuilt && chain.ChainElements[chain.ChainElements.Count - 1].Certificate.Thumbprint == authority.Thumbprint;
        };
        var call = @"<soapenv:Envelope xmlns:soapenv=""http://schemas.xmlsoap.org/soap/envelope/""><soapenv:Body>
<GetAllFilters xmlns=""http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/"">
<InvocationContext xmlns=""http://serviceplatformen.dk/xml/schemas/InvocationContext/1/"">
<ServiceAgreementUUID>{agreement}</ServiceAgreementUUID>
<UserSystemUUID>{system}</UserSystemUUID>
<UserUUID>{authority}</UserUUID>
<ServiceUUID>{service}</ServiceUUID>
</InvocationContext></GetAllFilters></soapenv:Body></soapenv:Envelope>";
        using (var client = new HttpClient(handler))
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "{soap}");
            request.Content = new StringContent(call, Encoding.UTF8, "text/xml");
            request.Headers.Add("SOAPAction", "\"\"");
            var answer = client.SendAsync(request).Result;
            Console.WriteLine(answer.Content.ReadAsStringAsync().Result);
        }
    }
}
"#;

const JAVA: &str = r#"// The certificate as one file: openssl pkcs12 -export -in {name}.crt -inkey {name}.key -out {name}.p12 -passout pass:secret
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

class Filters {
    public static void main(String[] arguments) throws Exception {
        char[] password = "secret".toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(new FileInputStream("{name}.p12"), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca",
            CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream("ca.crt")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        String call = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
            + "<GetAllFilters xmlns=\"http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/\">"
            + "<InvocationContext xmlns=\"http://serviceplatformen.dk/xml/schemas/InvocationContext/1/\">"
            + "<ServiceAgreementUUID>{agreement}</ServiceAgreementUUID>"
            + "<UserSystemUUID>{system}</UserSystemUUID>"
            + "<UserUUID>{authority}</UserUUID>"
            + "<ServiceUUID>{service}</ServiceUUID>"
            + "</InvocationContext></GetAllFilters></soapenv:Body></soapenv:Envelope>";
        HttpRequest request = HttpRequest.newBuilder(URI.create("{soap}"))
            .header("Content-Type", "text/xml; charset=utf-8").header("SOAPAction", "\"\"")
            .POST(HttpRequest.BodyPublishers.ofString(call)).build();
        HttpClient client = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
        System.out.println(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
"#;

const PHP: &str = r#"<?php
$tls = stream_context_create(['ssl' => [
    'cafile' => 'ca.crt', 'local_cert' => '{name}.crt', 'local_pk' => '{name}.key',
]]);
$client = new SoapClient('{soap}?wsdl', ['stream_context' => $tls, 'cache_wsdl' => WSDL_CACHE_NONE]);
print_r($client->GetAllFilters(['InvocationContext' => [
    'ServiceAgreementUUID' => '{agreement}',
    'UserSystemUUID' => '{system}',
    'UserUUID' => '{authority}',
    'ServiceUUID' => '{service}',
]]));
"#;

const SFTP: &str =
    "sftp -i {name}_ssh -o StrictHostKeyChecking=accept-new -P {port} {account}@{host}:IN/* .\n";

impl Filled {
    /// Words in the place of everything that is not known yet.
    pub(super) fn nobody(soap: &str, sftp: &str) -> Self {
        let uuid = || "00000000-0000-0000-0000-000000000000".to_owned();
        Self {
            soap: soap.to_owned(),
            sftp: sftp.to_owned(),
            account: "system".to_owned(),
            agreement: uuid(),
            system: uuid(),
            authority: uuid(),
        }
    }

    /// All of them.
    pub(super) fn examples(&self, t: Text) -> Vec<Example> {
        let example =
            |id, title: &str, text| Example { id, title: title.to_owned(), text: self.fill(text) };
        vec![
            example("curl", "curl", CURL),
            example("zeep", "Python, zeep", ZEEP),
            example("dotnet", ".NET", DOTNET),
            example("java", "Java", JAVA),
            example("php", "PHP", PHP),
            example("sftp", t.examples_fetch(), SFTP),
        ]
    }

    fn fill(&self, text: &str) -> String {
        let (host, port) = self.sftp.rsplit_once(':').unwrap_or((&self.sftp, "22"));
        let parts = [
            ("{soap}", &*self.soap),
            ("{name}", &self.account),
            ("{account}", &self.account),
            ("{agreement}", &self.agreement),
            ("{system}", &self.system),
            ("{authority}", &self.authority),
            ("{service}", SERVICE),
            ("{host}", host),
            ("{port}", port),
        ];
        parts.iter().fold(text.to_owned(), |text, (part, value)| text.replace(part, value))
    }
}

#[cfg(test)]
mod tests {
    use store::Language;

    use super::*;

    #[test]
    fn examples_are_filled_in_whole() {
        let filled = Filled::nobody("https://127.0.0.1:8443/service/", "127.0.0.1:8022");
        for Example { id, text, .. } in filled.examples(Text::of(Language::English)) {
            for part in ["{soap}", "{name}", "{account}", "{agreement}", "{port}", "{service}"] {
                assert!(!text.contains(part), "{id}: {part}");
            }
        }
        let fetch = filled.fill(SFTP);
        assert!(fetch.contains("-P 8022 system@127.0.0.1:IN/*"), "{fetch}");
    }
}
