//! Which bytes of delivered files went out to whom. When all did, the file is collected.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use tracing::warn;

use super::audit;
use super::collections::collect;
use crate::StoreError;
use crate::db::table::DELIVERY_SENT;
use crate::db::{Engine, Row, Tx, checksums, values};
use crate::model::{Author, DeliveryId, Sent, SentBytes};

const NOTING: &str = "noting what was fetched";

/// What went out of one file, by the key that fetched it.
type ByKey = BTreeMap<String, SentBytes>;

impl Engine {
    pub(crate) fn note_sent(&self, sent: &[Sent]) -> Result<Vec<bool>, StoreError> {
        self.write(NOTING, |tx| {
            let mut files: HashMap<DeliveryId, File> = HashMap::new();
            let mut collected = Vec::new();
            for sent in sent {
                let file = match files.entry(sent.delivery) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => free.insert(self.file(tx, sent.delivery)?),
                };
                collected.push(note(tx, sent, file)?);
            }
            files.iter().try_for_each(|(delivery, file)| keep(tx, *delivery, file))?;
            Ok(collected)
        })
    }

    fn file(&self, tx: &Tx<'_>, delivery: DeliveryId) -> Result<File, StoreError> {
        let select = "SELECT size, EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id) AS is_collected
            FROM delivery WHERE id = ?1";
        let known = tx.query_opt(select, &values![delivery], |row| {
            Ok((row.get("size")?, row.get("is_collected")?))
        })?;
        let stored = self.stored(tx, delivery)?;
        let (size, is_collected) = known.map_or((None, false), |(size, is)| (Some(size), is));
        Ok(File { size, is_collected, by_key: stored.clone(), stored })
    }

    /// What is stored. Where that is damaged nobody is believed to have anything: who fetches the file whole has it.
    fn stored(&self, tx: &Tx<'_>, delivery: DeliveryId) -> Result<ByKey, StoreError> {
        let read = |row: &Row<'_>| {
            let key: String = row.get("ssh_key")?;
            Ok((key, row.get::<u64>("first_byte")?..row.get("end_byte")?))
        };
        let mut by_key = ByKey::new();
        match checksums::rows(tx, &DELIVERY_SENT, delivery.0, read) {
            Ok(ranges) => {
                for (key, range) in ranges {
                    by_key.entry(key).or_default().add(range);
                }
            }
            Err(error) if error.is_damage() => {
                self.note_damage(Some(error.to_string()));
                tx.execute(DELETE_ALL, &values![delivery])?;
            }
            Err(error) => return Err(error),
        }
        Ok(by_key)
    }
}

const DELETE_ALL: &str = "DELETE FROM delivery_sent WHERE delivery = ?1";

/// A delivery's data file.
struct File {
    /// `None` when there is no such delivery any more.
    size: Option<u64>,
    is_collected: bool,
    /// What is stored of what went out.
    stored: ByKey,
    /// What went out.
    by_key: ByKey,
}

fn subject(sent: &Sent) -> String {
    let bytes: u64 = sent.bytes.ranges().iter().map(|range| range.end - range.start).sum();
    format!("{bytes} bytes of delivery {} by SSH key {}", sent.delivery.0, sent.ssh_key)
}

/// Whether the file is collected by that.
fn note(tx: &Tx<'_>, sent: &Sent, file: &mut File) -> Result<bool, StoreError> {
    let Some(size) = file.size else {
        warn!(
            event = "receipt.withdrawn",
            delivery = sent.delivery.0,
            ssh_key = sent.ssh_key,
            "bytes went out of a file whose run was taken back meanwhile"
        );
        // It was disclosed, and the ledger has no place for it any more.
        let (action, subject) = ("fetched while it was taken back", subject(sent));
        audit::done(tx, &Author::PLATFORM, sent.at, action, subject)?;
        return Ok(false);
    };
    if sent.bytes.is_empty() {
        // It has only begun.
        let begun = "INSERT INTO delivery_begun (delivery, at) VALUES (?1, ?2)
            ON CONFLICT (delivery) DO NOTHING";
        tx.execute(begun, &values![sent.delivery, sent.at])?;
        return Ok(false);
    }
    let own = file.by_key.entry(sent.ssh_key.clone()).or_default();
    own.add_all(&sent.bytes);
    // What several keys fetched is one file, if it is the first time that anybody has all of it.
    let is_collected =
        own.is_all_of(size) || (!file.is_collected && all_of(&file.by_key).is_all_of(size));
    if is_collected {
        collect(tx, sent.delivery, &sent.ssh_key, sent.at)?;
        file.is_collected = true;
    }
    if file.is_collected {
        // Parts of a file that somebody has are of no use to anybody.
        file.by_key.clear();
    }
    Ok(is_collected)
}

fn all_of(by_key: &ByKey) -> SentBytes {
    by_key.values().flat_map(SentBytes::ranges).cloned().collect()
}

/// Writes what has changed.
fn keep(tx: &Tx<'_>, delivery: DeliveryId, file: &File) -> Result<(), StoreError> {
    let delete = "DELETE FROM delivery_sent
        WHERE delivery = ?1 AND ssh_key = ?2 AND first_byte = ?3 AND end_byte = ?4";
    let insert = "INSERT INTO delivery_sent (delivery, ssh_key, first_byte, end_byte)
        VALUES (?1, ?2, ?3, ?4)";
    let (before, after) = (rows(&file.stored), rows(&file.by_key));
    let changes = before.difference(&after).map(|row| (delete, row));
    for (change, (key, start, end)) in
        changes.chain(after.difference(&before).map(|row| (insert, row)))
    {
        tx.execute(change, &values![delivery, *key, *start, *end])?;
    }
    Ok(())
}

/// The rows in which it is stored.
fn rows(by_key: &ByKey) -> BTreeSet<(&str, u64, u64)> {
    let mut rows = BTreeSet::new();
    for (key, bytes) in by_key {
        rows.extend(
            bytes.longest().ranges().iter().map(|range| (key.as_str(), range.start, range.end)),
        );
    }
    rows
}
