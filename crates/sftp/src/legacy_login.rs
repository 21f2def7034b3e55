//! What is recorded of a login through the listener for old clients.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use error_report::Report;
use russh::keys::Algorithm;
use store::{Actor, AuditEntry, Author};
use tracing::{error, info, warn};
use uuid::Uuid;

use crate::account::Account;
use crate::state::Server;

/// How often recording a login is tried while the database is busy, and the pause between tries.
const TRIES: usize = 6;
const PAUSE: Duration = Duration::from_secs(1);

/// Counts a login through the listener for old clients, and audits whether it was signed with SHA-1. The client does
/// not wait for it.
pub(crate) async fn note(server: Arc<Server>, account: Account, peer: IpAddr) {
    let user = &account.system.sftp_user;
    let algorithm = account.algorithm.as_str();
    info!(event = "sftp.legacy_login", %user, %peer, algorithm, "a login by the listener for old SSH clients");
    let entry = AuditEntry {
        author: Author::new(Actor::Address(peer), Uuid::new_v4()),
        action: "sftp login".to_owned(),
        subject: format!("account {user}"),
        outcome: outcome(&account.algorithm).to_owned(),
    };
    let now = server.files.clock.now();
    for left in (0..TRIES).rev() {
        let note = || server.files.store.note_legacy_login(account.system.id, &entry, now);
        match server.calls.write_for(user, note).await {
            Ok(()) => return,
            Err(error) if left > 0 => {
                warn!(event = "sftp.legacy_login_not_written", %user, error = %Report(&error), "a login cannot be noted now; it is tried again");
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                error!(event = "sftp.legacy_login_lost", %user, error = %Report(&error), "a login by the listener for old SSH clients is not counted and not in the audit trail");
            }
        }
    }
}

/// The outcome in the audit trail.
const fn outcome(algorithm: &Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Rsa { hash: None } => "LEGACY_SHA1",
        _ => "LEGACY",
    }
}
