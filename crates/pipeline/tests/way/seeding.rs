//! Fills a replica from a full extract.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use extract::{Extract, Form, RecordType, Records};
use filters::Combination::Any;
use pipeline::{Cancelled, NoObserver, PipelineError, PipelineEvent, PipelineObserver};
use store::{HeldReason, Run, RunKind, RunState, StoreError};

use crate::site::*;

fn seed(site: &Site, bytes: &[u8]) -> Result<Run, PipelineError> {
    site.pipeline.seed(&site.file("full", bytes), &[], &author(), &NoObserver)
}

/// An installation with a subscription, which a seed does not touch.
fn empty() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site
}

fn replica(site: &Site) -> Vec<store::Person> {
    let mut persons = Vec::new();
    site.store.for_each_person(&mut |person| persons.push(person)).unwrap();
    persons
}

/// Everything in the data directory but the database and what the test put there.
fn leftovers(site: &Site) -> Vec<PathBuf> {
    let folders = ["archive", "tmp", "cprabo.seeding"].map(|name| site.folder.path().join(name));
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| !path.ends_with("archive/commits")).collect()
}

/// Ingesting the file as a day's extract is the reference: it holds the whole file in memory.
#[test]
fn seed_gives_the_same_replica_as_ingesting_the_file() {
    for form in Form::ALL {
        // Enough persons to train the compression, with numbers in many buckets.
        let [full, monday] = two_days(3, 2500, form);
        let (seeded, ingested) = (Site::new(), Site::new());
        let run = seed(&seeded, &full).unwrap();
        ingested.ingest("full", &full);
        assert_eq!((run.kind, run.state, run.persons), (RunKind::Seed, RunState::Done, 2500));
        let expected = ingested.store.runs().unwrap().remove(0);
        assert_eq!(
            (run.sha256, run.size, run.header, run.records),
            (expected.sha256, expected.size, expected.header, expected.records)
        );
        assert!(replica(&seeded) == replica(&ingested), "{form:?}");
        // A file with the seed's bytes is recognized.
        assert_eq!(seeded.data.archive.extract(&run.sha256).unwrap(), full);

        seeded.subscribe(&[(Any, set(&["no-filter", "municipality 751"]))]);
        ingested.subscribe(&[(Any, set(&["no-filter", "municipality 751"]))]);
        assert_eq!(seeded.ingest("monday", &monday).state, RunState::Done);
        ingested.ingest("monday", &monday);
        assert!(replica(&seeded) == replica(&ingested));
        assert_eq!(seeded.delivered(), ingested.delivered());
    }
}

#[test]
fn extract_after_the_seed_follows_it() {
    let site = empty();
    let person = [("0101700001", "751", "A01", "")];
    seed(&site, &extract(5, 2, &person)).unwrap();
    assert!(site.delivered().is_empty(), "a seed is not delivered");
    let gap = site.ingest("c", &extract(7, 6, &person));
    assert_eq!(gap.held.map(|held| held.reason), Some(HeldReason::Gap));
    assert_eq!(site.ingest("b", &extract(6, 5, &person)).state, RunState::Done);
    assert_eq!(site.delivered().len(), 2);
}

#[test]
fn seed_with_replaced_numbers_updates_filters() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["pnr 0101700001"]))]);
    let persons = [("0101700001", "0", "", "0202800002"), ("0202800002", "751", "", "")];
    seed(&site, &extract(5, 2, &persons)).unwrap();
    assert_eq!(site.filters(0), set(&["pnr 0101700001", "pnr 0202800002"]));
}

#[test]
fn a_replica_in_use_is_not_seeded() {
    let person = [("0101700001", "751", "A01", "")];
    for is_seeded in [true, false] {
        let site = empty();
        if is_seeded {
            seed(&site, &extract(5, 2, &person)).unwrap();
        } else {
            site.ingest("a", &extract(5, 2, &person));
        }
        let before = site.state();
        let refused = seed(&site, &extract(6, 5, &person)).unwrap_err();
        assert!(matches!(refused, PipelineError::Store(StoreError::Conflict(_))), "{refused}");
        assert_eq!(site.state(), before);
    }
}

#[test]
fn seed_with_errors_is_refused_and_leaves_nothing() {
    let [full, _] = two_days(3, 300, Form::TRIMMED_LF);
    // After a complete record: in the middle of one there are more findings.
    let half = full.len() / 2;
    let torn = full[..half + full[half..].iter().position(|byte| *byte == b'\n').unwrap()].to_vec();
    let utf8 = String::from_utf8_lossy(&full).replace('\u{fffd}', "ø").into_bytes();
    let mut counter = full.clone();
    let digit = counter.len() - 2;
    counter[digit] ^= 1;
    for (bytes, expected) in [
        (&torn[..], "it is torn"),
        (&utf8, "ISO-8859-1"),
        (&counter, "records, found"),
        (b"", "it is empty"),
        (b"hello\n", "not a CPR extract"),
    ] {
        let site = empty();
        let before = site.state();
        let refused = seed(&site, bytes).unwrap_err().to_string();
        assert!(refused.contains(expected) && refused.contains("cprabo check"), "{refused}");
        assert_eq!(site.state(), before);
        assert!(leftovers(&site).is_empty(), "{:?}", leftovers(&site));
    }
    let site = empty();
    let refused = site.pipeline.seed(site.folder.path(), &[], &author(), &NoObserver).unwrap_err();
    assert!(matches!(refused, PipelineError::NotAFile(_)), "{refused}");
}

/// U12180-P: NGLKONST after the fields of `001`, and no `099`. With and without line ends.
#[test]
fn a_status_extract_is_stored_in_the_layout_of_change_extracts() {
    for form in [Form::PADDED_LF, Form::PADDED_CRLF, Form::TRIMMED_LF, Form::STREAM] {
        let [change, _] = two_days(3, 2500, form);
        let whole = Extract::parse(&change).unwrap();
        let (site, expected) = (empty(), empty());
        let run = seed(&site, &as_status_extract(&change)).unwrap();
        seed(&expected, &change).unwrap();
        assert_eq!((run.findings, run.persons), (vec![], whole.persons().len() as u64), "{form:?}");
        let (found, wanted) = (replica(&site), replica(&expected));
        let first = |person: &store::Person| String::from_utf8_lossy(&person.records).into_owned();
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!(!first(found).contains("SMITH"));
            let padded = first(found)
                .lines()
                .map(str::trim_end)
                .eq(first(wanted).lines().map(str::trim_end));
            assert!(padded, "{form:?}: {} and {}", first(found), first(wanted));
        }
    }
}

/// A change extract with the `001` of a status extract.
fn as_status_extract(change: &[u8]) -> Vec<u8> {
    let end = [&b"\r\n"[..], b"\n", b""].into_iter().find(|end| change.ends_with(end)).unwrap();
    let mut status = Vec::new();
    for record in Records::new(change).flatten() {
        status.extend_from_slice(record.text());
        if record.kind() == Some(RecordType::PERSON) {
            status.resize(status.len() + 106 - record.text().len(), b' ');
            status.extend_from_slice(b"SMITH          ");
        }
        status.extend_from_slice(end);
    }
    status
}

/// CPR extends its layout from time to time: nothing of that is lost, and it is logged.
#[test]
fn a_longer_record_than_a_status_extract_has_is_kept() {
    let change = extract(5, 2, &[("0101700001", "751", "", "")]);
    let ascii = |byte: u8| if byte.is_ascii() { char::from(byte) } else { 'x' };
    let change: String = change.into_iter().map(ascii).collect();
    let longer = |line: &str| match line.starts_with("001") {
        true => format!("{line:106}{:15}NEW FIELD\n", "SMITH"),
        false => format!("{line}\n"),
    };
    let extended: String = change.lines().map(longer).collect();
    let site = Site::new();
    let run = seed(&site, extended.as_bytes()).unwrap();
    assert!(
        run.findings.iter().any(|finding| finding.contains("record 001")),
        "{:?}",
        run.findings
    );
    let records = String::from_utf8(replica(&site).remove(0).records).unwrap();
    assert!(records.contains("SMITH          NEW FIELD"), "{records}");
}

struct StopAt(usize, AtomicUsize);

impl PipelineObserver for StopAt {
    fn step(&self, _: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if self.1.fetch_add(1, Ordering::SeqCst) >= self.0 { Err(Cancelled) } else { Ok(()) }
    }
}

#[test]
fn seed_stopped_at_any_step_is_complete_or_absent() {
    let [full, _] = two_days(3, 300, Form::PADDED_LF);
    let done = empty();
    seed(&done, &full).unwrap();
    for step in 0.. {
        let site = empty();
        let path = site.file("full", &full);
        let stopped = site.pipeline.seed(&path, &[], &author(), &StopAt(step, AtomicUsize::new(0)));
        let site = site.reopen();
        if stopped.is_ok() {
            assert!(step > 0 && site.state() == done.state());
            return;
        }
        assert_eq!(site.state(), empty().state());
        // Leftover files do not prevent a seed.
        seed(&site, &full).unwrap();
        assert_eq!(site.state(), done.state());
    }
}

#[test]
fn seed_accepted_by_name_leaves_out_persons_without_001_and_is_audited() {
    let site = Site::new();
    let mut full =
        extract(5, 2, &[("0101700001", "751", "A01", ""), ("0202700002", "101", "A01", "")]);
    let at = full.windows(13).position(|bytes| bytes == b"0010202700002").unwrap();
    full[at + 2] = b'8';
    let refused =
        site.pipeline.seed(&site.file("full", &full), &[], &author(), &NoObserver).unwrap_err();
    assert!(refused.to_string().contains("--accept no-person"), "{refused}");
    let accept = ["no-person".parse().unwrap()];
    let run =
        site.pipeline.seed(&site.file("full", &full), &accept, &author(), &NoObserver).unwrap();
    assert_eq!(run.persons, 1);
    assert!(site.store.person("0202700002".parse().unwrap()).unwrap().is_none());
    let trail = site.store.audit_trail(None).unwrap();
    assert!(trail.iter().any(|(_, line)| line.subject == "run 1, in spite of no-person (1)"));
}

#[test]
fn seed_of_a_day_that_cannot_be_right_is_refused_unless_that_is_accepted() {
    let site = Site::new();
    let full = extract(5, 2, &[("0101700001", "751", "A01", "")]);
    let path = site.file("d260106.l534902", &full);
    let refused = site.pipeline.seed(&path, &[], &author(), &NoObserver).unwrap_err().to_string();
    assert!(refused.contains("--accept date"), "{refused}");
    let accept = ["date".parse().unwrap()];
    assert_eq!(site.pipeline.seed(&path, &accept, &author(), &NoObserver).unwrap().persons, 1);
}
