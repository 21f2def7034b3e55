use std::sync::Arc;

use access::CurrentRights;
use blobs::{AccountFolders, CheckedFiles, ForwardedFiles};
use clock::Clock;
use net::{ConnectionRegistry, RateLimiter, RefusalLog};
use store::{MendRequests, Store};
use uploads::Uploads;
use workers::OpenCalls;

use crate::account::Account;
use crate::audits::Audits;
use crate::budget::Budgets;
use crate::limits::Limits;
use crate::receipts::Receipts;
use crate::store_concurrency::StoreConcurrency;
use crate::went_out::WentOutByKey;

/// The dependencies of a server.
#[derive(Debug, Clone)]
pub struct SftpState {
    /// Accounts and the ledger.
    pub store: Arc<Store>,
    /// The files of deliveries.
    pub folders: AccountFolders,
    /// The files that systems sent to each other.
    pub forwarded: ForwardedFiles,
    /// What systems write into `OUT`.
    pub uploads: Uploads,
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
    /// Records refused calls and logins.
    pub refusals: Arc<RefusalLog>,
    /// The rights of connected systems, as last read.
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
    /// Records refused logins in the audit trail.
    pub(crate) audits: Audits,
}
