//! The byte ranges of files that were sent to each key. A file is collected when all of it was
//! sent.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tracing::warn;

use crate::collections::collect;
use crate::db::table::{DELIVERY_SENT, FORWARDED_SENT, Table};
use crate::db::{Tx, checksums, values};
use crate::model::{Author, DeliveryId, FetchedFile, ForwardedFileId, Sent, SentFile, SentRange};
use crate::store::Store;
use crate::{StoreError, audit, ledger, ledger_subjects};

/// Sent bytes.
impl Store {
    /// Records the sent ranges of files. A file is collected when all of it was sent: to one key or,
    /// the first time, to several together. Returns for each whether it is collected by that. One
    /// transaction.
    pub fn note_sent(&self, sent: &[Sent]) -> Result<Vec<bool>, StoreError> {
        self.write("noting what was fetched", |tx| {
            let mut files: HashMap<FetchedFile, Option<SentFile>> = HashMap::new();
            let mut collected = Vec::new();
            for sent in sent {
                let file = match files.entry(sent.file) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => free.insert(self.sent_file(tx, sent.file)?),
                };
                collected.push(match file {
                    Some(file) => note(tx, sent, file)?,
                    None => note_withdrawn(tx, sent)?,
                });
            }
            for (fetched, file) in &files {
                file.as_ref().map_or(Ok(()), |file| keep(tx, *fetched, file))?;
            }
            Ok(collected)
        })
    }

    /// A file; `None` when there is no such file any more.
    fn sent_file(&self, tx: &Tx<'_>, file: FetchedFile) -> Result<Option<SentFile>, StoreError> {
        let of_delivery = "SELECT size, CASE WHEN EXISTS
                (SELECT 1 FROM collection WHERE delivery = delivery.id)
            THEN 1 ELSE 0 END AS is_collected
            FROM delivery WHERE id = ?1";
        let forwarded = "SELECT transfer.size,
                CASE WHEN collected_at IS NULL THEN 0 ELSE 1 END AS is_collected
            FROM forwarded_file JOIN transfer ON transfer.id = forwarded_file.transfer
            WHERE forwarded_file.id = ?1";
        let select = match file {
            FetchedFile::Delivery(_) => of_delivery,
            FetchedFile::Forwarded(_) => forwarded,
        };
        let known: Option<(u64, bool)> = tx.query_opt(select, &values![row(file)], |row| {
            Ok((row.get("size")?, row.get("is_collected")?))
        })?;
        let Some((size, is_collected)) = known else { return Ok(None) };
        let stored = self.sent_ranges(tx, file)?;
        Ok(Some(SentFile::new(size, is_collected, stored)))
    }

    /// The stored ranges. If they are damaged they count as none: a system that fetches the whole
    /// file still collects it.
    fn sent_ranges(&self, tx: &Tx<'_>, file: FetchedFile) -> Result<Vec<SentRange>, StoreError> {
        let (table, column) = ranges_of(file);
        let stored = checksums::rows(tx, table, row(file), |row| {
            Ok((row.get("ssh_key")?, row.get("first_byte")?, row.get("end_byte")?))
        });
        match stored {
            Err(error) if error.is_damage() => {
                self.engine.note_damage(Some(error.to_string()));
                let delete = format!("DELETE FROM {} WHERE {column} = ?1", table.name);
                tx.execute(&delete, &values![row(file)])?;
                Ok(Vec::new())
            }
            stored => stored,
        }
    }
}

/// The number of a file's row.
const fn row(file: FetchedFile) -> i64 {
    match file {
        FetchedFile::Delivery(DeliveryId(id)) | FetchedFile::Forwarded(ForwardedFileId(id)) => id,
    }
}

/// The table with the ranges of a file, and the column that names the file.
const fn ranges_of(file: FetchedFile) -> (&'static Table, &'static str) {
    match file {
        FetchedFile::Delivery(_) => (&DELIVERY_SENT, "delivery"),
        FetchedFile::Forwarded(_) => (&FORWARDED_SENT, "forwarded_file"),
    }
}

/// Adds a range. Returns whether the file is collected by that.
fn note(tx: &Tx<'_>, sent: &Sent, file: &mut SentFile) -> Result<bool, StoreError> {
    if sent.bytes.is_empty() {
        begin(tx, sent)?;
        return Ok(false);
    }
    let is_collected = file.add(&sent.ssh_key, &sent.bytes);
    match sent.file {
        _ if !is_collected => {}
        FetchedFile::Delivery(delivery) => collect(tx, delivery, &sent.ssh_key, sent.at)?,
        FetchedFile::Forwarded(forwarded) => {
            let update = "UPDATE forwarded_file SET collected_at = ?2, collected_by = ?3
                WHERE id = ?1 AND collected_at IS NULL";
            ledger::begin_if_new(tx, sent.at)?;
            if tx.execute(update, &values![forwarded, sent.at, &sent.ssh_key])? == 1 {
                let (ssh_key, at) = (&sent.ssh_key, sent.at);
                let entry = ledger_subjects::transfer_collection(tx, forwarded, ssh_key, at)?;
                ledger::append(tx, &entry, None)?;
            }
        }
    }
    Ok(is_collected)
}

/// The read has only begun: the delivery's run is not undone any more.
fn begin(tx: &Tx<'_>, sent: &Sent) -> Result<(), StoreError> {
    let FetchedFile::Delivery(delivery) = sent.file else { return Ok(()) };
    let begun = "INSERT INTO delivery_begun (delivery, at) VALUES (?1, ?2)
        ON CONFLICT (delivery) DO NOTHING";
    tx.execute(begun, &values![delivery, sent.at]).map(|_| ())
}

/// Writes an audit entry for a file that was disclosed and has no row in the ledger any more.
fn note_withdrawn(tx: &Tx<'_>, sent: &Sent) -> Result<bool, StoreError> {
    let (delivery, ssh_key) = (row(sent.file), &sent.ssh_key);
    warn!(
        event = "receipt.run_undone",
        delivery, ssh_key, "bytes were sent of a file whose run was undone meanwhile"
    );
    let bytes = sent.bytes.count();
    let subject = format!("{bytes} bytes of delivery {delivery} by SSH key {ssh_key}");
    audit::done(tx, &Author::PLATFORM, sent.at, "fetched while it was taken back", subject)?;
    Ok(false)
}

/// Writes what has changed.
fn keep(tx: &Tx<'_>, fetched: FetchedFile, file: &SentFile) -> Result<(), StoreError> {
    let (Table { name, .. }, column) = ranges_of(fetched);
    let delete = format!(
        "DELETE FROM {name}
        WHERE {column} = ?1 AND ssh_key = ?2 AND first_byte = ?3 AND end_byte = ?4"
    );
    let insert = format!(
        "INSERT INTO {name} ({column}, ssh_key, first_byte, end_byte) VALUES (?1, ?2, ?3, ?4)"
    );
    let (gone, new) = file.changes();
    for (statement, ranges) in [(&delete, gone), (&insert, new)] {
        for (key, start, end) in &ranges {
            tx.execute(statement, &values![row(fetched), key, *start, *end])?;
        }
    }
    Ok(())
}
