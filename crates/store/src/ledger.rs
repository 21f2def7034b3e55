//! The disclosure ledger: one chain of entries on everything that was disclosed. An entry is written
//! in the transaction of its disclosure, so that what cannot be entered is not disclosed.

use jiff::Timestamp;

use crate::db::{Tx, WriteSize};
use crate::encoding::commitment::SealedPersons;
use crate::ledger_rows::{self, PersonsIn};
use crate::model::{LedgerCheckpoint, NewLedgerEntry};
use crate::store::Store;
use crate::{StoreError, ledger_start};

const BEGINNING: &str = "beginning the disclosure ledger";

/// The disclosure ledger.
impl Store {
    /// Begins the ledger, if it was never begun, with what was disclosed before it was kept: by an older cprabo. One
    /// transaction; some ten seconds for a hundred million times a person. Returns how many entries it has then, if it
    /// was to be begun and something was disclosed before.
    pub fn begin_ledger(&self, at: Timestamp) -> Result<Option<u64>, StoreError> {
        if self.read(BEGINNING, is_begun)? {
            return Ok(None);
        }
        let number = self.write_sized(WriteSize::Large, BEGINNING, |tx| {
            begin_if_new(tx, at)?;
            Ok(ledger_rows::head(tx)?.0)
        })?;
        Ok((number > 1).then_some(number))
    }

    /// Where the ledger stands now.
    pub fn ledger_head(&self, at: Timestamp) -> Result<LedgerCheckpoint, StoreError> {
        self.read("reading the head of the disclosure ledger", |tx| {
            let (number, hash) = ledger_rows::head(tx)?;
            Ok(LedgerCheckpoint { number, hash, at })
        })
    }
}

/// Adds an entry, with its persons. Returns its number.
pub(crate) fn append(
    tx: &Tx<'_>,
    new: &NewLedgerEntry<'_>,
    persons: Option<(&SealedPersons, PersonsIn)>,
) -> Result<u64, StoreError> {
    begin_if_new(tx, new.at)?;
    ledger_rows::insert(tx, new, persons)
}

/// Before anything is disclosed, so that it is not taken for what was disclosed before.
pub(crate) fn begin_if_new(tx: &Tx<'_>, at: Timestamp) -> Result<(), StoreError> {
    if is_begun(tx)? {
        return Ok(());
    }
    tx.execute("UPDATE installation SET ledger_begun = 1", &[])?;
    ledger_start::begin(tx, at)
}

/// Not by its entries: a ledger that somebody emptied would be begun again, and look sound.
fn is_begun(tx: &Tx<'_>) -> Result<bool, StoreError> {
    tx.exists("SELECT 1 FROM installation WHERE ledger_begun = 1", &[])
}
