//! A delivery's row.

use crate::StoreError;
use crate::db::Row;
use crate::db::table::DELIVERY;
use crate::model::{ChainPosition, Delivery, DeliveryTerms, LoadId, Published, PublishedDelivery};

/// Selects what [`read_delivery`], [`read_published`], [`read_terms`] and [`read_position`] read,
/// and all columns of the delivery. The expressions in brackets are look-ups.
pub(crate) const SELECT: &str = "
    SELECT delivery.*, checked.row_count AS checked_rows, checked.sum AS checked_sum,
        checked.own AS checked_own, system.sftp_user, agreement.uuid, run.proddto,
        (SELECT min(at) FROM collection WHERE delivery = delivery.id) AS collected_at,
        (SELECT entered_since FROM load_order
            WHERE load_order.id = delivery.load_order) AS entered_since,
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

/// Checks a row that was selected with [`SELECT`].
pub(crate) fn check(row: &Row<'_>) -> Result<(), StoreError> {
    DELIVERY.check_row(row)
}

/// A delivery in any state, if its row passes the check.
pub(crate) fn read_delivery(row: &Row<'_>) -> Result<Delivery, StoreError> {
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
        kind: row.get("kind")?,
        agreement: row.get("uuid")?,
        seq: row.get("seq")?,
        replay_of: row.get("replayed_seq")?,
        previous: row.get("previous_sha256")?,
        ages_in: row.get::<Option<String>>("entered_since")?.is_some(),
        load: row.get("load_order")?,
        run: row.get("run")?,
        proddto: row.get("proddto")?,
        sftp_user: row.get("sftp_user")?,
        name: row.get("name")?,
        published,
        collected_at: row.get("collected_at")?,
        removed_at: row.get("data_removed_at")?,
        expired_at: row.get("expired_at")?,
        minimisation: row.get("minimisation")?,
    })
}

/// A published delivery, if its row passes the check.
pub(crate) fn read_published(row: &Row<'_>) -> Result<PublishedDelivery, StoreError> {
    DELIVERY.check_row(row)?;
    Ok(PublishedDelivery {
        delivery: row.get("id")?,
        is_load: row.get::<Option<LoadId>>("load_order")?.is_some(),
        run: row.get("run")?,
        proddto: row.get("proddto")?,
        pair: read_terms(row)?,
        link: read_position(row)?,
        size: row.get("size")?,
        metadata_size: row.get("metadata_size")?,
        sha256: row.get("sha256")?,
        metadata_sha256: row.get("metadata_sha256")?,
        persons: row.get("persons")?,
        records: row.get("records")?,
        unarchived_at: row.get("unarchived_at")?,
    })
}

/// The terms of a delivery.
pub(crate) fn read_terms(row: &Row<'_>) -> Result<DeliveryTerms, StoreError> {
    Ok(DeliveryTerms {
        sftp_user: row.get("sftp_user")?,
        metadata_root: row.get("metadata_root")?,
        is_signed: row.get("signed")?,
        agreement: row.get("uuid")?,
        opgavenr: row.get("opgavenr")?,
        name: row.get("name")?,
        sender: row.get("sender")?,
        minimisation: row.get("minimisation")?,
    })
}

/// A delivery's position among those of its agreement.
pub(crate) fn read_position(row: &Row<'_>) -> Result<ChainPosition, StoreError> {
    Ok(ChainPosition {
        seq: row.get("seq")?,
        kind: row.get("kind")?,
        replay_of: row.get("replayed_seq")?,
        previous: row.get("previous_sha256")?,
        ages_in: row.get::<Option<String>>("entered_since")?.is_some(),
    })
}
