//! Between columns and types. What does not read back is [`StoreError::Corrupt`].

use std::str::FromStr;

use civil::{MunicipalityCode, Pnr, RegisterDate};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Result, Row};

use crate::StoreError;
use crate::model::Sha256;

/// A column that holds a type's text.
pub(super) fn parsed<T: FromStr>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    let text: String = get(row, column)?;
    text.parse().map_err(|_| StoreError::Corrupt(column))
}

/// A column that holds a type's text, or nothing.
pub(super) fn parsed_option<T: FromStr>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = get(row, column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Corrupt(column))).transpose()
}

/// A column as SQLite has it.
pub(super) fn get<T: rusqlite::types::FromSql>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<T, StoreError> {
    row.get(column).map_err(|_| StoreError::Corrupt(column))
}

pub(super) fn time(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(super) fn time_of(row: &Row<'_>, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(get(row, column)?).map_err(|_| StoreError::Corrupt(column))
}

pub(super) fn time_option(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = get(row, column)?;
    at.map(|at| Timestamp::from_millisecond(at).map_err(|_| StoreError::Corrupt(column)))
        .transpose()
}

pub(super) fn date(date: Date) -> String {
    date.to_string()
}

pub(super) fn digest(row: &Row<'_>, column: &'static str) -> Result<Sha256, StoreError> {
    get(row, column).map(Sha256::from_bytes)
}

pub(super) fn digest_option(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<Sha256>, StoreError> {
    Ok(get::<Option<[u8; 32]>>(row, column)?.map(Sha256::from_bytes))
}

pub(super) fn pnr(number: u64) -> Result<Pnr, StoreError> {
    Pnr::from_integer(number).ok_or(StoreError::Corrupt("pnr"))
}

pub(super) fn municipality_option(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<MunicipalityCode>, StoreError> {
    let code: Option<u16> = get(row, column)?;
    code.map(|code| MunicipalityCode::from_integer(code).ok_or(StoreError::Corrupt(column)))
        .transpose()
}

pub(super) fn born_option(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<RegisterDate>, StoreError> {
    let text: Option<String> = get(row, column)?;
    text.map_or(Ok(None), |text| {
        RegisterDate::parse(text.as_bytes()).map_err(|_| StoreError::Corrupt(column))
    })
}

/// Runs a query and visits each row.
pub(super) fn for_each_row(
    tx: &rusqlite::Transaction<'_>,
    operation: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
    mut visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(sql).map_err(StoreError::database(operation))?;
    let mut rows = statement.query(parameters).map_err(StoreError::database(operation))?;
    while let Some(row) = rows.next().map_err(StoreError::database(operation))? {
        visit(row)?;
    }
    Ok(())
}

/// Runs a query and maps each row.
pub(super) fn rows<T>(
    tx: &rusqlite::Transaction<'_>,
    operation: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
    mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for_each_row(tx, operation, sql, parameters, |row| {
        found.push(map(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// The first row of a query, mapped.
pub(super) fn row<T>(
    tx: &rusqlite::Transaction<'_>,
    operation: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
    map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    Ok(rows(tx, operation, sql, parameters, map)?.into_iter().next())
}

/// Runs a statement and tells how many rows it changed.
pub(super) fn execute(
    tx: &rusqlite::Transaction<'_>,
    operation: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    let mut statement = tx.prepare_cached(sql).map_err(StoreError::database(operation))?;
    statement.execute(parameters).map_err(StoreError::database(operation))
}

/// Whether the database refused because a row of that key is there already.
pub(super) fn is_taken(error: &StoreError) -> bool {
    matches!(error, StoreError::Database { source, .. }
        if source.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation))
}
