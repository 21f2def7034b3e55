use civil::AgreementUuid;

use super::ids::{LoadId, RunId};
use super::sftp_user::SftpUser;

/// What was taken back with a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Persons whom the replica has as before.
    pub restored: u64,
    /// Persons whom the run brought: they are gone.
    pub removed: u64,
    /// Numbers that had followed a replaced one into a subscription's filters.
    pub follows: u64,
    /// Deliveries that lay in `IN`, or were to be written, by account; nobody had fetched any of them.
    pub withdrawn: Vec<(SftpUser, u64)>,
    /// Loads as of the run that were delivered, and first data that was under way: called off. First data comes again by
    /// itself.
    pub loads: Vec<(LoadId, AgreementUuid)>,
}

/// Why a run cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUndoable {
    /// It is not in the replica.
    #[error("it is not in the replica: there is nothing to take back")]
    NotApplied,
    /// It is a seed.
    #[error("the replica was filled from it: make a new installation with `cprabo init` instead")]
    Seed,
    /// Another was applied after it.
    #[error("run {0} came after it: take that one back first")]
    NotLast(RunId),
    /// Somebody has data of it.
    #[error(
        "{files} of its files were fetched or removed, one of them by {sftp_user}: who has its data \
         must be told otherwise"
    )]
    Fetched {
        /// How many files.
        files: u64,
        /// One of the accounts.
        sftp_user: SftpUser,
    },
    /// Something of another run was delivered behind it.
    #[error("agreement {0} was delivered something else after it, which builds on it")]
    DeliveredSince(AgreementUuid),
    /// Another was applied and taken back since, or a cprabo applied it that kept nothing.
    #[error(
        "what was before it is not kept: only the last run that was applied can be taken back, and only one"
    )]
    NotKept,
}
