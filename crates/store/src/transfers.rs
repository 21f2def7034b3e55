//! Transfers: files that systems have sent.

use std::collections::HashMap;

use exchange_proto::ErrorCode;
use jiff::Timestamp;

use crate::StoreError;
use crate::counters::{self, Counter};
use crate::db::table::{CHECKED, TRANSFER};
use crate::db::{Row, Tx, values};
use crate::model::{
    ForwardedFile, NewTransfer, TakenTransfer, Transfer, TransferId, UncollectedTransfers,
};
use crate::store::Store;

const TAKING: &str = "taking files out of OUT";
const READING: &str = "reading the transfers";

/// Transfers.
impl Store {
    /// Begins transfers: from now on their files are taken out of `OUT`. Returns their numbers in
    /// the same order.
    pub fn begin_transfers(
        &self,
        new: &[NewTransfer],
        at: Timestamp,
    ) -> Result<Vec<TransferId>, StoreError> {
        let insert = "INSERT INTO transfer (id, sender, name, state, taken_at)
            VALUES (?1, ?2, ?3, 'taken', ?4)";
        self.write(TAKING, |tx| {
            let begin = |new: &NewTransfer| {
                let id = TransferId(counters::next(tx, Counter::Transfer)?);
                tx.execute(insert, &values![id, new.sender, &new.name, at])?;
                Ok(id)
            };
            new.iter().map(begin).collect()
        })
    }

    /// Transfers that are not decided upon, oldest first.
    pub fn taken_transfers(&self) -> Result<Vec<TakenTransfer>, StoreError> {
        let select = format!("{} WHERE transfer.state = 'taken' ORDER BY transfer.id", select());
        let read = |row: &Row<'_>| self.unless_damaged(read_taken(row));
        let taken = self.read(READING, |tx| tx.query(&select, &[], read))?;
        Ok(taken.into_iter().flatten().collect())
    }

    /// Transfers that were taken before a moment and are not decided upon.
    pub fn taken_before(&self, before: Timestamp) -> Result<Vec<TakenTransfer>, StoreError> {
        let select = format!(
            "{} WHERE transfer.state = 'taken' AND transfer.taken_at < ?1 ORDER BY transfer.id",
            select()
        );
        let read = |row: &Row<'_>| self.unless_damaged(read_taken(row));
        let taken = self.read(READING, |tx| tx.query(&select, &values![before], read))?;
        Ok(taken.into_iter().flatten().collect())
    }

    /// Forgets a transfer whose file was not taken: its trigger was gone before.
    pub fn cancel_transfer(&self, transfer: TransferId) -> Result<(), StoreError> {
        let delete = "DELETE FROM transfer WHERE id = ?1 AND state = 'taken'";
        self.write(TAKING, |tx| tx.execute(delete, &values![transfer]).map(|_| ()))
    }

    /// Transfers that were taken after a moment, newest first, with who has them.
    pub fn transfers(&self, since: Timestamp) -> Result<Vec<Transfer>, StoreError> {
        let select = format!(
            "{} WHERE transfer.taken_at >= ?1 OR transfer.state = 'taken'
             ORDER BY transfer.id DESC",
            select()
        );
        let files = "SELECT forwarded_file.*, system.sftp_user
            FROM forwarded_file JOIN system ON system.id = forwarded_file.recipient
            WHERE forwarded_file.published_at >= ?1
            ORDER BY system.sftp_user";
        self.read(READING, |tx| {
            let mut recipients: HashMap<TransferId, Vec<ForwardedFile>> = HashMap::new();
            tx.for_each(files, &values![since], |row| {
                let of = recipients.entry(row.get("transfer")?).or_default();
                of.push(read_file(row)?);
                Ok(())
            })?;
            let read = |row: &Row<'_>| self.unless_damaged(read_transfer(row));
            let transfers = tx.query(&select, &values![since], read)?;
            let mut transfers: Vec<Transfer> = transfers.into_iter().flatten().collect();
            for transfer in &mut transfers {
                transfer.recipients = recipients.remove(&transfer.id).unwrap_or_default();
            }
            Ok(transfers)
        })
    }

    /// How many transfers were refused after a moment.
    pub fn count_refused_transfers(&self, since: Timestamp) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS refused FROM transfer
            WHERE decided_at >= ?1 AND state = 'refused'";
        let count = self
            .read(READING, |tx| tx.query_opt(select, &values![since], |row| row.get("refused")))?;
        Ok(count.unwrap_or_default())
    }

    /// Files that were published before a moment and neither collected nor removed, by account,
    /// oldest first.
    pub fn uncollected_transfers(
        &self,
        before: Timestamp,
    ) -> Result<Vec<UncollectedTransfers>, StoreError> {
        let select = "SELECT system.sftp_user, count(*) AS files, min(published_at) AS since
            FROM forwarded_file JOIN system ON system.id = forwarded_file.recipient
            WHERE published_at < ?1 AND collected_at IS NULL AND data_removed_at IS NULL
                AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
            GROUP BY system.sftp_user ORDER BY since";
        self.read(READING, |tx| {
            tx.query(select, &values![before], |row| {
                Ok(UncollectedTransfers {
                    recipient: row.get("sftp_user")?,
                    files: row.get("files")?,
                    since: row.get("since")?,
                })
            })
        })
    }
}

/// A transfer that is not decided upon; `None` when it is, or there is none.
pub(crate) fn taken(
    tx: &Tx<'_>,
    transfer: TransferId,
) -> Result<Option<TakenTransfer>, StoreError> {
    let select = format!("{} WHERE transfer.id = ?1 AND transfer.state = 'taken'", select());
    tx.query_opt(&select, &values![transfer], read_taken)
}

fn select() -> String {
    format!(
        "SELECT transfer.*, {CHECKED}, system.sftp_user FROM transfer
         JOIN system ON system.id = transfer.sender {}",
        TRANSFER.checked_join()
    )
}

fn read_taken(row: &Row<'_>) -> Result<TakenTransfer, StoreError> {
    TRANSFER.check_row(row)?;
    Ok(TakenTransfer {
        id: row.get("id")?,
        sender: row.get("sender")?,
        sftp_user: row.get("sftp_user")?,
        name: row.get("name")?,
    })
}

fn read_transfer(row: &Row<'_>) -> Result<Transfer, StoreError> {
    TRANSFER.check_row(row)?;
    Ok(Transfer {
        id: row.get("id")?,
        sender: row.get("sftp_user")?,
        name: row.get("name")?,
        state: row.get("state")?,
        uuid: row.get("uuid")?,
        senders_file_id: row.get("senders_file_id")?,
        size: row.get("size")?,
        errors: read_errors(&row.get::<String>("errors")?)?,
        taken_at: row.get("taken_at")?,
        decided_at: row.get("decided_at")?,
        recipients: Vec::new(),
    })
}

fn read_file(row: &Row<'_>) -> Result<ForwardedFile, StoreError> {
    Ok(ForwardedFile {
        recipient: row.get("sftp_user")?,
        published_at: row.get("published_at")?,
        collected_at: row.get("collected_at")?,
        collected_by: row.get("collected_by")?,
        removed_at: row.get("data_removed_at")?,
        expired_at: row.get("expired_at")?,
    })
}

/// The numbers of errors, as they are stored: `1005 1007`.
pub(crate) fn stored_errors(errors: &[ErrorCode]) -> String {
    let numbers: Vec<String> = errors.iter().map(|code| code.number().to_string()).collect();
    numbers.join(" ")
}

fn read_errors(stored: &str) -> Result<Vec<ErrorCode>, StoreError> {
    let code = |number: &str| number.parse().ok().and_then(|it| ErrorCode::of_number(it).ok());
    let codes: Option<Vec<ErrorCode>> = stored.split_whitespace().map(code).collect();
    codes.ok_or(StoreError::Corrupt("errors of a transfer"))
}
