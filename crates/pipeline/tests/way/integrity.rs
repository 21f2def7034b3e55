//! Damage of data at rest is reported, and repaired from intact data.

use std::path::{Path, PathBuf};

use blobs::ArchiveFile;
use error_report::Report;
use extract::Form;
use filters::Combination::Any;
use pipeline::{FileFault, IntegrityFinding, NoObserver, Verified};
use store::{DatabaseFinding, FilterEdit, NewLoad, RunState};

use crate::site::*;

const PERSONS: [(&str, &str, &str, &str); 2] =
    [("0101700001", "751", "A01", ""), ("0101700002", "101", "A01", "")];

/// Two days for one subscription.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site.ingest("a", &extract(5, 2, &PERSONS));
    site.ingest("b", &extract(6, 5, &PERSONS[..1]));
    site
}

fn verify(site: &Site, repair: bool) -> Verified {
    site.pipeline.verify(repair, &mut |_| Ok(())).unwrap()
}

/// The findings, and whether each was repaired.
fn found(site: &Site, repair: bool) -> Vec<(IntegrityFinding, bool)> {
    verify(site, repair).found.into_iter().map(|found| (found.finding, found.is_mended)).collect()
}

/// The files below a folder whose names have this suffix, in order.
fn files(site: &Site, folder: &str, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&site.folder.path().join(folder), &mut found);
    found.retain(|path| path.to_string_lossy().ends_with(suffix));
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

/// Flips one bit in the middle of a file, in place.
fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

fn database(site: &Site) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(site.folder.path().join("cprabo.db")).unwrap();
    database.pragma_update(None, "foreign_keys", false).unwrap();
    database
}

#[test]
fn site_that_is_whole_has_no_findings() {
    let verified = verify(&site(), true);
    assert_eq!((verified.found, verified.files), (vec![], 2 * 2 + 2));
}

#[test]
fn damaged_published_files_are_made_again_to_the_same_bytes() {
    let site = site();
    let before = site.files();
    let shelf = files(&site, "shelf", "");
    assert_eq!(shelf.len(), 4);
    for file in &shelf {
        flip(file);
    }
    let damaged = found(&site, false);
    assert_eq!(damaged.len(), 4);
    for (finding, is_mended) in damaged {
        assert!(!is_mended);
        assert!(matches!(finding, IntegrityFinding::Published { fault: FileFault::Damaged, .. }));
    }
    assert_ne!(site.files(), before, "only looked at");
    assert!(found(&site, true).iter().all(|(_, is_mended)| *is_mended));
    assert_eq!((site.files(), found(&site, false)), (before, vec![]));
}

#[test]
fn lost_published_files_are_made_again() {
    let site = site();
    let before = site.files();
    files(&site, "shelf", "").iter().for_each(|file| std::fs::remove_file(file).unwrap());
    let damaged = found(&site, true);
    assert_eq!(damaged.len(), 4);
    for (finding, is_mended) in damaged {
        assert!(is_mended);
        assert!(matches!(finding, IntegrityFinding::Published { fault: FileFault::Missing, .. }));
    }
    assert_eq!(site.files(), before);
}

#[test]
fn damaged_metadata_is_made_again_though_the_archive_is_damaged_too() {
    let site = site();
    let before = site.files();
    files(&site, "shelf", ".metadata").iter().for_each(|file| flip(file));
    files(&site, "archive", ".zst").iter().for_each(|file| flip(file));
    let mended = found(&site, true).into_iter().filter(|(_, is_mended)| *is_mended).count();
    assert_eq!((mended, site.files()), (2, before));
}

#[test]
fn damaged_archive_is_named_and_mended_by_the_same_extract_coming_again() {
    let site = site();
    let monday = extract(5, 2, &PERSONS);
    for file in files(&site, "archive", ".zst") {
        flip(&file);
    }
    let damaged = found(&site, true);
    let runs: Vec<String> = damaged
        .iter()
        .map(|(finding, is_mended)| match finding {
            IntegrityFinding::Extract { run, fault: FileFault::Damaged, .. } if !is_mended => {
                run.to_string()
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(runs, ["2", "1"]);
    let again = site.ingest("a-again", &monday);
    assert_eq!((again.id.to_string().as_str(), again.state), ("1", RunState::Done));
    assert_eq!(site.store.runs().unwrap().len(), 2, "no run of its own, and nothing held");
    assert_eq!(found(&site, false).len(), 1);
    // The same for a missing one.
    let sha256 = site.store.runs().unwrap()[1].sha256;
    site.data.archive.delete_extract(&sha256).unwrap();
    let [(IntegrityFinding::Extract { fault: FileFault::Missing, .. }, false)] =
        &found(&site, true)[..]
    else {
        panic!()
    };
    site.ingest("b-again", &extract(6, 5, &PERSONS[..1]));
    assert_eq!(found(&site, false), []);
    // If the archived extract is intact, the file is a duplicate.
    assert_eq!(site.ingest("b-again", &extract(6, 5, &PERSONS[..1])).state, RunState::Held);
}

/// A load, which has two files: in the archive and in the folder.
fn with_load() -> (Site, PathBuf, PathBuf) {
    let site = site();
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let [archived] = &files(&site, "archive", ".load.zst")[..] else { panic!() };
    let [published] = &files(&site, "shelf", ".load1")[..] else { panic!() };
    let (archived, published) = (archived.clone(), published.clone());
    (site, archived, published)
}

#[test]
fn load_that_is_damaged_in_one_place_is_made_again_from_the_other() {
    for part in ["archive", "shelf"] {
        let (site, archived, published) = with_load();
        let before = site.files();
        flip(if part == "archive" { &archived } else { &published });
        let [(_, true)] = &found(&site, true)[..] else { panic!("{part}") };
        assert_eq!((site.files(), found(&site, false)), (before, vec![]), "{part}");
    }
    let (site, archived, published) = with_load();
    flip(&archived);
    flip(&published);
    let left = found(&site, true);
    assert!(left.len() == 2 && left.iter().all(|(_, is_mended)| !is_mended), "{left:?}");
}

/// An older cprabo archived a load as a hard link to the published file.
#[test]
fn load_linked_to_a_served_file_is_separated() {
    let (site, archived, published) = with_load();
    let as_it_is = PathBuf::from(archived.to_string_lossy().strip_suffix(".zst").unwrap());
    std::fs::remove_file(&archived).unwrap();
    std::fs::hard_link(&published, &as_it_is).unwrap();
    assert_eq!(found(&site, true), []);
    assert!(archived.exists() && !as_it_is.exists());
    let before = site.files();
    flip(&published);
    let [(_, true)] = &found(&site, true)[..] else { panic!() };
    assert_eq!(site.files(), before);
}

#[test]
fn damaged_persons_are_taken_from_the_archive_again() {
    let site = site();
    let state = site.state();
    let damage = [
        "UPDATE person SET komkod = komkod + 1 WHERE pnr = 101700001",
        "UPDATE person SET records = x'00' WHERE pnr = 101700001",
        // A bit error in a number: one person is missing, and one exists that no extract contains.
        "UPDATE person SET pnr = 101700003 WHERE pnr = 101700002",
        "UPDATE person SET checksum = checksum + 1 WHERE pnr = 101700002",
    ];
    for sql in damage {
        assert_eq!(database(&site).execute(sql, []).unwrap(), 1, "{sql}");
        let damaged = found(&site, false);
        let persons = damaged.iter().any(|(finding, _)| {
            matches!(finding, IntegrityFinding::Database(DatabaseFinding::Persons(_)))
        });
        assert!(persons, "{sql}: {damaged:?}");
        let mended = found(&site, true);
        assert!(mended.iter().all(|(_, is_mended)| *is_mended), "{sql}: {mended:?}");
        assert_eq!(site.state(), state, "{sql}");
    }
}

#[test]
fn damaged_persons_of_a_seed_are_taken_from_its_archive() {
    let site = Site::new();
    let [everyone, _] = two_days(7, 300, Form::PADDED_LF);
    site.pipeline.seed(&site.file("everyone", &everyone), &[], &author(), &NoObserver).unwrap();
    let state = site.state();
    let broken = "UPDATE person SET records = x'00' WHERE pnr % 7 = 0";
    assert!(database(&site).execute(broken, []).unwrap() > 10);
    assert!(found(&site, true).iter().all(|(_, is_mended)| *is_mended));
    assert_eq!(site.state(), state);
}

#[test]
fn damaged_checksum_is_made_again_and_damaged_rows_are_named() {
    let site = site();
    let run = |sql: &str| database(&site).execute(sql, []).unwrap();
    run("UPDATE checksum SET sum = sum + 1 WHERE tbl = 17");
    let [(IntegrityFinding::Database(DatabaseFinding::Checksum { table: "audit", .. }), true)] =
        &found(&site, true)[..]
    else {
        panic!()
    };
    assert_eq!(found(&site, false), []);
    run("UPDATE audit SET subject = 'another'");
    let damaged = found(&site, true);
    let [(IntegrityFinding::Database(DatabaseFinding::Rows { table: "audit", .. }), false)] =
        &damaged[..]
    else {
        panic!("{damaged:?}")
    };
    // The operator confirms that the change was intended.
    site.store.adopt(&author(), now()).unwrap();
    assert_eq!(found(&site, false), []);
}

/// Files that expired are not findings.
#[test]
fn archive_that_was_emptied_as_it_should_is_no_finding() {
    let site = site();
    let run = site.store.runs().unwrap().remove(0);
    site.data.archive.delete_extract(&run.sha256).unwrap();
    assert_eq!(found(&site, false).len(), 1);
    site.store.mark_extract_deleted(run.id, now()).unwrap();
    assert_eq!(found(&site, false), []);
    assert!(!site.data.archive.contains(ArchiveFile::Extract(run.sha256)).unwrap());
}

fn damage(site: &Site, sql: &str) {
    assert_eq!(database(site).execute(sql, []).unwrap(), 1, "{sql}");
}

/// The rows that name the last extract of a person are damaged too, so an older state must not be restored.
#[test]
fn damaged_person_stays_damaged_where_changes_are_damaged_too() {
    let site = site();
    damage(&site, "UPDATE change SET pnr = pnr + 1000000000 WHERE run = 2");
    damage(&site, "UPDATE person SET status = status + 1 WHERE pnr = 101700001");
    let left = found(&site, true);
    let is_person = |finding: &IntegrityFinding| {
        matches!(finding, IntegrityFinding::Database(DatabaseFinding::Persons(_)))
    };
    assert!(left.iter().any(|(finding, is_mended)| is_person(finding) && !is_mended), "{left:?}");
    let run: i64 = database(&site)
        .query_row("SELECT run FROM person WHERE pnr = 101700001", [], |row| row.get(0))
        .unwrap();
    assert_eq!(run, 2);
}

#[test]
fn damaged_person_with_a_damaged_extract_does_not_stop_other_repairs() {
    let site = site();
    let before = site.files();
    let [first, ..] = &files(&site, "shelf", ".metadata")[..] else { panic!() };
    std::fs::remove_file(first).unwrap();
    damage(&site, "UPDATE person SET komkod = komkod + 1 WHERE pnr = 101700002");
    files(&site, "archive", ".zst").iter().for_each(|file| flip(file));
    let found = found(&site, true);
    let kinds: Vec<_> =
        found.iter().map(|(finding, mended)| (finding.to_string(), *mended)).collect();
    assert!(
        kinds.iter().any(|(finding, mended)| finding.contains("persons") && !mended),
        "{kinds:?}"
    );
    assert!(
        kinds.iter().any(|(finding, mended)| finding.contains("archived extract") && !mended),
        "{kinds:?}"
    );
    assert_eq!(site.files(), before, "{kinds:?}");
}

#[test]
fn damaged_run_is_named_and_keeps_nothing_else_from_being_verified() {
    let site = site();
    damage(&site, "UPDATE run SET size = size + 1 WHERE id = 1");
    let found = found(&site, false);
    let [(IntegrityFinding::Database(DatabaseFinding::Rows { table: "run", .. }), false)] =
        &found[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!(site.store.runs().unwrap().len(), 1, "the other one");
}

/// A deleted file cannot be restored, so a damaged ledger deletes nothing.
#[test]
fn nothing_is_swept_while_the_ledger_is_damaged() {
    let site = site();
    let before = files(&site, "shelf", "");
    damage(&site, "UPDATE delivery SET size = size + 1 WHERE seq = 1");
    site.pipeline.reconcile(&NoObserver).unwrap_err();
    assert_eq!(files(&site, "shelf", ""), before);
    damage(&site, "UPDATE delivery SET size = size - 1 WHERE seq = 1");
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(files(&site, "shelf", ""), before);
}

#[test]
fn load_is_not_swept_while_the_ledger_is_damaged() {
    let (site, archived, published) = with_load();
    damage(&site, "UPDATE delivery SET sha256 = zeroblob(32) WHERE kind = 'load'");
    site.pipeline.reconcile(&NoObserver).unwrap_err();
    assert!(published.exists() && archived.exists());
}

#[test]
fn extract_is_not_applied_while_an_agreement_is_not_found() {
    let site = site();
    damage(&site, "DELETE FROM agreement WHERE id = 1");
    let refused = site.try_ingest("c", &extract(7, 6, &PERSONS), &NoObserver).unwrap_err();
    assert!(Report(&refused).to_string().contains("table of agreements"), "{refused}");
    assert_eq!(site.store.runs().unwrap().len(), 3);
    assert_eq!(site.store.last_applied().unwrap().unwrap().file_name, "b");
}

/// A counter is rebuilt from the rows it counts; until then it must not be used.
#[test]
fn damaged_heads_and_counters_are_made_again_from_what_they_count() {
    let site = site();
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let add = FilterEdit::Add(vec!["event A02".parse().unwrap()]);
    let rows = || -> Vec<String> {
        let heads = "SELECT 'f' || agreement || ' ' || version FROM filter_head UNION ALL
            SELECT 'd' || agreement || ' ' || last_seq || ' ' || published_seq || hex(published_sha256)
                FROM delivery_head UNION ALL
            SELECT name || ' ' || last FROM counter";
        let database = database(&site);
        let mut rows = database.prepare(heads).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let before = rows();
    for sql in [
        "UPDATE filter_head SET version = 0",
        "UPDATE filter_head SET agreement = 7",
        "UPDATE delivery_head SET last_seq = 1",
        "UPDATE delivery_head SET published_sha256 = NULL",
        "DELETE FROM delivery_head",
        "UPDATE counter SET last = 1 WHERE name = 'run'",
        "DELETE FROM counter WHERE name = 'delivery'",
    ] {
        assert_eq!(database(&site).execute(sql, []).unwrap(), 1, "{sql}");
        assert!(found(&site, false).iter().all(|(_, is_mended)| !is_mended), "{sql}");
        if sql.contains("filter_head") {
            let edited = site.pipeline.edit_filters(agreement.id, &add, &author());
            assert!(edited.is_err(), "{sql}");
        }
        assert!(found(&site, true).iter().all(|(_, is_mended)| *is_mended), "{sql}");
        assert_eq!(rows(), before, "{sql}");
        assert_eq!(found(&site, false), []);
    }
    // Any epoch that no process holds is valid.
    database(&site).execute("UPDATE lease SET epoch = epoch - 1", []).unwrap();
    assert!(found(&site, true).iter().all(|(_, is_mended)| *is_mended));
    // A damaged version may be too small, so nothing is applied with it.
    database(&site).execute("UPDATE filter_head SET version = 0", []).unwrap();
    site.try_ingest("c", &extract(7, 6, &PERSONS), &NoObserver).unwrap_err();
    assert_eq!(site.store.last_applied().unwrap().unwrap().file_name, "b");
    assert!(found(&site, true).iter().all(|(_, is_mended)| *is_mended));
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(site.store.last_applied().unwrap().unwrap().file_name, "c");
    assert_eq!(found(&site, false), []);
}
