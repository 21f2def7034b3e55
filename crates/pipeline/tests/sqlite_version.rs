//! Which SQLite is built in.

/// Before 3.51.3, two connections that wrote and checkpointed at the same instant could lose committed pages. A build
/// that accidentally links the system's library (Debian 12 has 3.40.1) fails here.
#[test]
fn sqlite_is_one_that_loses_no_committed_pages() {
    let (number, version) = (rusqlite::version_number(), rusqlite::version());
    assert!(number >= 3_051_003, "SQLite {version}");
}
