//! The advice to the operator for each kind of refusal.

use crate::refusal_kind::RefusalKind;

impl RefusalKind {
    /// What happened and what the operator should do, in one sentence.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::SshNoCommonHostKey => {
                "an SSH client was refused because it knows none of the server's host keys: have its owner update \
                 the SSH library; where it knows RSA host keys alone, `cprabo init --host-keys --rsa-host-key` makes \
                 one; until then the listener for old clients may take it (`sftp.legacy_listen`)"
            }
            Self::SshNoCommonKeyExchange | Self::SshNoCommonCipher | Self::SshNoCommonMac => {
                "an SSH client was refused because it knows no algorithm that the server offers: \
                 have its owner update the SSH library; until then the listener for old clients may take it \
                 (`sftp.legacy_listen`)"
            }
            Self::SshNoCommonCompression => {
                "an SSH client was refused because it insists on compression: have its owner turn that off"
            }
            Self::SshAlgorithmNotAccepted => {
                "an SSH client was refused because it signs with an algorithm that is not accepted: have its \
                 owner update the SSH library, or use an ed25519 key; for phpseclib with an RSA key, \
                 `cprabo init --host-keys --rsa-host-key` makes the host key that it needs; until then the listener \
                 for old clients may take it (`sftp.legacy_listen`)"
            }
            Self::SshKeyUnknown => {
                "an SSH client was refused because its key is not registered for that account: if it is a \
                 system's, register the key with `cprabo system add-key`"
            }
            Self::SshSystemSuspended => {
                "a system that is suspended tried to log in: `cprabo system resume` lets it in again"
            }
            Self::SshLegacyNotAllowed => {
                "a system came to the listener for old SSH clients, where it is not let in: have its owner use the \
                 ordinary port; if its client is too old for that, `cprabo system legacy-ssh NAME on` lets it in"
            }
            Self::SshKeyNotProven => {
                "an SSH client offered a registered key and did not sign with it: have its owner check that the \
                 private key fits, and that its passphrase is given"
            }
            Self::SshNoKeyOffered => {
                "an SSH client offered no key that could be accepted: have its owner check which key the client \
                 is given; an old client may have an RSA key that it uses with ssh-rsa (SHA-1) alone"
            }
            Self::SshMethodNotAccepted => {
                "an SSH client was refused because it does not log in with a public key: have its owner set the \
                 client to the key that is registered"
            }
            Self::SshLoginTooLate => {
                "an SSH client did not log in in time: if it is a system's, have its owner look at what it waits \
                 for; a monitor should read /health instead"
            }
            Self::SshProtocolError => {
                "a client does not speak SSH as the server does: if it is a system's, have its owner check host \
                 and port"
            }
            Self::TlsCertificateBadSignature => {
                "a TLS client was refused because it does not hold the key of its certificate: have its owner \
                 put the certificate and its own key together"
            }
            Self::TlsCertificateUnsupported => {
                "a TLS client was refused because its certificate is of a kind that is not supported: have its \
                 owner get an X.509 v3 certificate with a P-256 key, or an RSA key of 2048 bits, and register that"
            }
            Self::TlsCertificateUnreadable => {
                "a TLS client was refused because its certificate cannot be read: have its owner get a new one, \
                 and register that"
            }
            Self::TlsNoCommonVersion => {
                "a TLS client was refused because it knows neither TLS 1.2 nor 1.3: have its owner update the \
                 TLS library"
            }
            Self::TlsNoCommonCipher => {
                "a TLS client was refused because it knows no algorithm that the server offers: have its owner \
                 update the TLS library"
            }
            Self::TlsPlainHttp => {
                "a client speaks HTTP without TLS to the TLS port: have its owner call https://"
            }
            Self::TlsPlainOff4 => {
                "a client speaks OFF4 without TLS, so its password or token went over the network in the clear: have its \
                 owner use TLS, and give the account a new password with `cprabo off4-account password`"
            }
            Self::Off4ProtocolError => {
                "a client does not speak OFF4 as the server does: if it is a system's, have its owner check host and \
                 port, and that it asks for OFF4 and not for PRIV"
            }
            Self::TlsRefusedByClient => {
                "a TLS client broke the handshake off: if it does not trust the server's certificate, give its \
                 owner the CA certificate and check the server's name in it"
            }
            Self::TlsTooLate => {
                "a client did not finish its TLS handshake in time: if it is a system's, have its owner look at \
                 the network between; a monitor should read /health instead"
            }
            Self::TlsCutOff => {
                "a client went away in the middle of its TLS handshake: if it is a system's, have its owner look \
                 in the client's log"
            }
            Self::TlsProtocolError => {
                "a client does not speak TLS as the server does: if it is a system's, have its owner check host \
                 and port"
            }
            Self::Evicted => {
                "a connection whose caller had not proven who it is was closed to make room: if the address is \
                 not a system's, block it in the firewall"
            }
            Self::AddressLimited => {
                "too many logins or calls from an address were refused, so what follows is not audited one by \
                 one: if no system is behind that address, block it in the firewall"
            }
            Self::TooManyConnections => {
                "a system has more connections open than one system may: have its owner close those that are \
                 not used"
            }
        }
    }
}
