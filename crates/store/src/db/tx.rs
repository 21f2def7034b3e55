use super::person_row::{ChangedPerson, PersonRow};
use super::row::Row;
use super::sqlite::SqliteTx;
use super::value::Value;
use crate::StoreError;
use crate::model::RunId;

/// A transaction of any engine: all of its statements happen or none, on one consistent state.
/// Statements are in the SQL that the engines share (`crates/store/README.md`), with their values
/// at `?1`, `?2` …. Each is prepared once for a connection and kept.
pub(crate) enum Tx<'a> {
    /// SQLite's.
    Sqlite(&'a SqliteTx<'a>),
}

impl Tx<'_> {
    /// Runs a query and visits each row while it runs.
    pub(crate) fn for_each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.for_each(sql, values, &mut |row| visit(&Row::Sqlite(row))),
        }
    }

    /// Runs a query and maps each row.
    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.for_each(sql, values, |row| {
            found.push(map(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of a query, mapped.
    pub(crate) fn query_opt<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.query(sql, values, map)?.into_iter().next())
    }

    /// Whether a query has a row.
    pub(crate) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool, StoreError> {
        Ok(self.query_opt(sql, values, |_| Ok(()))?.is_some())
    }

    /// Runs a statement. Returns how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => tx.execute(sql, values),
        }
    }

    /// Runs an `INSERT … RETURNING id` of one row. Returns the id.
    pub(crate) fn insert(&self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        self.query_opt(sql, values, |row| row.get("id"))?.ok_or(StoreError::Corrupt("id"))
    }

    /// Writes many persons to the replica in rising order of number, in place of their rows.
    /// Returns how many.
    pub(crate) fn put_persons<'p>(
        &self,
        persons: &mut dyn Iterator<Item = Result<PersonRow<'p>, StoreError>>,
    ) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => super::sqlite::put_persons(tx, persons),
        }
    }

    /// Writes persons that a run has changed: what the run found on each, each one's municipality
    /// before, and each one's row before.
    pub(crate) fn put_changes<'p>(
        &self,
        run: RunId,
        persons: &mut dyn Iterator<Item = ChangedPerson<'p>>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => super::sqlite::put_changes(tx, run, persons),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::db::{Engine, WriteSize, values};
    use crate::model::{RunState, Sha256};

    fn with_tx(work: impl FnMut(&Tx<'_>) -> Result<(), StoreError>) {
        let folder = tempfile::tempdir().unwrap();
        let db = Engine::create(&folder.path().join("cprabo.db")).unwrap();
        db.write(WriteSize::Small, "testing", work).unwrap();
    }

    #[test]
    fn values_are_read_back_as_what_they_stand_for() {
        let (at, sha256) = (Timestamp::from_second(7).unwrap(), Sha256::from_bytes([9; 32]));
        with_tx(|tx| {
            let values = values![at, &sha256, "held", None::<u64>, true, "2026-01-05"];
            let select = "SELECT ?1 AS at, ?2 AS sha256, ?3 AS state, ?4 AS none, ?5 AS flag,
                ?6 AS day";
            let is_read = tx.query_opt(select, &values, |row| {
                assert_eq!(row.get::<Timestamp>("at")?, at);
                assert_eq!(row.get::<Sha256>("sha256")?, sha256);
                assert_eq!(row.get::<RunState>("state")?, RunState::Held);
                assert_eq!(row.get::<Option<u64>>("none")?, None);
                assert!(row.get::<bool>("flag")?);
                assert_eq!(row.get::<jiff::civil::Date>("day")?, jiff::civil::date(2026, 1, 5));
                assert_eq!(row.bytes_at(1, "sha256")?, sha256.as_bytes());
                Ok(())
            })?;
            assert!(is_read.is_some());
            Ok(())
        });
    }

    #[test]
    fn value_that_is_none_of_a_type_is_damage_of_its_column() {
        with_tx(|tx| {
            let read = |read: fn(&Row<'_>) -> Result<(), StoreError>| {
                let values = values![-1_i64, "nonsense", &[1, 2][..], None::<u64>];
                let select = "SELECT ?1 AS number, ?2 AS text, ?3 AS bytes, ?4 AS none";
                tx.query_opt(select, &values, read).unwrap_err().to_string()
            };
            let of = |column| StoreError::Corrupt(column).to_string();
            assert_eq!(read(|row| row.get::<u64>("number").map(|_| ())), of("number"));
            assert_eq!(read(|row| row.get::<String>("number").map(|_| ())), of("number"));
            assert_eq!(read(|row| row.get::<RunState>("text").map(|_| ())), of("text"));
            assert_eq!(read(|row| row.get::<Sha256>("bytes").map(|_| ())), of("bytes"));
            assert_eq!(read(|row| row.get::<i64>("none").map(|_| ())), of("none"));
            assert_eq!(read(|row| row.get::<i64>("other").map(|_| ())), of("other"));
            Ok(())
        });
    }

    #[test]
    fn rows_are_counted_numbered_and_visited_until_somebody_refuses() {
        with_tx(|tx| {
            let insert = "INSERT INTO dictionary (bytes) VALUES (?1) RETURNING id";
            let first = tx.insert(insert, &values![&[1][..]])?;
            assert_eq!(tx.insert(insert, &values![&[2][..]])?, first + 1);
            let mut seen = 0;
            let visited = tx.for_each("SELECT id FROM dictionary ORDER BY id", &[], |_| {
                seen += 1;
                Err(StoreError::Stopped)
            });
            assert!(matches!(visited, Err(StoreError::Stopped)));
            assert_eq!(seen, 1);
            assert_eq!(tx.execute("DELETE FROM dictionary", &[])?, 2);
            assert!(!tx.exists("SELECT 1 FROM dictionary", &[])?);
            assert!(tx.insert("DELETE FROM dictionary RETURNING id", &[]).is_err());
            Ok(())
        });
    }
}
