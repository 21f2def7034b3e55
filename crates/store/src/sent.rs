//! The byte ranges of files that were sent to each key. A file is collected when all of it was
//! sent.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tracing::warn;

use crate::collections::collect;
use crate::db::table::DELIVERY_SENT;
use crate::db::{Tx, checksums, values};
use crate::model::{Author, DeliveryId, Sent, SentFile, SentRange};
use crate::store::Store;
use crate::{StoreError, audit};

/// Sent bytes.
impl Store {
    /// Records the sent ranges of deliveries' files. A delivery is collected when all of its file
    /// was sent: to one key or, the first time, to several together. Returns for each whether it is
    /// collected by that. One transaction.
    pub fn note_sent(&self, sent: &[Sent]) -> Result<Vec<bool>, StoreError> {
        self.write("noting what was fetched", |tx| {
            let mut files: HashMap<DeliveryId, Option<SentFile>> = HashMap::new();
            let mut collected = Vec::new();
            for sent in sent {
                let file = match files.entry(sent.delivery) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => free.insert(self.sent_file(tx, sent.delivery)?),
                };
                collected.push(match file {
                    Some(file) => note(tx, sent, file)?,
                    None => note_withdrawn(tx, sent)?,
                });
            }
            for (delivery, file) in &files {
                file.as_ref().map_or(Ok(()), |file| keep(tx, *delivery, file))?;
            }
            Ok(collected)
        })
    }

    /// A delivery's file; `None` when there is no such delivery any more.
    fn sent_file(&self, tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<SentFile>, StoreError> {
        let select = "SELECT size, CASE WHEN EXISTS
                (SELECT 1 FROM collection WHERE delivery = delivery.id)
            THEN 1 ELSE 0 END AS is_collected
            FROM delivery WHERE id = ?1";
        let known: Option<(u64, bool)> = tx.query_opt(select, &values![delivery], |row| {
            Ok((row.get("size")?, row.get("is_collected")?))
        })?;
        let Some((size, is_collected)) = known else { return Ok(None) };
        let stored = self.sent_ranges(tx, delivery)?;
        Ok(Some(SentFile::new(size, is_collected, stored)))
    }

    /// The stored ranges. If they are damaged they count as none: a system that fetches the whole
    /// file still collects it.
    fn sent_ranges(&self, tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<SentRange>, StoreError> {
        let stored = checksums::rows(tx, &DELIVERY_SENT, delivery.0, |row| {
            Ok((row.get("ssh_key")?, row.get("first_byte")?, row.get("end_byte")?))
        });
        match stored {
            Err(error) if error.is_damage() => {
                self.engine.note_damage(Some(error.to_string()));
                tx.execute("DELETE FROM delivery_sent WHERE delivery = ?1", &values![delivery])?;
                Ok(Vec::new())
            }
            stored => stored,
        }
    }
}

/// Adds a range. Returns whether the file is collected by that.
fn note(tx: &Tx<'_>, sent: &Sent, file: &mut SentFile) -> Result<bool, StoreError> {
    if sent.bytes.is_empty() {
        // The read has only begun.
        let begun = "INSERT INTO delivery_begun (delivery, at) VALUES (?1, ?2)
            ON CONFLICT (delivery) DO NOTHING";
        tx.execute(begun, &values![sent.delivery, sent.at])?;
        return Ok(false);
    }
    let is_collected = file.add(&sent.ssh_key, &sent.bytes);
    if is_collected {
        collect(tx, sent.delivery, &sent.ssh_key, sent.at)?;
    }
    Ok(is_collected)
}

/// Writes an audit entry for a file that was disclosed and has no row in the ledger any more.
fn note_withdrawn(tx: &Tx<'_>, sent: &Sent) -> Result<bool, StoreError> {
    let (delivery, ssh_key) = (sent.delivery.0, &sent.ssh_key);
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
fn keep(tx: &Tx<'_>, delivery: DeliveryId, file: &SentFile) -> Result<(), StoreError> {
    let delete = "DELETE FROM delivery_sent
        WHERE delivery = ?1 AND ssh_key = ?2 AND first_byte = ?3 AND end_byte = ?4";
    let insert = "INSERT INTO delivery_sent (delivery, ssh_key, first_byte, end_byte)
        VALUES (?1, ?2, ?3, ?4)";
    let (gone, new) = file.changes();
    for (statement, ranges) in [(delete, gone), (insert, new)] {
        for (key, start, end) in &ranges {
            tx.execute(statement, &values![delivery, key, *start, *end])?;
        }
    }
    Ok(())
}
