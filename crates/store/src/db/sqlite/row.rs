use std::borrow::Cow;
use std::ops::Range;

use rusqlite::Row;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use crate::db::row_hash::RowHash;
use crate::db::value::Value;

/// A row of a query's result.
pub(crate) struct SqliteRow<'a>(&'a Row<'a>);

impl<'a> SqliteRow<'a> {
    pub(super) const fn new(row: &'a Row<'a>) -> Self {
        Self(row)
    }

    /// A column by its position; `None` if there is none, or if it has a type that is never stored.
    pub(in crate::db) fn value(&self, place: usize) -> Option<Value<'_>> {
        match self.0.get_ref(place).ok()? {
            ValueRef::Null => Some(Value::Null),
            ValueRef::Integer(number) => Some(Value::Int(number)),
            ValueRef::Text(text) => {
                std::str::from_utf8(text).ok().map(|text| Value::Text(Cow::Borrowed(text)))
            }
            ValueRef::Blob(bytes) => Some(Value::Bytes(bytes)),
            ValueRef::Real(_) => None,
        }
    }

    /// The bytes of a column by its position.
    pub(in crate::db) fn bytes(&self, place: usize) -> Option<&[u8]> {
        self.0.get_ref(place).ok()?.as_blob().ok()
    }

    /// The position of a column.
    pub(in crate::db) fn place(&self, column: &str) -> Option<usize> {
        self.0.as_ref().column_index(column).ok()
    }

    /// The number of columns.
    pub(in crate::db) fn columns(&self) -> usize {
        self.0.as_ref().column_count()
    }

    /// The hash of the values at these positions.
    pub(in crate::db) fn hash(&self, places: Range<usize>) -> Option<i64> {
        let mut hash = RowHash::default();
        for place in places {
            add(&mut hash, self.0.get_ref(place).ok()?);
        }
        Some(hash.finish())
    }

    /// A text by its position, valid or not.
    pub(super) fn lossy_text(&self, place: usize) -> Option<String> {
        let bytes = self.0.get_ref(place).ok()?.as_bytes_or_null().ok()??;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// Adds a value in SQLite's form to a row's hash.
pub(super) fn add(hash: &mut RowHash, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => hash.null(),
        ValueRef::Integer(number) => hash.integer(number),
        ValueRef::Real(number) => hash.real(number),
        ValueRef::Text(bytes) => hash.text(bytes),
        ValueRef::Blob(bytes) => hash.blob(bytes),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
