//! Somebody who writes the database, and computes its checksums again: each kind of tampering is found by the disclosure
//! ledger.

use std::path::Path;

use rusqlite::Connection;
use store::{LedgerCheckpoint, LedgerFinding, Store};

use crate::populated;

/// Runs statements on a database, adopts what it has then, and returns the kinds of what the ledger finds, each with
/// the entry.
fn found(statements: &str) -> Vec<(&'static str, Option<u64>)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    let known = head(&path);
    tamper(&path, statements);
    let store = Store::open_to_verify(&path).unwrap();
    store.adopt(&populated::author(), populated::now()).unwrap();
    assert_eq!(store.verify(&mut |_| Ok(())).unwrap(), [], "the checksums are as the rows are");
    let findings = store.verify_ledger(&[known], &mut |_| Ok(())).unwrap();
    findings.iter().map(|finding| (finding.kind(), finding.entry())).collect()
}

fn head(path: &Path) -> LedgerCheckpoint {
    Store::open(path).unwrap().ledger_head(populated::now()).unwrap()
}

fn tamper(path: &Path, statements: &str) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch(statements).unwrap();
}

#[test]
fn ledger_that_nobody_touched_has_no_findings() {
    assert_eq!(found(""), []);
}

#[test]
fn ledger_with_an_edited_entry_is_found_there() {
    for set in ["at = at + 1", "agreement = NULL", "persons = 49", "detail = 'x'", "terms = NULL"] {
        let findings = found(&format!("UPDATE ledger SET {set} WHERE number = 3"));
        assert!(findings.contains(&("edited", Some(3))), "{set}: {findings:?}");
    }
}

#[test]
fn ledger_without_an_entry_is_found_there() {
    let delete = "DELETE FROM ledger_opening WHERE entry = 3; DELETE FROM ledger WHERE number = 3";
    let findings = found(delete);
    assert_eq!(findings[0], ("missing", Some(3)));
    assert!(findings.contains(&("not-entered", None)), "{findings:?}");
}

#[test]
fn ledger_with_a_cut_tail_is_found_by_its_head_or_by_a_checkpoint() {
    let cut =
        "DELETE FROM ledger_opening WHERE entry >= 10; DELETE FROM ledger WHERE number >= 10;";
    let findings = found(cut);
    assert!(findings.contains(&("head", Some(9))), "{findings:?}");
    // The same with a head that fits, and without what the tail disclosed.
    let fitting = "UPDATE ledger_head SET number = 9,
            hash = (SELECT hash FROM ledger WHERE number = 9);
        DELETE FROM disclosure WHERE delivery NOT IN (SELECT subject FROM ledger WHERE way = 'delivery');
        UPDATE delivery SET published_at = NULL WHERE id NOT IN
            (SELECT subject FROM ledger WHERE way = 'delivery');
        DELETE FROM lookup_disclosure; DELETE FROM collection;";
    let findings = found(&format!("{cut}{fitting}"));
    assert!(findings.iter().any(|(kind, _)| *kind == "behind"), "{findings:?}");
    assert!(!findings.iter().any(|(kind, _)| *kind == "head"), "{findings:?}");
}

#[test]
fn ledger_of_an_older_copy_is_found_by_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("cprabo.db"), folder.path().join("copy.db"));
    populated::make(&path);
    std::fs::copy(&path, &copy).unwrap();
    let store = Store::open(&path).unwrap();
    let delivery =
        store.deliveries(store::DeliveryQuery::Run(store.last_applied().unwrap().unwrap().id));
    store.collect(delivery.unwrap().remove(0).id, "SHA256:other", populated::now()).unwrap();
    let known = store.ledger_head(populated::now()).unwrap();
    let (number, at) = (known.number, known.at);
    let store = Store::open_accepting_loss(&copy).unwrap();
    let findings = store.verify_ledger(&[known], &mut |_| Ok(())).unwrap();
    assert_eq!(findings, [LedgerFinding::Behind { number, at, last: number - 1 }]);
}

#[test]
fn ledger_with_other_persons_or_salts_is_found_there() {
    let first = "(SELECT subject FROM ledger WHERE number = 3)";
    let edits = [
        // One person less; another one; another reason; another secret; nothing that opens it.
        format!("UPDATE disclosure SET entries = substr(entries, 9) WHERE delivery = {first}"),
        format!(
            "UPDATE disclosure SET entries = CAST(x'0000000000000101' || substr(entries, 9) AS BLOB) WHERE delivery = {first}"
        ),
        format!("DELETE FROM disclosure WHERE delivery = {first}"),
        "UPDATE ledger_opening SET secret = zeroblob(32) WHERE entry = 3".to_owned(),
    ];
    for edit in edits {
        assert_eq!(found(&edit), [("persons", Some(3))], "{edit}");
    }
    let gone = format!(
        "DELETE FROM ledger_opening WHERE entry = 3; DELETE FROM disclosure WHERE delivery = {first};"
    );
    assert_eq!(found(&gone), [("persons-gone", Some(3))]);
    let lookup = "UPDATE lookup_disclosure SET pnr = pnr + 10 WHERE pnr = (SELECT max(pnr) FROM lookup_disclosure)";
    assert!(matches!(found(lookup)[..], [("persons", Some(_))]));
}

#[test]
fn ledger_with_other_terms_is_found_at_its_entries() {
    let findings = found("UPDATE ledger_terms SET purpose = 'another' WHERE agreement LIKE '%1'");
    assert!(!findings.is_empty() && findings.iter().all(|(kind, _)| *kind == "terms"));
}

#[test]
fn ledger_that_lacks_what_was_disclosed_is_found() {
    let more = "INSERT INTO lookup_disclosure (pnr, audit, agreement, run, callers_id)
        SELECT pnr, (SELECT max(id) FROM audit), agreement, run, callers_id FROM lookup_disclosure";
    assert_eq!(found(more), [("not-entered", None)]);
}

/// Every entry has its hash and follows upon the one before: only the checkpoint shows it.
#[test]
fn ledger_that_was_rewritten_is_found_by_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    let known = head(&path);
    let rewritten = "DELETE FROM ledger_opening; DELETE FROM ledger; DELETE FROM ledger_terms;
        UPDATE ledger_head SET number = 0, hash = zeroblob(32);
        UPDATE installation SET ledger_begun = 0;
        UPDATE disclosure SET entries = substr(entries, 9);";
    tamper(&path, rewritten);
    let store = Store::open_to_verify(&path).unwrap();
    store.adopt(&populated::author(), populated::now()).unwrap();
    store.begin_ledger(populated::now()).unwrap();
    assert_eq!(store.verify_ledger(&[], &mut |_| Ok(())).unwrap(), []);
    let findings = store.verify_ledger(&[known], &mut |_| Ok(())).unwrap();
    assert_eq!(findings[0].kind(), "replaced");
}

#[test]
fn ledger_that_was_emptied_is_not_begun_again() {
    let emptied = "DELETE FROM ledger_opening; DELETE FROM ledger; DELETE FROM ledger_terms;
        UPDATE ledger_head SET number = 0, hash = zeroblob(32);";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    tamper(&path, emptied);
    let store = Store::open_to_verify(&path).unwrap();
    store.adopt(&populated::author(), populated::now()).unwrap();
    assert_eq!(store.begin_ledger(populated::now()).unwrap(), None);
    let findings = store.verify_ledger(&[], &mut |_| Ok(())).unwrap();
    assert!(findings.iter().any(|finding| finding.kind() == "not-entered"), "{findings:?}");
}

/// Nothing in the chain changes: who can write the database does the same as a reduction of a person, without an entry.
#[test]
fn ledger_from_which_a_person_was_taken_without_an_entry_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cprabo.db");
    populated::make(&path);
    let store = Store::open(&path).unwrap();
    let later = populated::now() + jiff::SignedDuration::from_hours(1);
    let lookup = "SELECT max(pnr) FROM lookup_disclosure";
    let connection = Connection::open(&path).unwrap();
    let pnr: i64 = connection.query_row(lookup, [], |row| row.get(0)).unwrap();
    let pnr = civil::Pnr::from_integer(pnr.cast_unsigned()).unwrap();
    drop(connection);
    let by = (&populated::author(), later);
    let entries = store.reduce_person(&[pnr], later, "a test", by).unwrap().entries;
    assert!(entries > 0);
    assert_eq!(store.verify_ledger(&[], &mut |_| Ok(())).unwrap(), []);
    assert_eq!(store.ledger_removals().unwrap().taken_out, entries);
    drop(store);
    // Its entry is the last: it is taken away as if it had never been.
    let without = "UPDATE ledger_head SET number = number - 1,
            hash = (SELECT previous FROM ledger ORDER BY number DESC LIMIT 1);
        DELETE FROM ledger WHERE number = (SELECT max(number) FROM ledger);";
    tamper(&path, without);
    let store = Store::open_to_verify(&path).unwrap();
    store.adopt(&populated::author(), populated::now()).unwrap();
    let findings = store.verify_ledger(&[], &mut |_| Ok(())).unwrap();
    assert_eq!(findings, [LedgerFinding::TakenOut(entries, 0)]);
}
