use civil::AgreementUuid;
use civil::SftpUser;

use super::ids::{LoadId, RunId};

/// What was undone with a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Persons who are in the replica as before.
    pub restored: u64,
    /// Persons who were new in the run, and are removed.
    pub removed: u64,
    /// Numbers that the run had added to subscriptions' filters.
    pub follows: u64,
    /// Deliveries that were in `IN` or planned, by account. None of them was collected.
    pub withdrawn: Vec<(SftpUser, u64)>,
    /// The cancelled loads: those delivered as of the run, and first data in progress. First data
    /// is ordered again automatically.
    pub loads: Vec<(LoadId, AgreementUuid)>,
}

/// Why a run cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUndoable {
    /// It is not in the replica.
    #[error("it is not in the replica: there is nothing to undo")]
    NotApplied,
    /// It is a seed.
    #[error("the replica was filled from it: make a new installation with `cprabo init` instead")]
    Seed,
    /// Another run was applied after it.
    #[error("run {0} was applied after it: undo that one first")]
    NotLast(RunId),
    /// A system has data of it.
    #[error(
        "{files} of its files were fetched or removed, one of them by {sftp_user}: correct its data at the \
         systems that have it"
    )]
    Fetched {
        /// The number of files.
        files: u64,
        /// One of the accounts.
        sftp_user: SftpUser,
    },
    /// A file of another run was delivered after it.
    #[error("agreement {0} was delivered something else after it, which builds on it")]
    DeliveredSince(AgreementUuid),
    /// Another run was applied and undone since, or the cprabo that applied this one kept no
    /// earlier state.
    #[error(
        "the state before it is not kept: only the last applied run can be undone, and only one"
    )]
    NotKept,
}
