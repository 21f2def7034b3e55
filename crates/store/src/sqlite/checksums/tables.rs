use rusqlite::{Connection, Row};

use super::{RowHash, Sum};
use crate::StoreError;

/// A table whose rows are summed up, and by which column they are grouped.
#[derive(Debug)]
pub(in crate::sqlite) struct Table {
    /// Its number in the checksums: never another's.
    pub(in crate::sqlite) id: i64,
    pub(in crate::sqlite) name: &'static str,
    /// `None` where all rows are one group, 0.
    pub(in crate::sqlite) group: Option<&'static str>,
    /// Whether each row has a checksum of its own, of which the sum is made then: of many millions one is read, and
    /// not its group.
    pub(in crate::sqlite) has_checksum: bool,
}

/// What is selected right behind all columns of a table that is joined with [`Table::checked_join`].
pub(in crate::sqlite) const CHECKED: &str = "checked.row_count AS checked_rows,
    checked.sum AS checked_sum, checked.own AS checked_own";

/// What a person's own checksum is made of. The records have one too, inside: the compression's.
pub(super) const PERSON_COLUMNS: &str =
    "pnr, status, komkod, foed_dt, run, coding, length(records)";

/// All tables but that of the checksums. Numbers are never used again.
pub(in crate::sqlite) static TABLES: [&Table; 29] = [
    &SYSTEM,
    &CERTIFICATE,
    &SSH_KEY,
    &AGREEMENT,
    &FILTER_CHANGE,
    &FILTER,
    &FILTER_PAST,
    &RUN,
    &INTAKE,
    &PERSON,
    &DICTIONARY,
    &CHANGE,
    &FOLLOW,
    &DELIVERY,
    &DISCLOSURE,
    &COLLECTION,
    &AUDIT,
    &LOAD_ORDER,
    &LOAD_PART,
    &LOAD_ONLY,
    &TOLD,
    &RETENTION,
    &DELIVERY_PROBLEM,
    &DELIVERY_SENT,
    &REFUSAL,
    &INSTALLATION,
    &CLOCK,
    &PERSON_BEFORE,
    &DELIVERY_BEGUN,
];

pub(in crate::sqlite) static SYSTEM: Table = of(1, "system", Some("id"));
pub(in crate::sqlite) static CERTIFICATE: Table = of(2, "certificate", Some("system"));
pub(in crate::sqlite) static SSH_KEY: Table = of(3, "ssh_key", Some("system"));
pub(in crate::sqlite) static AGREEMENT: Table = of(4, "agreement", Some("id"));
pub(in crate::sqlite) static FILTER_CHANGE: Table = of(5, "filter_change", Some("agreement"));
pub(in crate::sqlite) static FILTER: Table = of(6, "filter", Some("agreement"));
pub(in crate::sqlite) static FILTER_PAST: Table = of(7, "filter_past", Some("agreement"));
pub(in crate::sqlite) static RUN: Table = of(8, "run", Some("id"));
pub(in crate::sqlite) static INTAKE: Table = of(9, "intake", None);
pub(in crate::sqlite) static PERSON: Table =
    Table { id: 10, name: "person", group: None, has_checksum: true };
pub(in crate::sqlite) static DICTIONARY: Table = of(11, "dictionary", Some("id"));
pub(in crate::sqlite) static CHANGE: Table = of(12, "change", Some("run"));
pub(in crate::sqlite) static FOLLOW: Table = of(13, "follow", Some("run"));
pub(in crate::sqlite) static DELIVERY: Table = of(14, "delivery", Some("id"));
pub(in crate::sqlite) static DISCLOSURE: Table = of(15, "disclosure", Some("delivery"));
pub(in crate::sqlite) static COLLECTION: Table = of(16, "collection", Some("delivery"));
pub(in crate::sqlite) static AUDIT: Table = of(17, "audit", None);
pub(in crate::sqlite) static LOAD_ORDER: Table = of(18, "load_order", Some("id"));
pub(in crate::sqlite) static LOAD_PART: Table = of(19, "load_part", Some("load_order"));
pub(in crate::sqlite) static LOAD_ONLY: Table = of(20, "load_only", Some("load_order"));
pub(in crate::sqlite) static TOLD: Table = of(21, "told", Some("audit"));
pub(in crate::sqlite) static RETENTION: Table = of(22, "retention", None);
pub(in crate::sqlite) static DELIVERY_PROBLEM: Table = of(23, "delivery_problem", Some("delivery"));
pub(in crate::sqlite) static DELIVERY_SENT: Table = of(24, "delivery_sent", Some("delivery"));
pub(in crate::sqlite) static REFUSAL: Table = of(25, "refusal", Some("system"));
pub(in crate::sqlite) static INSTALLATION: Table = of(26, "installation", None);
pub(in crate::sqlite) static CLOCK: Table = of(27, "clock", None);
pub(in crate::sqlite) static PERSON_BEFORE: Table = of(28, "person_before", Some("changed_by"));
pub(in crate::sqlite) static DELIVERY_BEGUN: Table = of(29, "delivery_begun", Some("delivery"));

const fn of(id: i64, name: &'static str, group: Option<&'static str>) -> Table {
    Table { id, name, group, has_checksum: false }
}

/// A table by its number.
pub(in crate::sqlite) fn table(id: i64) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.id == id).copied()
}

impl Table {
    pub(super) fn select(&self) -> String {
        format!("SELECT * FROM {}", self.name)
    }

    /// Joins a table with the checksums of its rows.
    pub(in crate::sqlite) fn checked_join(&self) -> String {
        let Self { id, name, .. } = self;
        format!("LEFT JOIN checksum AS checked ON checked.tbl = {id} AND checked.grp = {name}.id")
    }

    pub(super) fn select_group(&self) -> String {
        match self.group {
            Some(column) => format!("SELECT * FROM {} WHERE {column} = ?1", self.name),
            None => format!("SELECT * FROM {} WHERE ?1 = 0", self.name),
        }
    }

    /// The hash of a row with all of its columns.
    pub(in crate::sqlite) fn hash(&self, row: &Row<'_>) -> Result<i64, StoreError> {
        let damaged = |_| StoreError::Corrupt("row");
        if self.has_checksum {
            return row.get("checksum").map_err(damaged);
        }
        let mut hash = RowHash::default();
        for place in 0..row.as_ref().column_count() {
            hash.add(row.get_ref(place).map_err(damaged)?);
        }
        Ok(hash.finish())
    }

    /// Whether a row of a table whose rows are groups of their own is as it was written. It is selected with all of its
    /// columns, and right behind them [`CHECKED`].
    pub(in crate::sqlite) fn check_row(&self, row: &Row<'_>) -> Result<(), StoreError> {
        let damaged = |_| StoreError::Corrupt("row");
        let group: i64 = row.get("id").map_err(damaged)?;
        let own_columns = row.as_ref().column_index("checked_rows").map_err(damaged)?;
        let mut hash = RowHash::default();
        for place in 0..own_columns {
            hash.add(row.get_ref(place).map_err(damaged)?);
        }
        let checked = |column| row.get::<_, i64>(column);
        let is_right = matches!(
            (checked("checked_rows"), checked("checked_sum"), checked("checked_own")),
            (Ok(1), Ok(sum), Ok(own))
                if sum == hash.finish()
                    && own == super::own((self.id, group), Sum { rows: 1, hashes: sum })
        );
        if is_right { Ok(()) } else { Err(StoreError::DamagedRows { table: self.name, group }) }
    }

    /// Triggers of one connection that tell of each row that it changes.
    pub(super) fn triggers(&self, connection: &Connection) -> Result<String, StoreError> {
        let Self { id, name, .. } = self;
        let columns = if self.has_checksum {
            vec!["checksum".to_owned()]
        } else {
            columns(connection, name).map_err(StoreError::database(super::DOING))?
        };
        let note = |row: &str, rows: i8| {
            let group = self.group.map_or("0".to_owned(), |column| format!("{row}.{column}"));
            let values: Vec<String> =
                columns.iter().map(|column| format!("{row}.{column}")).collect();
            format!("SELECT note_row_change({id}, {group}, {rows}, {});", values.join(", "))
        };
        let (gone, new) = (note("old", -1), note("new", 1));
        Ok(format!(
            "CREATE TEMP TRIGGER {name}_inserted AFTER INSERT ON main.{name} BEGIN {new} END;
             CREATE TEMP TRIGGER {name}_deleted AFTER DELETE ON main.{name} BEGIN {gone} END;
             CREATE TEMP TRIGGER {name}_updated AFTER UPDATE ON main.{name} BEGIN {gone} {new} END;"
        ))
    }
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}
