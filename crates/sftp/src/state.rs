use std::sync::Arc;

use access::CurrentRights;
use blobs::{AccountFolders, CheckedFiles};
use clock::Clock;
use net::{ConnectionRegistry, RateLimiter, RefusalLog};
use store::{MendRequests, Store};
use workers::OpenCalls;

use crate::account::Account;
use crate::audits::Audits;
use crate::budget::Budgets;
use crate::limits::Limits;
use crate::receipts::Receipts;
use crate::store_concurrency::StoreConcurrency;
use crate::went_out::WentOutByKey;

/// What a server needs from outside.
#[derive(Debug, Clone)]
pub struct SftpState {
    /// Accounts and the ledger.
    pub store: Arc<Store>,
    /// The files themselves.
    pub folders: AccountFolders,
    /// Files whose digests were checked.
    pub checked: Arc<CheckedFiles>,
    /// Takes requests for damaged files.
    pub mend: MendRequests,
    /// Takes receipts for what clients have read.
    pub receipts: Receipts,
    /// The time.
    pub clock: Clock,
    /// Limits addresses with too many refused logins. The listener's [`net::ConnectionLimits`] should have the same one.
    pub rate_limiter: Arc<RateLimiter>,
    /// Records what is refused.
    pub refusals: Arc<RefusalLog>,
    /// The rights of those who are connected, as they were read last.
    pub rights: Arc<CurrentRights>,
    /// Calls in progress, by account.
    pub calls: OpenCalls,
    /// The connections that are logged in.
    pub connections: Arc<ConnectionRegistry<Account>>,
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) files: SftpState,
    pub(crate) limits: Limits,
    pub(crate) calls: StoreConcurrency,
    pub(crate) budgets: Budgets,
    pub(crate) went_out: WentOutByKey,
    /// Writes refused logins.
    pub(crate) audits: Audits,
}
