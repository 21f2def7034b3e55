//! Repair of the rows that count: they follow from the rows that were counted.

use crate::StoreError;
use crate::counters::Counter;
use crate::db::table::{COUNTER, DELIVERY_HEAD, FILTER_HEAD, LEASE, Table};
use crate::db::{Tx, checksums, values};
use crate::model::DatabaseFinding;

/// The tables whose rows follow from those of others.
static HEADS: [&Table; 4] = [&COUNTER, &LEASE, &FILTER_HEAD, &DELIVERY_HEAD];

/// The tables from whose rows they follow.
const COUNTED: [&str; 7] =
    ["agreement", "delivery", "filter_change", "filter_request", "load_order", "run", "transfer"];

/// The table and group of a finding that can be rebuilt.
pub(crate) fn of_finding(finding: &DatabaseFinding) -> Option<(&'static Table, i64)> {
    let DatabaseFinding::Rows { table: name, group, .. } = finding else { return None };
    HEADS.into_iter().find(|table| table.name == *name).map(|table| (table, *group))
}

/// Whether the rows from which they follow are sound.
pub(crate) fn can_be_rebuilt(findings: &[DatabaseFinding]) -> bool {
    !findings.iter().any(|finding| match finding {
        DatabaseFinding::Structure(_) | DatabaseFinding::Index(_) => true,
        DatabaseFinding::Rows { table, .. } => COUNTED.contains(table),
        _ => false,
    })
}

/// Rebuilds the rows of a group. A number may have been used by a row that is deleted now, so no
/// number is decreased.
pub(crate) fn rebuild(tx: &Tx<'_>, table: &Table, group: i64) -> Result<(), StoreError> {
    // The sum of the rows as they are: what changes from here on is added to it.
    let sum = checksums::sums(tx, table)?.remove(&group).unwrap_or_default();
    checksums::put(tx, (table.id, group), sum)?;
    match table.name {
        "counter" => counters(tx),
        "lease" => leases(tx),
        "filter_head" => filter_head(tx, group),
        _ => delivery_head(tx, group),
    }
}

fn counters(tx: &Tx<'_>) -> Result<(), StoreError> {
    let names = Counter::ALL.map(Counter::name);
    for name in names {
        let put = format!(
            "INSERT INTO counter (name, last)
            SELECT '{name}', coalesce(max(id), 0) FROM {name} WHERE id > 0
            ON CONFLICT (name) DO UPDATE SET last = CASE
                WHEN counter.last > excluded.last THEN counter.last ELSE excluded.last END"
        );
        tx.execute(&put, &[])?;
    }
    let names = names.join("', '");
    tx.execute(&format!("DELETE FROM counter WHERE name NOT IN ('{names}')"), &[]).map(|_| ())
}

/// Any epoch is valid that no process in work has.
fn leases(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM lease WHERE name NOT IN ('load', 'pipeline')", &[])?;
    let put = "INSERT INTO lease (name, epoch) VALUES ('load', 0), ('pipeline', 0)
        ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1";
    tx.execute(put, &[]).map(|_| ())
}

fn filter_head(tx: &Tx<'_>, agreement: i64) -> Result<(), StoreError> {
    let put = "INSERT INTO filter_head (agreement, version)
        SELECT agreement.id, coalesce((SELECT max(version) FROM filter_change
            WHERE filter_change.agreement = agreement.id), 0)
        FROM agreement WHERE agreement.id = ?1
        ON CONFLICT (agreement) DO UPDATE SET version = excluded.version";
    tx.execute("DELETE FROM filter_head WHERE agreement = ?1", &values![agreement])?;
    tx.execute(put, &values![agreement]).map(|_| ())
}

fn delivery_head(tx: &Tx<'_>, agreement: i64) -> Result<(), StoreError> {
    let put = "INSERT INTO delivery_head (agreement, last_seq, published_seq, published_sha256)
        SELECT agreement.id,
            coalesce((SELECT max(seq) FROM delivery WHERE agreement = agreement.id), 0),
            coalesce((SELECT max(seq) FROM delivery
                WHERE agreement = agreement.id AND published_at IS NOT NULL), 0),
            (SELECT sha256 FROM delivery WHERE agreement = agreement.id
                AND published_at IS NOT NULL ORDER BY seq DESC LIMIT 1)
        FROM agreement WHERE agreement.id = ?1";
    tx.execute("DELETE FROM delivery_head WHERE agreement = ?1", &values![agreement])?;
    tx.execute(put, &values![agreement]).map(|_| ())
}
