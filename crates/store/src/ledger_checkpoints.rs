//! Signed statements of where the disclosure ledger stood.

use crate::StoreError;
use crate::db::values;
use crate::model::LedgerCheckpoint;
use crate::store::Store;

/// Checkpoints.
impl Store {
    /// Keeps a checkpoint with its signed line. One of the same entry is kept as it is.
    pub fn add_checkpoint(
        &self,
        checkpoint: &LedgerCheckpoint,
        line: &str,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO ledger_checkpoint (number, at, hash, line)
            VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        let LedgerCheckpoint { number, hash, at } = checkpoint;
        self.write("keeping a checkpoint of the disclosure ledger", |tx| {
            tx.execute(insert, &values![*number, *at, hash, line]).map(|_| ())
        })
    }

    /// The checkpoints that were kept, oldest first, each with its signed line.
    pub fn checkpoints(&self) -> Result<Vec<(LedgerCheckpoint, String)>, StoreError> {
        let select = "SELECT number, at, hash, line FROM ledger_checkpoint ORDER BY number";
        self.read("reading the checkpoints of the disclosure ledger", |tx| {
            tx.query(select, &[], |row| {
                let (number, hash, at) = (row.get("number")?, row.get("hash")?, row.get("at")?);
                Ok((LedgerCheckpoint { number, hash, at }, row.get("line")?))
            })
        })
    }
}
