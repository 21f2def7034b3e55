use std::ops::Range;

use super::from_value::FromValue;
use super::sqlite::SqliteRow;
use crate::StoreError;

/// A row of a query's result, of any engine.
pub(crate) enum Row<'a> {
    /// SQLite's.
    Sqlite(SqliteRow<'a>),
}

impl Row<'_> {
    /// A column by its name.
    pub(crate) fn get<T: FromValue>(&self, column: &'static str) -> Result<T, StoreError> {
        let place = self.place(column).ok_or(StoreError::Corrupt(column))?;
        self.at(place, column)
    }

    /// A column by its position: a search by name would cost too much for millions of rows.
    pub(crate) fn at<T: FromValue>(
        &self,
        place: usize,
        column: &'static str,
    ) -> Result<T, StoreError> {
        let value = match self {
            Self::Sqlite(row) => row.value(place),
        };
        value.and_then(|value| T::from_value(&value)).ok_or(StoreError::Corrupt(column))
    }

    /// The bytes of a column by its position, not copied.
    pub(crate) fn bytes_at(&self, place: usize, column: &'static str) -> Result<&[u8], StoreError> {
        let bytes = match self {
            Self::Sqlite(row) => row.bytes(place),
        };
        bytes.ok_or(StoreError::Corrupt(column))
    }

    /// The position of a column.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        match self {
            Self::Sqlite(row) => row.place(column),
        }
    }

    /// The number of columns.
    pub(crate) fn columns(&self) -> usize {
        match self {
            Self::Sqlite(row) => row.columns(),
        }
    }

    /// The hash of the values at these positions, whatever they are: see
    /// [`RowHash`](super::row_hash::RowHash).
    pub(crate) fn hash(&self, places: Range<usize>) -> Result<i64, StoreError> {
        let hash = match self {
            Self::Sqlite(row) => row.hash(places),
        };
        hash.ok_or(StoreError::Corrupt("row"))
    }
}
