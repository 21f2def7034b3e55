//! How the server is reached: its certificate, and its socket on this machine.

use clock::danish_time;
use jiff::{SignedDuration, Timestamp};

use crate::alert::{Alert, AlertKind};
use crate::sources::Process;

/// How long before its end a certificate is reported.
const WARNING: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A server certificate that ends soon: without it no client connects.
pub(super) fn certificate(process: &Process, now: Timestamp) -> Option<Alert> {
    let ends = process.certificate_ends?;
    let is_near = now.saturating_add(WARNING).is_ok_and(|then| then >= ends);
    let what = format!(
        "the server's TLS certificate ends {}: replace tls/server.crt and tls/server.key, and restart the server",
        danish_time(ends)
    );
    is_near.then(|| AlertKind::Certificate.of(what))
}

/// A socket that does not listen: commands on this machine cannot ask the server for its health.
pub(super) fn socket(process: &Process) -> Option<Alert> {
    let why = process.no_socket.get()?;
    let what = format!(
        "commands on this machine cannot ask the server for its health: {why}: correct it, and restart the server"
    );
    Some(AlertKind::Server.of(what))
}
