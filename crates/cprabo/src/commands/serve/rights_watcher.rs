use std::sync::Arc;
use std::time::{Duration, Instant};

use access::{CurrentRights, Rights};
use causes::Causes;
use clock::Clock;
use net::ConnectionRegistry;
use sftp::Account;
use store::{Fingerprint, Store, StoreError, SystemId};
use tracing::{error, warn};
use workers::{Activity, GrowingPause, Worker, rest};

/// How often it is looked whether a right has ended.
const EVERY: Duration = Duration::from_secs(1);
/// How often rights are read though nothing has changed: certificates run out, and agreements are over.
const READ_EVERY: Duration = Duration::from_secs(30);
/// How long to leave the database alone when it did not answer. Whoever calls meanwhile is looked up anew.
const PAUSE: GrowingPause = GrowingPause::new(EVERY, Duration::from_secs(10));

/// Cuts connections whose right has ended: a key or certificate that was revoked or has run out, a system that is
/// suspended. And has it known under which agreements nothing may be fetched any more.
pub(super) struct RightsWatcher {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) rights: Arc<CurrentRights>,
    pub(super) callers: Arc<ConnectionRegistry<https::Identity>>,
    pub(super) accounts: Arc<ConnectionRegistry<Account>>,
}

/// When rights were read last, and after how many commits.
struct LastRead {
    at: Instant,
    commits: u64,
}

impl RightsWatcher {
    /// Looks until `is_over`. What does not work is logged, told to `worker`, and tried again.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut last = None;
        let mut failed = PAUSE;
        while !is_over() {
            let pause = match self.look(&mut last) {
                Ok(()) => {
                    worker.succeeded();
                    failed.reset();
                    EVERY
                }
                Err(error) => {
                    error!(event = "rights.not_read", error = %Causes(&error), "whose right has ended cannot be found out; it is tried again");
                    worker.failed("finding out whose right has ended", &error);
                    failed.grow()
                }
            };
            worker.beat(Activity::Idle);
            rest(pause, is_over);
        }
    }

    fn look(&self, last: &mut Option<LastRead>) -> Result<(), StoreError> {
        // Asked before the rights are read: whoever comes later comes with newer rights.
        let callers = self.callers.identities();
        let accounts = self.accounts.identities();
        self.read(last)?;
        let rights = self.rights.get();
        let ended: Vec<(SystemId, Fingerprint)> = callers
            .into_iter()
            .map(|caller| (caller.system, caller.certificate))
            .filter(|(system, certificate)| !rights.has_certificate(*system, *certificate))
            .collect();
        if !ended.is_empty() {
            let cut =
                self.callers.cut(|caller| ended.contains(&(caller.system, caller.certificate)));
            warn!(
                event = "https.cut_off",
                connections = cut,
                "connections whose right has ended are cut off"
            );
        }
        let ended: Vec<(SystemId, String)> = accounts
            .into_iter()
            .map(|account| (account.system.id, account.ssh_key))
            .filter(|(system, ssh_key)| !rights.has_ssh_key(*system, ssh_key))
            .collect();
        if !ended.is_empty() {
            let has_ended =
                |account: &Account| ended.iter().any(|(id, key)| account.is_with(*id, key));
            let cut = self.accounts.cut(has_ended);
            warn!(
                event = "sftp.cut_off",
                connections = cut,
                "connections whose right has ended are cut off"
            );
        }
        Ok(())
    }

    /// Reads the rights, unless they cannot have changed.
    fn read(&self, last: &mut Option<LastRead>) -> Result<(), StoreError> {
        let (at, commits) = (Instant::now(), self.store.commits()?);
        let is_known = |last: &LastRead| last.commits == commits && last.at.elapsed() < READ_EVERY;
        if !last.as_ref().is_some_and(is_known) {
            self.rights.set(Arc::new(Rights::read(&self.store, self.clock.now())?));
            *last = Some(LastRead { at, commits });
        }
        Ok(())
    }
}
