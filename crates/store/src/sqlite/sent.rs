//! Which bytes of delivered files went out to whom. When all did, the file is collected.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Row, Transaction, params};

use super::Sqlite;
use super::checksums::{self, DELIVERY_SENT};
use super::collections::collect;
use super::columns::{self, execute, get};
use crate::StoreError;
use crate::delivery::DeliveryId;
use crate::sent_bytes::{Sent, SentBytes};

const NOTING: &str = "noting what was fetched";

/// What went out of one file, by the key that fetched it.
type ByKey = BTreeMap<String, SentBytes>;

impl Sqlite {
    pub(crate) fn note_sent(&self, sent: &[Sent]) -> Result<Vec<bool>, StoreError> {
        self.write(NOTING, |tx| {
            let mut files: HashMap<DeliveryId, ByKey> = HashMap::new();
            let mut collected = Vec::new();
            for sent in sent {
                let by_key = match files.entry(sent.delivery) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => free.insert(self.went_out(tx, sent.delivery)?),
                };
                collected.push(note(tx, sent, by_key)?);
            }
            files.iter().try_for_each(|(delivery, by_key)| keep(tx, *delivery, by_key))?;
            Ok(collected)
        })
    }

    /// What went out before. Where that is damaged nobody is believed to have anything: who fetches the file whole has
    /// it.
    fn went_out(&self, tx: &Transaction<'_>, delivery: DeliveryId) -> Result<ByKey, StoreError> {
        let read = |row: &Row<'_>| {
            let key: String = get(row, "ssh_key")?;
            Ok((key, get::<u64>(row, "first_byte")?..get(row, "end_byte")?))
        };
        let mut by_key = ByKey::new();
        match checksums::rows(tx, &DELIVERY_SENT, delivery.0, read) {
            Ok(ranges) => {
                for (key, range) in ranges {
                    by_key.entry(key).or_default().add(range);
                }
            }
            Err(error) if error.is_damage() => self.database.note_damage(error.to_string()),
            Err(error) => return Err(error),
        }
        Ok(by_key)
    }
}

/// Whether the file is collected by that.
fn note(tx: &Transaction<'_>, sent: &Sent, by_key: &mut ByKey) -> Result<bool, StoreError> {
    let Some(file) = file(tx, sent.delivery)? else { return Ok(false) };
    let own = by_key.entry(sent.ssh_key.clone()).or_default();
    own.add_all(&sent.bytes);
    // What several keys fetched is one file, if it is the first time that anybody has all of it.
    let is_collected =
        own.is_all_of(file.size) || (!file.is_collected && all_of(by_key).is_all_of(file.size));
    if is_collected {
        collect(tx, sent.delivery, &sent.ssh_key, sent.at)?;
        by_key.clear();
    }
    Ok(is_collected)
}

fn all_of(by_key: &ByKey) -> SentBytes {
    by_key.values().flat_map(SentBytes::ranges).cloned().collect()
}

struct File {
    size: u64,
    is_collected: bool,
}

fn file(tx: &Transaction<'_>, delivery: DeliveryId) -> Result<Option<File>, StoreError> {
    let select = "SELECT size, EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id) AS is_collected
        FROM delivery WHERE id = ?1";
    columns::row(tx, NOTING, select, [delivery.0], |row| {
        Ok(File { size: get(row, "size")?, is_collected: get(row, "is_collected")? })
    })
}

fn keep(tx: &Transaction<'_>, delivery: DeliveryId, by_key: &ByKey) -> Result<(), StoreError> {
    execute(tx, NOTING, "DELETE FROM delivery_sent WHERE delivery = ?1", [delivery.0])?;
    let insert = "INSERT INTO delivery_sent (delivery, ssh_key, first_byte, end_byte)
        VALUES (?1, ?2, ?3, ?4)";
    for (key, bytes) in by_key {
        for range in bytes.ranges() {
            let values = params![delivery.0, key, range.start, range.end];
            execute(tx, NOTING, insert, values)?;
        }
    }
    Ok(())
}
