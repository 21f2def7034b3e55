use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use civil::SystemUuid;
use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use crate::counters::Sample;
use crate::recently::{Counted, Recently};
use crate::refusal_kind::RefusalKind;
use crate::source::Source;

/// How often the same kind of refusal from the same address is logged.
const LOGGED: SignedDuration = SignedDuration::from_hours(1);
/// Addresses logged in that time, for each kind; and for kinds that happen all the time on a listener open to the
/// Internet.
const ADDRESSES: usize = 500;
const ADDRESSES_OF_COMMON: usize = 50;
/// Beyond that, networks are logged: their number is that of the addresses divided by this.
const ADDRESSES_OF_NETWORK: usize = 5;
/// Pairs of a known system and an address that are logged in that time.
const OF_SYSTEMS: usize = 1000;
/// How often the hook gets the same kind of refusal of the same system.
const HANDED: SignedDuration = SignedDuration::from_mins(1);
/// Pairs of system and kind in that table: more than there are.
const SYSTEMS: usize = 10_000;
/// The longest detail, in bytes: it may contain what a client has sent.
const DETAIL: usize = 1000;

/// A connection that failed below the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub kind: RefusalKind,
    /// Where it came from.
    pub address: IpAddr,
    /// The detail, for example the offered algorithms. Nothing personal: names that a client gives are left out.
    pub detail: String,
    /// The system, if it is known.
    pub system: Option<(SystemUuid, KnownBy)>,
}

/// How the system of a refused connection is known. None of it is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnownBy {
    /// It showed the system's certificate.
    Certificate,
    /// It offered the system's SSH key.
    Key,
    /// It named the system's account.
    AccountName,
}

/// A refusal of a known system, to be shown with the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemRefusal {
    /// The system.
    pub system: SystemUuid,
    /// From what that is known.
    pub known_by: KnownBy,
    /// Why it was refused.
    pub kind: RefusalKind,
    /// Where it came from.
    pub address: IpAddr,
    /// What exactly.
    pub detail: String,
    /// When.
    pub at: Timestamp,
    /// How many there were of this system and kind since the last one was passed on.
    pub count: u64,
}

type Hook = Box<dyn Fn(&SystemRefusal) + Send + Sync>;

/// Counts refusals by kind. Logs each kind once per address and hour, for some hundreds of addresses and then by
/// network. Passes refusals of known systems to the hook.
pub struct RefusalLog {
    counts: [AtomicU64; RefusalKind::ALL.len()],
    logged: [Mutex<Logged>; RefusalKind::ALL.len()],
    handed: Mutex<Recently<(SystemUuid, RefusalKind), SystemRefusal>>,
    hook: Hook,
}

/// What was logged lately, for one kind.
#[derive(Debug)]
struct Logged {
    addresses: Recently<IpAddr>,
    /// For addresses beyond those: an attacker with very many addresses must neither fill the log nor silence it for
    /// others.
    networks: Recently<IpAddr>,
    /// Refusals of known systems are logged regardless of other refusals; beyond so many addresses, by system.
    of_systems: Recently<(SystemUuid, KnownBy, Option<IpAddr>)>,
    /// That there are more addresses than are logged one by one.
    overflow: Recently<()>,
}

impl Logged {
    fn new(addresses: usize) -> Self {
        Self {
            addresses: Recently::new(LOGGED, addresses),
            networks: Recently::new(LOGGED, addresses / ADDRESSES_OF_NETWORK),
            of_systems: Recently::new(LOGGED, OF_SYSTEMS),
            overflow: Recently::new(LOGGED, 1),
        }
    }

    /// Counts a refusal. When it is to be logged, returns the number since the last log line.
    fn count(&mut self, refusal: &Refusal, now: Timestamp) -> Option<u64> {
        let Source { address, network } = Source::of(refusal.address);
        if let Some((system, known_by)) = refusal.system {
            let key = (system, known_by, Some(address));
            return match self.of_systems.count(key, now) {
                Counted::Due(count) => Some(count),
                Counted::Suppressed => None,
                Counted::Full => self.of_systems.count_always((system, known_by, None), now),
            };
        }
        match self.addresses.count(address, now) {
            Counted::Due(count) => Some(count),
            Counted::Suppressed => None,
            Counted::Full => {
                if let Counted::Due(_) = self.overflow.count((), now) {
                    let kind = refusal.kind.as_str();
                    warn!(
                        event = "connections.many_addresses",
                        kind,
                        "refused from very many addresses: from here on only the first of each network is logged"
                    );
                }
                match self.networks.count(network, now) {
                    Counted::Due(count) => Some(count),
                    Counted::Suppressed | Counted::Full => None,
                }
            }
        }
    }
}

impl RefusalLog {
    /// A log that passes refusals of known systems to `hook`: of one system and kind at most one per minute, with their
    /// number, because anybody can cause any number of them. The hook must not block.
    pub fn new(hook: impl Fn(&SystemRefusal) + Send + Sync + 'static) -> Self {
        Self {
            counts: std::array::from_fn(|_| AtomicU64::default()),
            logged: RefusalKind::ALL.map(|kind| {
                let addresses = if kind.is_common() { ADDRESSES_OF_COMMON } else { ADDRESSES };
                Mutex::new(Logged::new(addresses))
            }),
            handed: Mutex::new(Recently::new(HANDED, SYSTEMS)),
            hook: Box::new(hook),
        }
    }

    /// Records a refusal; `true` when it was logged. The caller audits it only then, so that nobody can fill the audit
    /// trail.
    pub fn record(&self, refusal: Refusal, now: Timestamp) -> bool {
        let refusal = Refusal { detail: shortened(refusal.detail), ..refusal };
        let kind = refusal.kind;
        let unlogged = lock(&self.logged[kind as usize]).count(&refusal, now);
        if let Some(count) = unlogged {
            report(&refusal, count);
        }
        self.hand_on(refusal, now);
        // Last, so that everything else is visible to a thread that sees the count.
        self.counts[kind as usize].fetch_add(1, Ordering::Release);
        unlogged.is_some()
    }

    /// The number of refusals of the kind.
    pub fn count(&self, kind: RefusalKind) -> u64 {
        self.counts[kind as usize].load(Ordering::Acquire)
    }

    /// All counts as metrics: the counter `refusals{kind}`.
    pub fn samples(&self) -> Vec<Sample> {
        let sample = |kind: RefusalKind| Sample {
            name: "refusals",
            is_counter: true,
            labels: vec![("kind", kind.as_str())],
            value: self.count(kind),
        };
        RefusalKind::ALL.map(sample).to_vec()
    }

    fn hand_on(&self, refusal: Refusal, now: Timestamp) {
        let Refusal { kind, address, detail, system: Some((system, known_by)) } = refusal else {
            return;
        };
        let refusal = SystemRefusal { system, known_by, kind, address, detail, at: now, count: 1 };
        let unhanded = lock(&self.handed).count_with((system, kind), refusal.clone(), now);
        if let Counted::Due(count) = unhanded {
            (self.hook)(&SystemRefusal { count, ..refusal });
        }
    }

    /// Passes on the refusals that were counted and whose report is due. To be called regularly: otherwise they wait
    /// for the next refusal.
    pub fn hand_on_rest(&self, now: Timestamp) {
        let rest = lock(&self.handed).take_unreported(now);
        for (count, refusal) in rest {
            (self.hook)(&SystemRefusal { count, ..refusal });
        }
    }
}

fn report(refusal: &Refusal, count: u64) {
    let Refusal { kind, address: peer, detail, system } = refusal;
    let (event, advice) = (kind.as_str(), kind.advice());
    let system = system.map(|(system, _)| tracing::field::display(system));
    if kind.is_common() {
        info!(event, %peer, count, detail, system, "{advice}");
    } else {
        warn!(event, %peer, count, detail, system, "{advice}");
    }
}

/// Cut to the longest length, and on one line.
fn shortened(mut detail: String) -> String {
    detail.truncate(detail.floor_char_boundary(DETAIL));
    detail.replace(char::is_control, " ")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl KnownBy {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Key => "key",
            Self::AccountName => "account_name",
        }
    }
}

impl fmt::Debug for RefusalLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = RefusalKind::ALL.map(|kind| (kind.as_str(), self.count(kind)));
        f.debug_map().entries(counts.into_iter().filter(|(_, count)| *count > 0)).finish()
    }
}

#[cfg(test)]
mod tests;
