//! The files of a data directory.

pub(crate) const CONFIG: &str = "cprabo.toml";
pub(crate) const DATABASE: &str = "cprabo.db";
pub(crate) const COMMITS: &str = "commits";
pub(crate) const ARCHIVE: &str = "archive";
/// In the archive.
pub(crate) const ARCHIVE_MARK: &str = "installation";
/// What systems send to each other.
pub(crate) const EXCHANGE: &str = "exchange";
/// Exists while a data directory is created.
pub(crate) const UNFINISHED_INIT: &str = "init.unfinished";
pub(crate) const SERVE_LOCK: &str = "serve.lock";
pub(crate) const CA_CERTIFICATE: &str = "ca/ca.crt";
pub(crate) const CA_KEY: &str = "ca/ca.key";
pub(crate) const SERVER_CERTIFICATE: &str = "tls/server.crt";
pub(crate) const SERVER_KEY: &str = "tls/server.key";
/// What the service is measured with.
pub(crate) const PROBE: &str = "probe";
pub(crate) const PROBE_CERTIFICATE: &str = "probe/client.crt";
pub(crate) const PROBE_KEY: &str = "probe/client.key";
pub(crate) const PROBE_SSH_KEY: &str = "probe/ssh_key";
/// Additions to the record layout.
pub(crate) const LAYOUTS: &str = "layouts";
/// The folder of a sandbox's population.
pub(crate) const SANDBOX: &str = "denmark";
pub(crate) const MANIFEST_KEY: &str = "manifest/manifest.key";
pub(crate) const HOST_KEYS: [&str; 3] =
    ["ssh/ssh_host_ed25519_key", "ssh/ssh_host_ecdsa_key", "ssh/ssh_host_rsa_key"];
/// Signs with SHA-1 for old clients, which the others never do.
pub(crate) const LEGACY_HOST_KEY: &str = "ssh/ssh_host_legacy_rsa_key";
