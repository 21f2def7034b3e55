use clock::danish_time;
use jiff::{SignedDuration, Timestamp};

use crate::alert::{Alert, AlertKind};
use crate::sources::Process;

/// So long before the end of the server's certificate it is said.
const WARNING: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The server's own certificate, without which nobody calls.
pub(super) fn look(process: &Process, now: Timestamp) -> Option<Alert> {
    let ends = process.certificate_ends?;
    let is_near = now.saturating_add(WARNING).is_ok_and(|then| then >= ends);
    let what = format!(
        "the server's TLS certificate ends {}: replace tls/server.crt and tls/server.key, and start the server anew",
        danish_time(ends)
    );
    is_near.then(|| AlertKind::Certificate.of(what))
}
