use civil::{AgreementUuid, Pnr};
use filters::Reason;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{agreements, delivery_problems, disclosed, mtimes, runs};
use crate::StoreError;
use crate::db::table;
use crate::db::table::CHECKED;
use crate::db::table::DELIVERY;
use crate::db::{Engine, Row, Tx, Value, checksums, values};
use crate::model::{
    AgreementId, ChainHead, ChainPosition, Delivery, DeliveryId, DeliveryKind, DeliveryQuery,
    DeliveryTerms, FolderEntry, LoadId, Part, Published, PublishedDelivery, PublishedFiles, RunId,
    Sha256, SystemId,
};

const PUBLISHING: &str = "publishing deliveries";
const READING: &str = "reading the deliveries";

impl Engine {
    pub(crate) fn publish(
        &self,
        run: RunId,
        publish: &[(DeliveryId, PublishedFiles)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(PUBLISHING, |tx| {
            let publish: Vec<_> = publish.iter().map(|(id, publish)| (*id, publish)).collect();
            publish_all(tx, &publish, at)?;
            let left = "SELECT id FROM delivery WHERE run = ?1 AND published_at IS NULL LIMIT 1";
            if !tx.exists(left, &values![run])? {
                check_all_published(tx, run)?;
                runs::finish(tx, run, at)?;
            }
            Ok(())
        })
    }

    pub(crate) fn deliveries(&self, of: DeliveryQuery) -> Result<Vec<Delivery>, StoreError> {
        let (column, number, after) = match of {
            DeliveryQuery::Agreement(id) => ("agreement", id.0, 0),
            // Nothing has a number that the database could not hold.
            DeliveryQuery::After(id, seq) => {
                ("agreement", id.0, i64::try_from(seq).unwrap_or(i64::MAX))
            }
            DeliveryQuery::Run(id) => ("run", id.0, 0),
            DeliveryQuery::Load(id) => ("load_order", id.0, 0),
        };
        let select = format!(
            "{SELECT} WHERE delivery.{column} = ?1 AND delivery.seq > ?2
             ORDER BY delivery.id"
        );
        let key = values![number, after];
        self.read(READING, |tx| tx.query(&select, &key, read_delivery))
    }

    pub(crate) fn note_metadata(
        &self,
        delivery: DeliveryId,
        sha256: &Sha256,
    ) -> Result<(), StoreError> {
        let update = "UPDATE delivery SET metadata_sha256 = ?2 WHERE id = ?1";
        self.write(PUBLISHING, |tx| tx.execute(update, &values![delivery, sha256]).map(|_| ()))
    }

    pub(crate) fn count_deliveries(&self, run: RunId) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS deliveries FROM delivery
                      WHERE run = ?1 AND kind = 'day'";
        let read = |row: &Row<'_>| row.get("deliveries");
        let count = self.read(READING, |tx| tx.query_opt(select, &values![run], read))?;
        Ok(count.unwrap_or_default())
    }

    pub(crate) fn disclosed(&self, delivery: DeliveryId) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        let select = "SELECT entries FROM disclosure WHERE delivery = ?1";
        let entries: Option<Vec<u8>> = self.read(READING, |tx| {
            checksums::check(tx, &table::DISCLOSURE, delivery.0)?;
            tx.query_opt(select, &values![delivery], |row| row.get("entries"))
        })?;
        disclosed::decode(&entries.unwrap_or_default())
    }

    pub(crate) fn has_delivery(&self, delivery: DeliveryId) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM delivery WHERE id = ?1";
        self.read(READING, |tx| tx.exists(select, &values![delivery]))
    }

    pub(crate) fn shelf_files(
        &self,
        system: SystemId,
        day: Date,
    ) -> Result<Vec<FolderEntry>, StoreError> {
        let select = select_files(
            "WHERE system = ?1 AND published_at IS NOT NULL
                 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
             ORDER BY mtime, delivery.id",
        );
        self.files(system, day, &select, &values![system])
    }

    pub(crate) fn shelf_file(
        &self,
        system: SystemId,
        name: &str,
        day: Date,
    ) -> Result<Option<FolderEntry>, StoreError> {
        let data_name = name.strip_suffix(Part::Metadata.suffix()).unwrap_or(name);
        let select =
            select_files("WHERE system = ?1 AND name IN (?2, ?3) AND published_at IS NOT NULL");
        let key = values![system, name, data_name];
        let files = self.files(system, day, &select, &key)?;
        Ok(files.into_iter().find(|file| file.name == name))
    }

    /// The files of deliveries that are selected, without those of agreements that are not in force: with the agreement
    /// ends the right to what came under it.
    fn files(
        &self,
        system: SystemId,
        day: Date,
        select: &str,
        key: &[Value<'_>],
    ) -> Result<Vec<FolderEntry>, StoreError> {
        let read = |row: &Row<'_>| self.unless_damaged(read_files(row));
        self.read(READING, |tx| {
            let in_force = agreements::in_force(self, tx, system, day)?;
            let pairs = tx.query(select, key, read)?.into_iter().flatten();
            let files = pairs.flatten().flatten();
            Ok(files.filter(|file| in_force.contains(&file.agreement)).collect())
        })
    }

    /// A row that is damaged is withheld, and told of; it keeps no other from anyone.
    pub(super) fn unless_damaged<T>(
        &self,
        read: Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match read {
            Ok(row) => Ok(Some(row)),
            Err(error) if error.is_damage() => {
                self.note_damage(Some(error.to_string()));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) fn published_deliveries(&self) -> Result<Vec<PublishedDelivery>, StoreError> {
        let select = published_deliveries();
        let read = |row: &Row<'_>| self.unless_damaged(read_on_shelf(row));
        let pairs = self.read(READING, |tx| tx.query(&select, &[], read))?;
        Ok(pairs.into_iter().flatten().collect())
    }

    pub(crate) fn shown(
        &self,
        delivery: DeliveryId,
    ) -> Result<Option<PublishedDelivery>, StoreError> {
        let select = format!(
            "{SELECT} WHERE delivery.id = ?1 AND published_at IS NOT NULL
                 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)"
        );
        self.read(READING, |tx| tx.query_opt(&select, &values![delivery], read_on_shelf))
    }

    pub(crate) fn chain_head(&self, agreement: AgreementUuid) -> Result<ChainHead, StoreError> {
        let select = "SELECT coalesce(max(seq), 0) AS seq,
                (SELECT sha256 FROM delivery AS last
                    WHERE last.agreement = of.id AND last.published_at IS NOT NULL
                    ORDER BY last.seq DESC LIMIT 1) AS sha256
            FROM agreement AS of LEFT JOIN delivery ON delivery.agreement = of.id
            WHERE of.uuid = ?1 GROUP BY of.id";
        let end = self.read(READING, |tx| {
            tx.query_opt(select, &values![agreement.to_string()], |row| {
                let sha256 = row.get("sha256")?;
                Ok(ChainHead { seq: row.get("seq")?, sha256 })
            })
        })?;
        Ok(end.unwrap_or_default())
    }

    pub(crate) fn followed(
        &self,
        agreement: AgreementId,
    ) -> Result<Vec<(RunId, Pnr, Pnr)>, StoreError> {
        let select = "SELECT * FROM follow WHERE agreement = ?1 ORDER BY run, old";
        self.read(READING, |tx| {
            tx.query(select, &values![agreement], |row| {
                Ok((row.get("run")?, row.get("old")?, row.get("new")?))
            })
        })
    }
}

/// Selects what [`read_files`] reads.
fn select_files(which: &str) -> String {
    format!("SELECT delivery.*, {CHECKED} FROM delivery {} {which}", DELIVERY.checked_join())
}

pub(super) fn published_deliveries() -> String {
    format!(
        "{SELECT} WHERE published_at IS NOT NULL
             AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
         ORDER BY +delivery.run, delivery.id"
    )
}

/// Whether as many are published as were planned: a delivery that is not found is not one that is published.
fn check_all_published(tx: &Tx<'_>, run: RunId) -> Result<(), StoreError> {
    let select = "SELECT run.planned, count(delivery.id) AS published
        FROM run LEFT JOIN delivery ON delivery.run = run.id AND delivery.kind = 'day'
            AND delivery.published_at IS NOT NULL
        WHERE run.id = ?1";
    let counts = tx.query_opt(select, &values![run], |row| {
        Ok((row.get::<Option<u64>>("planned")?, row.get::<u64>("published")?))
    })?;
    match counts {
        // Those that were applied by an older cprabo do not say how many.
        Some((Some(planned), published)) if planned != published => {
            Err(StoreError::Corrupt("index of the deliveries"))
        }
        _ => Ok(()),
    }
}

/// Publishes deliveries that appear in one instant.
pub(super) fn publish_all(
    tx: &Tx<'_>,
    publish: &[(DeliveryId, &PublishedFiles)],
    at: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<DeliveryId> = publish.iter().map(|(id, _)| *id).collect();
    let mtimes = mtimes::give(tx, &ids, at)?;
    let mut each = publish.iter().zip(mtimes);
    each.try_for_each(|((id, publish), mtime)| publish_one(tx, *id, publish, mtime, at))
}

fn publish_one(
    tx: &Tx<'_>,
    delivery: DeliveryId,
    publish: &PublishedFiles,
    mtime: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE delivery SET size = ?2, metadata_size = ?3, sha256 = ?4, persons = ?5,
            records = ?6, mtime = ?7, published_at = ?8, metadata_sha256 = ?9
        WHERE id = ?1 AND published_at IS NULL";
    let row = values![
        delivery,
        publish.size,
        publish.metadata_size,
        &publish.sha256,
        publish.disclosed.len(),
        publish.records,
        mtime,
        at,
        &publish.metadata_sha256
    ];
    if tx.execute(update, &row)? != 1 {
        return Err(StoreError::Conflict("a delivery was published by another process".into()));
    }
    delivery_problems::delete(tx, delivery)?;
    let insert = "INSERT INTO disclosure (delivery, entries) VALUES (?1, ?2)";
    let entries = disclosed::encode(&publish.disclosed);
    tx.execute(insert, &values![delivery, &entries]).map(|_| ())
}

/// Whether a row selected with [`SELECT`] is as it was written.
pub(super) fn check(row: &Row<'_>) -> Result<(), StoreError> {
    DELIVERY.check_row(row)
}

pub(super) fn read_delivery(row: &Row<'_>) -> Result<Delivery, StoreError> {
    DELIVERY.check_row(row)?;
    let published = match row.get("published_at")? {
        Some(at) => Some(Published {
            size: row.get("size")?,
            sha256: row.get("sha256")?,
            persons: row.get("persons")?,
            records: row.get("records")?,
            at,
        }),
        None => None,
    };
    Ok(Delivery {
        id: row.get("id")?,
        kind: kind(row)?,
        agreement: row.get("uuid")?,
        seq: row.get("seq")?,
        replay_of: row.get("replayed_seq")?,
        previous: row.get("previous_sha256")?,
        load: row.get::<Option<i64>>("load_order")?.map(LoadId),
        run: row.get("run")?,
        proddto: row.get("proddto")?,
        sftp_user: row.get("sftp_user")?,
        name: row.get("name")?,
        published,
        collected_at: row.get("collected_at")?,
        removed_at: row.get("data_removed_at")?,
        expired_at: row.get("expired_at")?,
    })
}

/// Selects what [`read_delivery`], [`read_pair`], [`read_link`] and [`read_on_shelf`] read, and all columns of the
/// delivery. What stands in brackets are look-ups.
pub(super) const SELECT: &str = "
    SELECT delivery.*, checked.row_count AS checked_rows, checked.sum AS checked_sum,
        checked.own AS checked_own, system.sftp_user, agreement.uuid, run.proddto,
        (SELECT min(at) FROM collection WHERE delivery = delivery.id) AS collected_at,
        (SELECT seq FROM delivery AS first WHERE first.id = delivery.replay_of) AS replayed_seq,
        (SELECT sha256 FROM delivery AS before
            WHERE before.agreement = delivery.agreement AND before.seq < delivery.seq
                AND before.published_at IS NOT NULL
            ORDER BY before.seq DESC LIMIT 1) AS previous_sha256
    FROM delivery
    JOIN agreement ON agreement.id = delivery.agreement
    JOIN system ON system.id = delivery.system
    JOIN run ON run.id = delivery.run
    LEFT JOIN checksum AS checked ON checked.tbl = 14 AND checked.grp = delivery.id";

pub(super) fn read_pair(row: &Row<'_>) -> Result<DeliveryTerms, StoreError> {
    Ok(DeliveryTerms {
        sftp_user: row.get("sftp_user")?,
        metadata_root: row.get("metadata_root")?,
        is_signed: row.get("signed")?,
        agreement: row.get("uuid")?,
        opgavenr: row.get("opgavenr")?,
        name: row.get("name")?,
        sender: row.get("sender")?,
    })
}

pub(super) fn read_link(row: &Row<'_>) -> Result<ChainPosition, StoreError> {
    Ok(ChainPosition {
        seq: row.get("seq")?,
        kind: kind(row)?,
        replay_of: row.get("replayed_seq")?,
        previous: row.get("previous_sha256")?,
    })
}

fn kind(row: &Row<'_>) -> Result<DeliveryKind, StoreError> {
    let word: String = row.get("kind")?;
    DeliveryKind::from_name(&word).ok_or(StoreError::Corrupt("kind"))
}

pub(super) fn read_on_shelf(row: &Row<'_>) -> Result<PublishedDelivery, StoreError> {
    DELIVERY.check_row(row)?;
    Ok(PublishedDelivery {
        delivery: row.get("id")?,
        is_load: row.get::<Option<i64>>("load_order")?.is_some(),
        run: row.get("run")?,
        proddto: row.get("proddto")?,
        pair: read_pair(row)?,
        link: read_link(row)?,
        size: row.get("size")?,
        metadata_size: row.get("metadata_size")?,
        sha256: row.get("sha256")?,
        metadata_sha256: row.get("metadata_sha256")?,
        persons: row.get("persons")?,
        records: row.get("records")?,
        unarchived_at: row.get("unarchived_at")?,
    })
}

/// The metadata file, then the data file; each unless it was removed.
fn read_files(row: &Row<'_>) -> Result<[Option<FolderEntry>; 2], StoreError> {
    DELIVERY.check_row(row)?;
    let mtime: u32 = row.get("mtime")?;
    Ok([read_file(row, Part::Metadata, mtime)?, read_file(row, Part::Data, mtime)?])
}

fn read_file(row: &Row<'_>, part: Part, mtime: u32) -> Result<Option<FolderEntry>, StoreError> {
    let (size, removed_at, sha256) = match part {
        Part::Data => ("size", "data_removed_at", "sha256"),
        Part::Metadata => ("metadata_size", "metadata_removed_at", "metadata_sha256"),
    };
    if row.get::<Option<Timestamp>>(removed_at)?.is_some() {
        return Ok(None);
    }
    let name: String = row.get("name")?;
    Ok(Some(FolderEntry {
        delivery: row.get("id")?,
        agreement: row.get("agreement")?,
        part,
        name: format!("{name}{}", part.suffix()),
        size: row.get(size)?,
        mtime,
        sha256: row.get(sha256)?,
    }))
}
