//! Numbers of rows that we give ourselves. A number is counted up in the transaction that uses it, so
//! numbers rise in the order of commits on any engine, and none is given twice.

use crate::StoreError;
use crate::db::{Tx, values};

/// The tables with numbers of our own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counter {
    /// Deliveries: a client may still report on one that was withdrawn.
    Delivery,
    /// Filter requests, which an operator names by number.
    FilterRequest,
    /// Loads, likewise.
    LoadOrder,
    /// Runs, likewise.
    Run,
    /// Transfers: their files are known by the number.
    Transfer,
    /// Users.
    UserAccount,
    /// Sessions, which a user ends by number.
    UserSession,
}

impl Counter {
    /// All of them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Delivery,
        Self::FilterRequest,
        Self::LoadOrder,
        Self::Run,
        Self::Transfer,
        Self::UserAccount,
        Self::UserSession,
    ];

    /// The name of its row, and of the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::FilterRequest => "filter_request",
            Self::LoadOrder => "load_order",
            Self::Run => "run",
            Self::Transfer => "transfer",
            Self::UserAccount => "user_account",
            Self::UserSession => "user_session",
        }
    }
}

/// The next number of a table.
pub(crate) fn next(tx: &Tx<'_>, counter: Counter) -> Result<i64, StoreError> {
    let update = "UPDATE counter SET last = last + 1 WHERE name = ?1 RETURNING last";
    let last = tx.query_opt(update, &values![counter.name()], |row| row.get("last"))?;
    last.ok_or(StoreError::Corrupt("counter"))
}
