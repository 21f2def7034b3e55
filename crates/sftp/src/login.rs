use std::net::IpAddr;

use causes::Causes;
use store::{Actor, AuditEntry, Author, SftpUser};
use tracing::{error, warn};
use uuid::Uuid;

use crate::server::Server;

/// How far a client has come with logging in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Login {
    /// It has tried nothing that says anything of it. So it is too when the store could not be asked.
    Untried,
    /// What it tried last was refused.
    Refused(Claimed),
    /// It offered a registered key, and did not show that it holds it.
    Unproven(Claimed),
    /// It is logged in.
    Done,
}

/// The account that a client says it is; `None` when what it says can be none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claimed(Option<SftpUser>);

impl Claimed {
    pub(crate) fn of(user: &str) -> Self {
        Self(user.parse().ok())
    }
}

impl Login {
    /// Notes what came of a connection that has ended: whoever is refused often is slowed down, and the
    /// audit trail tells of it.
    pub(crate) async fn note(&self, server: &Server, peer: IpAddr) {
        let (claimed, outcome) = match self {
            Self::Untried | Self::Done => return,
            Self::Refused(claimed) => (claimed, "NOT_REGISTERED"),
            Self::Unproven(claimed) => (claimed, "NOT_PROVEN"),
        };
        let now = server.files.clock.now();
        server.files.throttle.blame(peer, now);
        let subject = claimed.subject(server).await;
        let correlation = Uuid::new_v4();
        warn!(%peer, subject, %correlation, outcome, "SFTP login refused");
        let entry = AuditEntry {
            author: Author::new(Actor::Address(peer), correlation),
            action: "sftp login".to_owned(),
            subject,
            outcome: outcome.to_owned(),
        };
        if let Err(error) = server.calls.write(|| server.files.store.audit(&entry, now)).await {
            error!(error = %Causes(&error), %correlation, "cannot write the audit trail");
        }
    }
}

impl Claimed {
    /// An account that there is, by its name. What else people type as a user name is kept nowhere: it
    /// may be their password, or a PNR.
    async fn subject(&self, server: &Server) -> String {
        let Some(user) = &self.0 else { return "no account".to_owned() };
        match server.calls.read(|| server.files.store.account(user)).await {
            Ok(Some(_)) => format!("account {user}"),
            Ok(None) => "no account".to_owned(),
            Err(error) => {
                error!(error = %Causes(&error), "cannot look up an account");
                "an account".to_owned()
            }
        }
    }
}
