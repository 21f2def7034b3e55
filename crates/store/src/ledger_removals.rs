//! How many persons the disclosure ledger says were taken out of it.

use crate::StoreError;
use crate::db::{Row, Tx};
use crate::model::{LedgerRemovals, LedgerWay, read_one_person_in, read_ranges};
use crate::store::Store;

/// Reductions and withdrawals.
impl Store {
    /// How many reductions and withdrawals the ledger has, and how many entries they name. It is not checked: see
    /// [`Store::verify_ledger`].
    pub fn ledger_removals(&self) -> Result<LedgerRemovals, StoreError> {
        self.read("reading what was reduced in the disclosure ledger", count)
    }
}

fn count(tx: &Tx<'_>) -> Result<LedgerRemovals, StoreError> {
    let select = "SELECT way, detail FROM ledger WHERE way IN ('reduction', 'withdrawal')";
    let mut removals = LedgerRemovals::default();
    tx.for_each(select, &[], |row: &Row<'_>| {
        let detail = row.get::<Option<String>>("detail")?.unwrap_or_default();
        let named = read_ranges(&detail).unwrap_or_default();
        let named: u64 = named.iter().map(|(first, last)| (last + 1).saturating_sub(*first)).sum();
        match row.get("way")? {
            LedgerWay::Withdrawal => {
                removals.withdrawals += 1;
                removals.withdrawn += named;
            }
            _ => {
                removals.reductions += 1;
                removals.reduced += named;
                removals.taken_out += read_one_person_in(&detail).unwrap_or_default();
            }
        }
        Ok(())
    })?;
    Ok(removals)
}
