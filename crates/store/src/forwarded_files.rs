//! Forwarded files and receipts in the folders of systems: what is in them, and when they leave.

use jiff::Timestamp;

use crate::db::table::{CHECKED, FORWARDED_FILE, TRANSFER_RECEIPT};
use crate::db::{Row, Tx, Value, values};
use crate::model::{
    Author, FileSource, FolderEntry, ForwardedFileId, Part, ReceiptId, Sha256, SystemId, TransferId,
};
use crate::store::Store;
use crate::{StoreError, audit, verify};

const READING: &str = "reading a forwarded file";
const EXPIRING: &str = "taking forwarded files out of folders";

/// Forwarded files.
impl Store {
    /// The bytes of a forwarded file's `.metadata`; `None` when it was removed.
    pub fn forwarded_metadata(&self, file: ForwardedFileId) -> Result<Option<Vec<u8>>, StoreError> {
        let select = format!(
            "SELECT forwarded_file.*, {CHECKED} FROM forwarded_file {}
             WHERE forwarded_file.id = ?1 AND metadata_removed_at IS NULL",
            FORWARDED_FILE.checked_join()
        );
        self.read(READING, |tx| {
            tx.query_opt(&select, &values![file], |row| {
                FORWARDED_FILE.check_row(row)?;
                row.get("metadata")
            })
        })
    }

    /// The bytes of a receipt; `None` when it was removed or replaced.
    pub fn receipt(&self, receipt: ReceiptId) -> Result<Option<Vec<u8>>, StoreError> {
        let select = format!(
            "SELECT transfer_receipt.*, {CHECKED} FROM transfer_receipt {}
             WHERE transfer_receipt.id = ?1",
            TRANSFER_RECEIPT.checked_join()
        );
        self.read(READING, |tx| {
            tx.query_opt(&select, &values![receipt], |row| {
                TRANSFER_RECEIPT.check_row(row)?;
                row.get("content")
            })
        })
    }

    /// Takes files and receipts out of the folders that were published before a moment. Returns how
    /// many files left uncollected.
    pub fn expire_forwarded(&self, before: Timestamp, at: Timestamp) -> Result<u64, StoreError> {
        let over = "SELECT count(*) AS files, count(*) FILTER (WHERE collected_at IS NULL
                AND data_removed_at IS NULL) AS missed
            FROM forwarded_file WHERE published_at < ?1
                AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";
        let receipts = "SELECT 1 FROM transfer_receipt WHERE published_at < ?1";
        let count = |tx: &Tx<'_>| {
            let counts: Option<(u64, u64)> = tx.query_opt(over, &values![before], |row| {
                Ok((row.get("files")?, row.get("missed")?))
            })?;
            Ok::<_, StoreError>(counts.unwrap_or_default())
        };
        // Asked often and seldom true: only then a write transaction is opened.
        let is_over = self
            .read(EXPIRING, |tx| Ok(count(tx)?.0 > 0 || tx.exists(receipts, &values![before])?))?;
        if !is_over {
            return Ok(0);
        }
        self.write(EXPIRING, |tx| {
            verify::check_ledger(tx)?;
            let (files, missed) = count(tx)?;
            tx.execute(TAKE_OUT, &values![before, at])?;
            tx.execute(DELETE_SENT, &[])?;
            let delete = "DELETE FROM transfer_receipt WHERE published_at < ?1";
            let receipts = tx.execute(delete, &values![before])?;
            let subject = format!("{files} files, {missed} not collected; {receipts} receipts");
            audit::done(tx, &Author::PLATFORM, at, "forwarded files left IN", subject)?;
            Ok(missed)
        })
    }

    /// The transfers whose files are to be there: somebody may fetch one, or it is not decided upon.
    pub fn served_transfers(&self) -> Result<Vec<TransferId>, StoreError> {
        let select = "SELECT id FROM transfer WHERE state = 'taken'
            UNION SELECT transfer FROM forwarded_file
                WHERE (data_removed_at IS NULL OR metadata_removed_at IS NULL)
                    AND data_removed_at IS NULL";
        self.read(READING, |tx| tx.query(select, &[], |row| row.get("id")))
    }

    /// Length and digest of a delivered transfer's file, of each that somebody may fetch.
    pub fn served_files(&self) -> Result<Vec<(TransferId, u64, Sha256)>, StoreError> {
        let select = "SELECT transfer.id, transfer.size, transfer.sha256 FROM transfer
            WHERE transfer.state = 'delivered' AND EXISTS (SELECT 1 FROM forwarded_file
                WHERE transfer = transfer.id AND data_removed_at IS NULL)
            ORDER BY transfer.id";
        self.read(READING, |tx| {
            tx.query(select, &[], |row| Ok((row.get("id")?, row.get("size")?, row.get("sha256")?)))
        })
    }

    /// Whether the archive is to have a copy of a sent file: one that was delivered.
    pub fn is_sent_file_kept(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM transfer
            WHERE sha256 = ?1 AND state = 'delivered' AND unarchived_at IS NULL";
        self.read(READING, |tx| tx.exists(select, &values![sha256]))
    }

    /// Delivered transfers whose copies in the archive have been kept long enough: decided before a
    /// moment, in no folder, and with bytes that no other transfer needs.
    pub fn transfers_to_unarchive(
        &self,
        before: Timestamp,
    ) -> Result<Vec<(TransferId, Sha256)>, StoreError> {
        let select = "SELECT id, sha256 FROM transfer
            WHERE state = 'delivered' AND unarchived_at IS NULL AND decided_at < ?1
                AND NOT EXISTS (SELECT 1 FROM transfer AS same
                    WHERE same.sha256 = transfer.sha256 AND same.state = 'delivered'
                        AND (same.decided_at >= ?1 OR EXISTS (SELECT 1 FROM forwarded_file
                            WHERE transfer = same.id AND data_removed_at IS NULL)))
            ORDER BY id";
        self.read(EXPIRING, |tx| {
            tx.query(select, &values![before], |row| Ok((row.get("id")?, row.get("sha256")?)))
        })
    }

    /// Records that the copy of a transfer's file left the archive.
    pub fn mark_transfer_unarchived(
        &self,
        transfer: TransferId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE transfer SET unarchived_at = coalesce(unarchived_at, ?2)
            WHERE id = ?1";
        self.write(EXPIRING, |tx| {
            tx.execute(update, &values![transfer, at])?;
            let subject = format!("transfer {transfer}");
            audit::done(tx, &Author::PLATFORM, at, "sent file left the archive", subject)
        })
    }
}

const TAKE_OUT: &str = "
    UPDATE forwarded_file SET
        expired_at = CASE WHEN data_removed_at IS NULL THEN CAST(?2 AS BIGINT) END,
        data_removed_at = coalesce(data_removed_at, ?2),
        metadata_removed_at = coalesce(metadata_removed_at, ?2)
    WHERE published_at < ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";

/// Removes the record of sent bytes for files that can no longer be fetched.
const DELETE_SENT: &str = "DELETE FROM forwarded_sent
    WHERE forwarded_file IN (SELECT id FROM forwarded_file WHERE data_removed_at IS NOT NULL)";

/// The files in a system's folder, or the one of a name (and of the data file's name of a
/// `.metadata` file). A damaged row is reported and left out.
pub(crate) fn in_folder(
    store: &Store,
    tx: &Tx<'_>,
    system: SystemId,
    name: Option<(&str, &str)>,
) -> Result<Vec<FolderEntry>, StoreError> {
    let named = |table: &str| match name {
        Some(_) => format!("AND {table}.name IN (?2, ?3)"),
        None => String::new(),
    };
    let mut key: Vec<Value<'_>> = values![system].into();
    if let Some((name, data_name)) = name {
        key.extend(values![name, data_name]);
    }
    let mut found = Vec::new();
    let files = format!(
        "SELECT forwarded_file.*, {CHECKED}, transfer.size AS data_size,
            transfer.sha256 AS data_sha256
         FROM forwarded_file JOIN transfer ON transfer.id = forwarded_file.transfer {}
         WHERE recipient = ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL) {}
         ORDER BY mtime, forwarded_file.id",
        FORWARDED_FILE.checked_join(),
        named("forwarded_file"),
    );
    let pairs = tx.query(&files, &key, |row| store.unless_damaged(read_pair(row)))?;
    found.extend(pairs.into_iter().flatten().flatten().flatten());
    let receipts = format!(
        "SELECT transfer_receipt.*, {CHECKED} FROM transfer_receipt {}
         WHERE transfer_receipt.system = ?1 {} ORDER BY mtime, transfer_receipt.id",
        TRANSFER_RECEIPT.checked_join(),
        named("transfer_receipt"),
    );
    let read = tx.query(&receipts, &key, |row| store.unless_damaged(read_receipt(row)))?;
    found.extend(read.into_iter().flatten());
    Ok(found)
}

/// Records that a system removed a file. Returns whether both files of a pair are gone now.
pub(crate) fn remove(
    tx: &Tx<'_>,
    file: ForwardedFileId,
    part: Part,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let removed_at = match part {
        Part::Data => "data_removed_at",
        Part::Metadata => "metadata_removed_at",
    };
    let update = format!(
        "UPDATE forwarded_file SET {removed_at} = coalesce({removed_at}, ?2) WHERE id = ?1
        RETURNING data_removed_at, metadata_removed_at"
    );
    let removed: Option<[Option<Timestamp>; 2]> =
        tx.query_opt(&update, &values![file, at], |row| {
            Ok([row.get("data_removed_at")?, row.get("metadata_removed_at")?])
        })?;
    Ok(removed.is_some_and(|[data, metadata]| data.is_some() && metadata.is_some()))
}

/// Removes a receipt.
pub(crate) fn remove_receipt(tx: &Tx<'_>, receipt: ReceiptId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM transfer_receipt WHERE id = ?1", &values![receipt]).map(|_| ())
}

/// Takes everything out of the folder of a system that is removed. Returns whether the ledger has
/// anything of it.
pub(crate) fn leave(tx: &Tx<'_>, system: SystemId, at: Timestamp) -> Result<bool, StoreError> {
    let expire = "UPDATE forwarded_file SET
            expired_at = CASE WHEN data_removed_at IS NULL THEN CAST(?2 AS BIGINT) END,
            data_removed_at = coalesce(data_removed_at, ?2),
            metadata_removed_at = coalesce(metadata_removed_at, ?2)
        WHERE recipient = ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";
    tx.execute(expire, &values![system, at])?;
    tx.execute("DELETE FROM transfer_receipt WHERE system = ?1", &values![system])?;
    let sent = "SELECT 1 FROM transfer WHERE sender = ?1";
    let received = "SELECT 1 FROM forwarded_file WHERE recipient = ?1";
    Ok(tx.exists(sent, &values![system])? || tx.exists(received, &values![system])?)
}

fn read_pair(row: &Row<'_>) -> Result<[Option<FolderEntry>; 2], StoreError> {
    FORWARDED_FILE.check_row(row)?;
    let source = FileSource::Forwarded { file: row.get("id")?, transfer: row.get("transfer")? };
    let (name, mtime): (String, u32) = (row.get("name")?, row.get("mtime")?);
    let is_there = |column| Ok::<_, StoreError>(row.get::<Option<Timestamp>>(column)?.is_none());
    let entry = |part: Part, size, sha256| FolderEntry {
        source,
        part,
        name: format!("{name}{}", part.suffix()),
        size,
        mtime,
        sha256: Some(sha256),
    };
    let metadata: Vec<u8> = row.get("metadata")?;
    let described = entry(Part::Metadata, metadata.len() as u64, Sha256::of([&metadata[..]]));
    let data = entry(Part::Data, row.get("data_size")?, row.get("data_sha256")?);
    Ok([
        is_there("metadata_removed_at")?.then_some(described),
        is_there("data_removed_at")?.then_some(data),
    ])
}

fn read_receipt(row: &Row<'_>) -> Result<FolderEntry, StoreError> {
    TRANSFER_RECEIPT.check_row(row)?;
    let content: Vec<u8> = row.get("content")?;
    Ok(FolderEntry {
        source: FileSource::Receipt { receipt: row.get("id")?, transfer: row.get("transfer")? },
        part: Part::Data,
        name: row.get("name")?,
        size: content.len() as u64,
        mtime: row.get("mtime")?,
        sha256: Some(Sha256::of([&content[..]])),
    })
}
