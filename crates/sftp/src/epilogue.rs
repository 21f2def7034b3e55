//! What is recorded of a connection when it has ended.

use access::Door;
use civil::SystemUuid;
use error_report::Report;
use jiff::Timestamp;
use net::{KnownBy, Refusal, RefusalKind};
use store::{Actor, AuditEntry, Author, SshKey};
use tracing::{debug, error};
use uuid::Uuid;

use crate::connection::Peer;
use crate::disconnect_reason::DisconnectReason;
use crate::login::{ClaimedAccount, Login, RejectedLogin, outcome};
use crate::refused;
use crate::stage::Stage;
use crate::state::Server;

/// A connection that has ended, and how.
pub(crate) struct Epilogue<'a> {
    pub(crate) server: &'a Server,
    pub(crate) peer: Peer,
    pub(crate) stage: Stage,
    pub(crate) ended: Option<&'a DisconnectReason>,
}

/// The account that a client named, if it exists.
struct Subject {
    words: String,
    system: Option<SystemUuid>,
    has_rsa_key: bool,
}

impl Epilogue<'_> {
    /// Records a refusal: in the rate limiter, in the log with advice, and in the audit trail.
    pub(crate) async fn note(&self, login: Login) {
        match login {
            Login::Done => {}
            Login::NotAttempted => self.note_untried(&ClaimedAccount(None), None).await,
            Login::NoKey(claimed) => {
                let no_key = (RefusalKind::SshNoKeyOffered, String::new());
                self.note_untried(&claimed, Some(no_key)).await;
            }
            // It may have been about to sign: an eviction is not its fault.
            Login::KeyNotProven(claimed)
                if matches!(self.ended, Some(DisconnectReason::Evicted(_))) =>
            {
                self.note_untried(&claimed, None).await;
            }
            tried => {
                if let Some(refused) = tried.refused() {
                    self.note_refused(&refused).await;
                }
            }
        }
    }

    /// A client that did not reach the point of showing a key is not counted as a failure; the log says what the
    /// operator can do.
    async fn note_untried(
        &self,
        claimed: &ClaimedAccount,
        otherwise: Option<(RefusalKind, String)>,
    ) {
        let Some((kind, mut detail)) = self.why_ended(otherwise) else { return };
        let subject = claimed.subject(self.server).await;
        let is_rsa_alone = self.peer.door == Door::Ordinary && subject.has_rsa_key;
        if kind == RefusalKind::SshNoKeyOffered && is_rsa_alone {
            // A client that knows the accepted signature algorithms does not offer a key for which it knows no other.
            RSA_KEY.clone_into(&mut detail);
        }
        let is_announced = self.record(kind, detail, subject.system, KnownBy::AccountName);
        // Anybody can cause any number of these, so only those that are logged are audited.
        if is_announced && is_about_algorithms(kind) {
            self.audit(kind, subject.words).await;
        }
    }

    async fn note_refused(&self, refused: &RejectedLogin) {
        let RejectedLogin { kind, detail, claimed, known_by } = refused;
        let now = self.now();
        let rate_limiter = &self.server.files.rate_limiter;
        let is_limited = rate_limiter.is_limited(self.peer.address, now);
        if *kind != RefusalKind::TooManyConnections {
            rate_limiter.record_failure(self.peer.address, now);
        }
        let subject = claimed.subject(self.server).await;
        self.record(*kind, detail.clone(), subject.system, *known_by);
        if !is_limited {
            self.audit(*kind, subject.words).await;
        } else if self.record(RefusalKind::AddressLimited, String::new(), None, *known_by) {
            self.audit(RefusalKind::AddressLimited, subject.words).await;
        }
    }

    fn why_ended(&self, otherwise: Option<(RefusalKind, String)>) -> Option<(RefusalKind, String)> {
        match self.ended {
            Some(DisconnectReason::Late) => {
                Some((RefusalKind::SshLoginTooLate, self.stage.as_str().to_owned()))
            }
            Some(DisconnectReason::Evicted(reason)) => Some((RefusalKind::Evicted, reason.clone())),
            Some(DisconnectReason::Stopping) => None,
            Some(ended) => refused::of_protocol(ended).or(otherwise),
            None => otherwise,
        }
    }

    fn record(
        &self,
        kind: RefusalKind,
        detail: String,
        system: Option<SystemUuid>,
        known_by: KnownBy,
    ) -> bool {
        let system = system.map(|system| (system, known_by));
        let refusal = Refusal { kind, address: self.peer.address, detail, system };
        self.server.files.refusals.record(refusal, self.now())
    }

    async fn audit(&self, kind: RefusalKind, subject: String) {
        let (server, peer) = (self.server, self.peer.address);
        let (correlation, outcome) = (Uuid::new_v4(), outcome(kind));
        // The refusal's record is logged, once for each address and hour; this line is for debugging.
        debug!(%peer, subject, %correlation, outcome, "SFTP login refused");
        let author = Author::new(Actor::Address(peer), correlation);
        let entry = AuditEntry { author, action: "sftp login".to_owned(), subject, outcome };
        server.audits.write(&server.files.store, &entry, self.now()).await;
    }

    fn now(&self) -> Timestamp {
        self.server.files.clock.now()
    }
}

/// The advice for an account whose client offers no key.
const RSA_KEY: &str =
    "the account has an RSA key, and signatures with ssh-rsa (SHA-1) are not accepted";

const fn is_about_algorithms(kind: RefusalKind) -> bool {
    matches!(
        kind,
        RefusalKind::SshNoCommonKeyExchange
            | RefusalKind::SshNoCommonHostKey
            | RefusalKind::SshNoCommonCipher
            | RefusalKind::SshNoCommonMac
            | RefusalKind::SshNoCommonCompression
            | RefusalKind::SshNoKeyOffered
    )
}

impl ClaimedAccount {
    /// An existing account, by its name. Other user names are not stored: they may be a password, or a PNR.
    async fn subject(&self, server: &Server) -> Subject {
        let unknown =
            |words: &str| Subject { words: words.to_owned(), system: None, has_rsa_key: false };
        let Some(user) = &self.0 else { return unknown("no account") };
        match server.calls.read(|| server.files.store.system_by_sftp_user(user)).await {
            Ok(Some(system)) => {
                let is_rsa =
                    |key: &SshKey| key.revoked_at.is_none() && key.text.starts_with("ssh-rsa ");
                Subject {
                    words: format!("account {user}"),
                    system: Some(system.uuid),
                    has_rsa_key: system.ssh_keys.iter().any(is_rsa),
                }
            }
            Ok(None) => unknown("no account"),
            Err(error) => {
                error!(event = "sftp.failed", error = %Report(&error), "cannot look up an account");
                unknown("an account")
            }
        }
    }
}
