//! SQLite: one file on this machine, one writer that calls take in turn, and readers beside it.
//!
//! SQLite's write-ahead log lets readers go on during a write. A second process (`cprabo ingest`
//! beside `cprabo serve`) waits for its turn at the write lock. Every commit is on disk before it
//! is confirmed (`synchronous=FULL`).

mod bulk;
mod commit_count;
mod commit_files;
mod commit_group;
mod connection;
mod database;
mod engine;
mod failure;
mod fair_mutex;
mod file_id;
mod from_7;
mod from_later;
mod hints;
mod in_place;
mod migrate;
mod moved_tables;
mod opening;
mod readers;
mod row;
mod row_changes;
#[cfg(test)]
pub(crate) mod testing;
mod tx;
mod verify;
mod writer;

pub(super) use bulk::{put_changes, put_persons};
pub(super) use engine::Sqlite;
pub(super) use migrate::adopt;
pub(super) use row::SqliteRow;
pub(super) use tx::SqliteTx;
pub(super) use verify::{check_structure, check_tables};
