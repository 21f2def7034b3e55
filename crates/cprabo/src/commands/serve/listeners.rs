//! The server's listening sockets, and their connection quotas.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clock::Clock;
use net::{
    AuthenticatedQuota, ConnectionLimits, ConnectionQuotas, Listener, RateLimiter,
    UnauthenticatedQuota,
};

use super::open_files;
use crate::config::Config;

/// SOAP and the JSON API. Many systems call from the address of one vendor, each with a handful of simultaneous
/// connections.
const HTTPS: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 3000,
        per_network: 1500,
        per_address: 1000,
        waiting: 2000,
        per_limited_address: 50,
    },
    authenticated: AuthenticatedQuota { total: 2000, per_system: 500 },
};
const SFTP: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 2000,
        per_network: 1500,
        per_address: 1000,
        waiting: 1000,
        per_limited_address: 20,
    },
    authenticated: AuthenticatedQuota { total: 1000, per_system: 200 },
};
/// For old SSH clients, of which there are a few.
const LEGACY_SFTP: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 400,
        per_network: 300,
        per_address: 200,
        waiting: 200,
        per_limited_address: 20,
    },
    authenticated: AuthenticatedQuota { total: 200, per_system: 50 },
};
/// OFF4: each look-up has a connection of its own, and a logon takes tens of milliseconds.
const OFF4: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 400,
        per_network: 300,
        per_address: 200,
        waiting: 400,
        per_limited_address: 10,
    },
    authenticated: AuthenticatedQuota { total: 400, per_system: 100 },
};
/// The pages: a browser opens some connections, and all of an office come from one address.
const WEB: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 400,
        per_network: 300,
        per_address: 200,
        waiting: 400,
        per_limited_address: 20,
    },
    authenticated: AuthenticatedQuota { total: 1, per_system: 1 },
};
/// `/health` and `/metrics`, which a few programs request from time to time. New connections wait for their turn, so
/// that one that reconnects right after its eviction leaves time for an answer.
const WATCH: ConnectionQuotas = ConnectionQuotas::without_authentication(20).with_waiting(300);
/// The share of waiting connections, as a divisor, that counts when file descriptors are scarce.
const OF_WAITING: usize = 64;
/// Failed calls or logins from one address before it is limited.
const FAILURES: u32 = 100;
/// File descriptors of one SFTP connection: its socket is held twice.
const OF_SFTP: usize = 2;
/// File descriptors for everything except connections: the files that clients fetch and the database.
const OF_OTHERS: usize = 256;

/// The listeners, and their rate limiters.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) https: Listener,
    /// Shared by SOAP and the JSON API.
    pub(super) https_rate: Arc<RateLimiter>,
    pub(super) sftp: Listener,
    /// Shared by both SFTP listeners.
    pub(super) sftp_rate: Arc<RateLimiter>,
    /// For old SSH clients.
    pub(super) legacy_sftp: Option<Listener>,
    pub(super) off4: Option<Listener>,
    pub(super) off4_rate: Arc<RateLimiter>,
    /// For the pages.
    pub(super) web: Option<Listener>,
}

impl Listeners {
    /// Listens on the configured addresses.
    pub(super) async fn bind(config: &Config, clock: &Clock) -> Result<Self> {
        let files = open_files::allow();
        let wanted = wanted(
            config.sftp.legacy_listen.is_some(),
            config.off4.listen.is_some(),
            config.web.listen.is_some(),
        );
        let limiter = || Arc::new(RateLimiter::new(FAILURES));
        let (https_rate, sftp_rate, off4_rate) = (limiter(), limiter(), limiter());
        let limits = |name, quotas, rate: &Arc<RateLimiter>| {
            let quotas = fitting(quotas, files, wanted);
            ConnectionLimits::with_rate_limiter(name, quotas, Arc::clone(rate), clock.clone())
        };
        let of_https = limits("https", HTTPS, &https_rate);
        let of_sftp = limits("sftp", SFTP, &sftp_rate);
        let legacy_sftp = match config.sftp.legacy_listen {
            Some(address) => {
                let of_legacy = limits("sftp_legacy", LEGACY_SFTP, &sftp_rate);
                Some(bind(address, of_legacy, "sftp.legacy_listen").await?)
            }
            None => None,
        };
        let off4 = match config.off4.listen {
            Some(address) => {
                let of_off4 = limits("off4", OFF4, &off4_rate);
                Some(bind(address, of_off4, "off4.listen").await?)
            }
            None => None,
        };
        let web = match config.web.listen {
            Some(address) => {
                let of_web = ConnectionLimits::new("web", fitting(WEB, files, wanted));
                Some(bind(address, of_web, "web.listen").await?)
            }
            None => None,
        };
        Ok(Self {
            https: bind(config.soap.listen, of_https, "soap.listen").await?,
            https_rate,
            sftp: bind(config.sftp.listen, of_sftp, "sftp.listen").await?,
            sftp_rate,
            legacy_sftp,
            off4,
            off4_rate,
            web,
        })
    }
}

pub(super) async fn bind(
    address: SocketAddr,
    limits: Arc<ConnectionLimits>,
    setting: &str,
) -> Result<Listener> {
    let listener = Listener::bind(address, limits).await;
    listener.with_context(|| format!("cannot listen on {address} ({setting})"))
}

/// The quotas, reduced to the file descriptors of the process: if unauthenticated connections could use up all
/// descriptors, they would keep everyone out whatever the quotas say.
fn fitting(quotas: ConnectionQuotas, files: u64, wanted: usize) -> ConnectionQuotas {
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    let others = OF_OTHERS + WATCH.open() + waiting_at_watch(files);
    let there = files.saturating_sub(others);
    if there >= wanted { quotas } else { quotas.scaled(there, wanted) }
}

/// File descriptors for all connections that the quotas allow.
const fn wanted(has_legacy: bool, has_off4: bool, has_web: bool) -> usize {
    let legacy = if has_legacy { files_of(LEGACY_SFTP, OF_SFTP) } else { 0 };
    let off4 = if has_off4 { files_of(OFF4, 1) } else { 0 };
    let web = if has_web { files_of(WEB, 1) } else { 0 };
    files_of(HTTPS, 1) + files_of(SFTP, OF_SFTP) + legacy + off4 + web
}

/// The quotas of the port of `/health`, reduced to the file descriptors.
pub(super) fn watch_quotas() -> ConnectionQuotas {
    let files = usize::try_from(open_files::allowed()).unwrap_or(usize::MAX);
    WATCH.with_waiting(waiting_at_watch(files))
}

fn waiting_at_watch(files: usize) -> usize {
    WATCH.unauthenticated.waiting.min(files / OF_WAITING)
}

const fn files_of(quotas: ConnectionQuotas, of_one: usize) -> usize {
    quotas.open() * of_one + quotas.unauthenticated.waiting
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether there are the listeners for old SSH clients, for OFF4, and for the pages.
    const LISTENERS: [(bool, bool, bool); 5] = [
        (false, false, false),
        (true, false, false),
        (false, true, false),
        (false, false, true),
        (true, true, true),
    ];

    #[test]
    fn fitting_with_files_enough_leaves_the_quotas_as_they_are() {
        for (has_legacy, has_off4, has_web) in LISTENERS {
            let wanted = wanted(has_legacy, has_off4, has_web);
            let all = wanted + OF_OTHERS + WATCH.open();
            let enough = (all..).find(|files| all + waiting_at_watch(*files) <= *files).unwrap();
            let enough = u64::try_from(enough).unwrap();
            assert!(enough <= open_files::WANTED);
            assert_eq!(fitting(HTTPS, enough, wanted), HTTPS);
            assert_ne!(fitting(HTTPS, enough - 1, wanted), HTTPS);
        }
    }

    #[test]
    fn fitting_with_few_files_leaves_room_for_others() {
        for (has_legacy, has_off4, has_web) in LISTENERS {
            let fitting =
                |quotas, files| fitting(quotas, files, wanted(has_legacy, has_off4, has_web));
            let (https, sftp) = (fitting(HTTPS, 1024), fitting(SFTP, 1024));
            let legacy = if has_legacy { files_of(fitting(LEGACY_SFTP, 1024), OF_SFTP) } else { 0 };
            let off4 = if has_off4 { files_of(fitting(OFF4, 1024), 1) } else { 0 };
            let web = if has_web { files_of(fitting(WEB, 1024), 1) } else { 0 };
            let others = OF_OTHERS + WATCH.open() + waiting_at_watch(1024) + web;
            let used = files_of(https, 1) + files_of(sftp, OF_SFTP) + legacy + off4 + others;
            assert!(used <= 1024, "{used}");
            assert!(sftp.unauthenticated.per_address >= 10, "{sftp:?}");
            assert_eq!(fitting(SFTP, 0).unauthenticated.per_limited_address, 1, "never none");
        }
    }
}
