//! Everything in a database as another program would read it.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

/// Each table's rows; `None` where it cannot be read.
pub(crate) fn dump(path: &Path) -> Option<Vec<(String, Vec<Vec<Value>>)>> {
    let connection = Connection::open(path).ok()?;
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                 ORDER BY name";
    let mut statement = connection.prepare(names).ok()?;
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0)).ok()?.collect::<Result<_, _>>().ok()?;
    names
        .into_iter()
        .map(|name| {
            let rows = rows(&connection, &name)?;
            Some((name, rows))
        })
        .collect()
}

fn rows(connection: &Connection, table: &str) -> Option<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).ok()?;
    let columns = statement.column_count();
    let rows =
        statement.query_map([], |row| (0..columns).map(|place| read(row, place)).collect()).ok()?;
    rows.collect::<Result<_, _>>().ok()
}

/// What another program would read: a compressed blob has one bit in its head that means nothing and that no program looks
/// at (RFC 8878, 3.1.1.1.1, Unused_bit).
fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Value> {
    let mut value = row.get(place)?;
    if let Value::Blob(bytes) = &mut value
        && let [0x28, 0xb5, 0x2f, 0xfd, descriptor, ..] = bytes.as_mut_slice()
    {
        *descriptor &= !(1 << 4);
    }
    Ok(value)
}
