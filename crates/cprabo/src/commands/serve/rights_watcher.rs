use std::sync::Arc;
use std::time::{Duration, Instant};

use access::{Connected, ConnectedKey, CurrentRights, Rights};
use clock::Clock;
use error_report::Report;
use jiff::Timestamp;
use net::ConnectionRegistry;
use sftp::Account;
use store::{Store, StoreError};
use tracing::{error, warn};
use workers::{Activity, GrowingPause, Worker, rest};

const CUT_OFF: &str = "connections whose right has ended are cut off";

/// How often to check whether a right has ended.
const EVERY: Duration = Duration::from_secs(1);
/// How often rights are read though nothing has changed: a clock may be set, and a row be damaged.
const READ_EVERY: Duration = Duration::from_secs(30);
/// The pause after the database did not answer. Calls are checked individually meanwhile.
const PAUSE: GrowingPause = GrowingPause::new(EVERY, Duration::from_secs(10));

/// Closes connections whose right has ended: a revoked or expired key or certificate, a system that is suspended, or no
/// longer allowed to use the listener for old clients. It also publishes under which agreements nothing may be fetched
/// any more.
pub(super) struct RightsWatcher {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) rights: Arc<CurrentRights>,
    pub(super) callers: Arc<ConnectionRegistry<https::Identity>>,
    pub(super) accounts: Arc<ConnectionRegistry<Account>>,
}

/// The state at the last read of rights.
struct LastRead {
    at: Instant,
    /// When the first of them ends by itself.
    ends_at: Option<Timestamp>,
    /// After how many commits.
    commits: u64,
    /// Of whom.
    connected: Connected,
}

impl RightsWatcher {
    /// Checks until `is_over`. Errors are logged, reported to `worker`, and the check is tried again.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let (mut last, mut pause) = (None, PAUSE);
        while !is_over() {
            let next = match self.look(&mut last) {
                Ok(()) => {
                    worker.succeeded();
                    pause.reset();
                    EVERY
                }
                Err(error) => {
                    error!(event = "rights.check_failed", error = %Report(&error), "whose right has ended cannot be found out; it is tried again");
                    worker.failed("finding out whose right has ended", &error);
                    pause.grow()
                }
            };
            worker.beat(Activity::Idle);
            rest(next, is_over);
        }
    }

    fn look(&self, last: &mut Option<LastRead>) -> Result<(), StoreError> {
        self.read(last)?;
        let rights = self.rights.get();
        let cut = self
            .callers
            .cut(|caller| rights.has_certificate_ended(caller.system, caller.certificate));
        if cut > 0 {
            warn!(event = "https.cut_off", connections = cut, "{CUT_OFF}");
        }
        let cut = self.accounts.cut(|account| {
            rights.has_ssh_key_ended(account.system.id, &account.ssh_key, account.door)
        });
        if cut > 0 {
            warn!(event = "sftp.cut_off", connections = cut, "{CUT_OFF}");
        }
        Ok(())
    }

    /// Reads the rights of the connected parties, unless they cannot have changed.
    fn read(&self, last: &mut Option<LastRead>) -> Result<(), StoreError> {
        let connected = self.connected();
        let (at, now, commits) = (Instant::now(), self.clock.now(), self.store.commits()?);
        let is_known = |last: &LastRead| {
            last.commits == commits
                && last.at.elapsed() < READ_EVERY
                && last.ends_at.is_none_or(|end| now < end)
                && last.connected == connected
        };
        if !last.as_ref().is_some_and(is_known) {
            let rights = Rights::read(&self.store, &connected, now)?;
            for error in rights.damage() {
                error!(event = "rights.damaged", error = %Report(error), "whose rights are damaged has none: run cprabo verify");
            }
            let ends_at = rights.ends_at();
            self.rights.set(Arc::new(rights));
            *last = Some(LastRead { at, ends_at, commits, connected });
        }
        Ok(())
    }

    fn connected(&self) -> Connected {
        let callers = self.callers.identities().into_iter();
        let accounts = self.accounts.identities().into_iter();
        let of_account = |account: Account| ConnectedKey {
            system: account.system.id,
            user: account.system.sftp_user,
            fingerprint: account.ssh_key,
            door: account.door,
        };
        Connected {
            certificates: callers.map(|caller| (caller.system, caller.certificate)).collect(),
            ssh_keys: accounts.map(of_account).collect(),
        }
    }
}
