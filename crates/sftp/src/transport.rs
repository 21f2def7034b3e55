//! The SSH configuration: algorithms and limits. The only file that knows russh's settings.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use access::Door;
use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PrivateKey};
use russh::server::Config;
use russh::{MethodKind, MethodSet, Preferred, SshId, cipher, compression, kex, mac};

use crate::host_keys::HostKeys;
use crate::limits::Limits;

/// AES-GCM first: it is the fastest by far on current processors (`docs/adr/0004`). paramiko chooses CTR.
const CIPHERS: &[cipher::Name] = &[
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::CHACHA20_POLY1305,
    cipher::AES_128_CTR,
    cipher::AES_192_CTR,
    cipher::AES_256_CTR,
];

/// With the NIST curves for clients without curve25519; nothing with SHA-1, and no group exchange, which costs the
/// server more than the client.
const KEY_EXCHANGES: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::DH_G16_SHA512,
    kex::DH_G14_SHA256,
    kex::EXTENSION_SUPPORT_AS_SERVER,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
];

/// What the listener for old clients offers in addition: 2048 bits and SHA-1. Never group 1, which is 1024 bits.
const LEGACY_KEY_EXCHANGES: &[kex::Name] =
    &[kex::DH_GEX_SHA256, kex::DH_GEX_SHA1, kex::DH_G14_SHA1];

/// The same for signatures: those of an RSA key with SHA-1. Never DSA.
const LEGACY_KEYS: &[Algorithm] = &[Algorithm::Rsa { hash: None }];

/// The same for message authentication codes.
const LEGACY_MACS: &[mac::Name] = &[mac::HMAC_SHA1];

/// Host keys and clients' signatures; plain `ssh-rsa` would be SHA-1.
const KEYS: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
    Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
    Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
];

/// How long any refusal takes, so that its duration does not reveal the reason.
const REJECTION: Duration = Duration::from_millis(200);
/// The same for an address from which too many logins were refused. A client with a registered key does not wait.
const REJECTION_WHERE_LIMITED: Duration = Duration::from_secs(1);

/// The SSH configurations.
pub(crate) struct Transport {
    usual: Arc<Config>,
    where_limited: Arc<Config>,
}

impl Transport {
    pub(crate) fn new(keys: &HostKeys, limits: &Limits, door: Door) -> Self {
        let config = |rejection| Arc::new(config(keys.0.clone(), limits, rejection, door));
        Self { usual: config(REJECTION), where_limited: config(REJECTION_WHERE_LIMITED) }
    }

    /// The configuration for a client, by whether its address is limited.
    pub(crate) fn config(&self, is_limited: bool) -> Arc<Config> {
        Arc::clone(if is_limited { &self.where_limited } else { &self.usual })
    }
}

fn config(keys: Vec<PrivateKey>, limits: &Limits, rejection: Duration, door: Door) -> Config {
    Config {
        server_id: SshId::Standard(Cow::Borrowed("SSH-2.0-cprabo")),
        methods: MethodSet::from(&[MethodKind::PublicKey][..]),
        auth_rejection_time: rejection,
        // The first try is "none", with which clients ask for the methods.
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys,
        preferred: preferred(door),
        // One more, because "none" counts as refused.
        max_auth_attempts: limits.attempts.saturating_add(1),
        inactivity_timeout: Some(limits.idle),
        nodelay: true,
        ..Config::default()
    }
}

/// The algorithms of a listener, in our order; the client's preference decides.
fn preferred(door: Door) -> Preferred {
    let ordinary = Preferred {
        kex: Cow::Borrowed(KEY_EXCHANGES),
        key: Cow::Borrowed(KEYS),
        cipher: Cow::Borrowed(CIPHERS),
        // Compressed data has no limit to its size.
        compression: Cow::Borrowed(&[compression::NONE]),
        ..Preferred::DEFAULT
    };
    match door {
        Door::Ordinary => ordinary,
        Door::Legacy => Preferred {
            kex: [&ordinary.kex, LEGACY_KEY_EXCHANGES].concat().into(),
            key: [&ordinary.key, LEGACY_KEYS].concat().into(),
            mac: [&ordinary.mac, LEGACY_MACS].concat().into(),
            ..ordinary
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(door: Door) -> Vec<String> {
        let Preferred { kex, key, cipher, mac, compression, .. } = preferred(door);
        let kex = kex.iter().map(|name| name.as_ref().to_owned());
        let key = key.iter().map(ToString::to_string);
        let cipher = cipher.iter().map(|name| name.as_ref().to_owned());
        let mac = mac.iter().map(|name| name.as_ref().to_owned());
        let compression = compression.iter().map(|name| name.as_ref().to_owned());
        kex.chain(key).chain(cipher).chain(mac).chain(compression).collect()
    }

    #[test]
    fn preferred_at_the_ordinary_door_has_no_sha_1_no_dsa_and_no_group_exchange() {
        for name in names(Door::Ordinary) {
            for weak in
                ["sha1", "ssh-rsa", "ssh-dss", "group-exchange", "group1-", "cbc", "md5", "arcfour"]
            {
                assert!(!name.contains(weak), "{name}");
            }
        }
    }

    #[test]
    fn preferred_at_the_legacy_door_has_these_more_and_nothing_weaker() {
        let ordinary = names(Door::Ordinary);
        let legacy = names(Door::Legacy);
        assert!(ordinary.iter().all(|name| legacy.contains(name)));
        let more: Vec<&str> =
            legacy.iter().filter(|name| !ordinary.contains(name)).map(String::as_str).collect();
        let expected = [
            "diffie-hellman-group-exchange-sha256",
            "diffie-hellman-group-exchange-sha1",
            "diffie-hellman-group14-sha1",
            "ssh-rsa",
            "hmac-sha1",
        ];
        assert_eq!(more, expected);
    }
}
