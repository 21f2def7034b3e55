/// Why a connection failed below the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// SSH: client and server have no key exchange in common.
    SshNoCommonKeyExchange,
    /// SSH: the client accepts none of the server's host key types.
    SshNoCommonHostKey,
    /// SSH: client and server have no cipher in common.
    SshNoCommonCipher,
    /// SSH: client and server have no message authentication code in common.
    SshNoCommonMac,
    /// SSH: the client requires compression.
    SshNoCommonCompression,
    /// SSH: the client signs with an algorithm that is not accepted, for example `ssh-rsa`, which is SHA-1.
    SshAlgorithmNotAccepted,
    /// SSH: the key is not registered for the account, or there is no such account.
    SshKeyUnknown,
    /// SSH: the key is registered, and the operator has suspended the system.
    SshSystemSuspended,
    /// SSH: the key is registered, and the operator has not allowed the system to use the listener for old clients.
    SshLegacyNotAllowed,
    /// SSH: the client offered a registered key and did not prove that it has it.
    SshKeyNotProven,
    /// SSH: the client named an account and offered no acceptable key.
    SshNoKeyOffered,
    /// SSH: the client tried a password or another method than a public key.
    SshMethodNotAccepted,
    /// SSH: the client had not logged in within the time limit.
    SshLoginTooLate,
    /// SSH: the bytes of the client are not valid SSH.
    SshProtocolError,
    /// TLS: the client does not have the key of its certificate.
    TlsCertificateBadSignature,
    /// TLS: the client's certificate, or its signature, is of an unsupported type.
    TlsCertificateUnsupported,
    /// TLS: the client's certificate cannot be read.
    TlsCertificateUnreadable,
    /// TLS: client and server have no version in common.
    TlsNoCommonVersion,
    /// TLS: client and server have no cipher, group or signature algorithm in common.
    TlsNoCommonCipher,
    /// TLS: the client speaks HTTP without TLS.
    TlsPlainHttp,
    /// TLS: the client speaks OFF4 without TLS, so that its password or token went over the network in the clear.
    TlsPlainOff4,
    /// TLS: the client aborted, most often because it does not trust the server's certificate.
    TlsRefusedByClient,
    /// TLS: the handshake was not finished within the time limit.
    TlsTooLate,
    /// TLS: the client closed the connection during the handshake.
    TlsCutOff,
    /// TLS: the bytes of the client are not valid TLS.
    TlsProtocolError,
    /// OFF4: what the client sends is no request, or was not sent within the time limit.
    Off4ProtocolError,
    /// The connection was evicted before its caller had authenticated.
    Evicted,
    /// Too much from the address was refused: further refusals are not audited one by one.
    AddressLimited,
    /// The caller has authenticated, and its system has too many connections open.
    TooManyConnections,
}

impl RefusalKind {
    /// Every kind.
    pub const ALL: [Self; 29] = [
        Self::SshNoCommonKeyExchange,
        Self::SshNoCommonHostKey,
        Self::SshNoCommonCipher,
        Self::SshNoCommonMac,
        Self::SshNoCommonCompression,
        Self::SshAlgorithmNotAccepted,
        Self::SshKeyUnknown,
        Self::SshSystemSuspended,
        Self::SshLegacyNotAllowed,
        Self::SshKeyNotProven,
        Self::SshNoKeyOffered,
        Self::SshMethodNotAccepted,
        Self::SshLoginTooLate,
        Self::SshProtocolError,
        Self::TlsCertificateBadSignature,
        Self::TlsCertificateUnsupported,
        Self::TlsCertificateUnreadable,
        Self::TlsNoCommonVersion,
        Self::TlsNoCommonCipher,
        Self::TlsPlainHttp,
        Self::TlsPlainOff4,
        Self::TlsRefusedByClient,
        Self::TlsTooLate,
        Self::TlsCutOff,
        Self::TlsProtocolError,
        Self::Off4ProtocolError,
        Self::Evicted,
        Self::AddressLimited,
        Self::TooManyConnections,
    ];

    /// The name in metrics, logs and JSON. It does not change.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SshNoCommonKeyExchange => "ssh_no_common_key_exchange",
            Self::SshNoCommonHostKey => "ssh_no_common_host_key",
            Self::SshNoCommonCipher => "ssh_no_common_cipher",
            Self::SshNoCommonMac => "ssh_no_common_mac",
            Self::SshNoCommonCompression => "ssh_no_common_compression",
            Self::SshAlgorithmNotAccepted => "ssh_algorithm_not_accepted",
            Self::SshKeyUnknown => "ssh_key_unknown",
            Self::SshSystemSuspended => "ssh_system_suspended",
            Self::SshLegacyNotAllowed => "ssh_legacy_not_allowed",
            Self::SshKeyNotProven => "ssh_key_not_proven",
            Self::SshNoKeyOffered => "ssh_no_key_offered",
            Self::SshMethodNotAccepted => "ssh_method_not_accepted",
            Self::SshLoginTooLate => "ssh_login_too_late",
            Self::SshProtocolError => "ssh_protocol_error",
            Self::TlsCertificateBadSignature => "tls_certificate_bad_signature",
            Self::TlsCertificateUnsupported => "tls_certificate_unsupported",
            Self::TlsCertificateUnreadable => "tls_certificate_unreadable",
            Self::TlsNoCommonVersion => "tls_no_common_version",
            Self::TlsNoCommonCipher => "tls_no_common_cipher",
            Self::TlsPlainHttp => "tls_plain_http",
            Self::TlsPlainOff4 => "tls_plain_off4",
            Self::TlsRefusedByClient => "tls_refused_by_client",
            Self::TlsTooLate => "tls_too_late",
            Self::TlsCutOff => "tls_cut_off",
            Self::TlsProtocolError => "tls_protocol_error",
            Self::Off4ProtocolError => "off4_protocol_error",
            Self::Evicted => "evicted",
            Self::AddressLimited => "address_limited",
            Self::TooManyConnections => "too_many_connections",
        }
    }

    /// The kind of that name; `None` for a kind of a newer version.
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether this happens all the time on a listener open to the Internet, and says nothing about any system.
    pub(crate) const fn is_common(self) -> bool {
        matches!(
            self,
            Self::SshLoginTooLate
                | Self::SshProtocolError
                | Self::TlsPlainHttp
                | Self::TlsTooLate
                | Self::TlsCutOff
                | Self::TlsProtocolError
                | Self::Off4ProtocolError
                | Self::Evicted
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own_and_its_index() {
        let words: HashSet<_> = RefusalKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(words.len(), RefusalKind::ALL.len());
        for (index, kind) in RefusalKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index, "{}", kind.as_str());
            let plain = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
            };
            assert!(kind.as_str().chars().all(plain));
            assert_eq!(RefusalKind::from_name(kind.as_str()), Some(kind));
        }
    }
}
