//! Agreements that are not in force, as a client and the audit trail learn of them.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use civil::AgreementUuid;
use store::{Actor, AgreementStatus, AuditEntry, Author, WithheldAgreement};
use tracing::warn;
use uuid::Uuid;

use crate::client::Client;

/// Agreements of which one session leaves a line in the audit trail.
const PER_SESSION: usize = 16;

/// The agreements of which a session has left a line: a client that lists a folder every second leaves no other.
#[derive(Debug, Default)]
pub(crate) struct WithheldNotes(Mutex<HashSet<AgreementUuid>>);

impl WithheldNotes {
    /// Records in log and audit trail that a client gets no files of an agreement, once for each agreement.
    pub(crate) async fn note(&self, client: &Client, withheld: WithheldAgreement) {
        if !self.is_first(withheld.uuid) {
            return;
        }
        let (user, agreement) = (client.user(), withheld.uuid);
        let (outcome, author) = (outcome(withheld.status), client.author());
        let correlation = author.correlation;
        warn!(event = "sftp.agreement_not_in_force", %user, %agreement, outcome, %correlation, "files of an agreement that is not in force are not shown to its system");
        let subject = format!("account {user}, agreement {agreement}");
        let action = "sftp fetch".to_owned();
        let entry = AuditEntry { author, action, subject, outcome: outcome.to_owned() };
        let files = &client.server.files;
        let write = || files.store.audit(&entry, files.clock.now());
        if let Err(error) = client.server.calls.write_for(user, write).await {
            client.failed(error);
            // The next request tries again.
            self.noted().remove(&agreement);
        }
    }

    fn is_first(&self, agreement: AgreementUuid) -> bool {
        let mut noted = self.noted();
        noted.len() < PER_SESSION && noted.insert(agreement)
    }

    fn noted(&self) -> MutexGuard<'_, HashSet<AgreementUuid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    fn author(&self) -> Author {
        Author::new(Actor::Address(self.address), Uuid::new_v4())
    }
}

/// Why the files of an agreement are not there, for the person at the client.
pub(crate) const fn reason(status: AgreementStatus) -> &'static str {
    match status {
        AgreementStatus::Suspended => {
            "The service agreement is suspended; ask the authority or the operator why"
        }
        AgreementStatus::Expired => "The service agreement has expired; have it renewed",
        AgreementStatus::Closed => "The service agreement is closed for good",
        AgreementStatus::Draft
        | AgreementStatus::AwaitingApproval
        | AgreementStatus::NotYetInForce
        | AgreementStatus::Active => "The service agreement is not in force",
    }
}

/// The outcome in the audit trail: the code with which calls are refused.
const fn outcome(status: AgreementStatus) -> &'static str {
    match status {
        AgreementStatus::Suspended => "AGREEMENT_SUSPENDED",
        AgreementStatus::Expired => "AGREEMENT_EXPIRED",
        AgreementStatus::Closed => "AGREEMENT_CLOSED",
        AgreementStatus::NotYetInForce => "AGREEMENT_NOT_YET_IN_FORCE",
        AgreementStatus::Draft | AgreementStatus::AwaitingApproval | AgreementStatus::Active => {
            "AGREEMENT_NOT_ACTIVE"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_one_for_each_agreement_and_bounded() {
        let notes = WithheldNotes::default();
        let agreement = |number: usize| Uuid::from_u128(number as u128).into();
        for number in 0..PER_SESSION {
            assert!(notes.is_first(agreement(number)));
            assert!(!notes.is_first(agreement(number)), "once");
        }
        assert!(!notes.is_first(agreement(PER_SESSION)), "bounded");
    }
}
