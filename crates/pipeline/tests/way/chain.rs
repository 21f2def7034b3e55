use pipeline::{PipelineError, Silent};
use store::{HeldReason, Run, RunState};

use crate::site::*;

const ANNA: (&str, &str, &str, &str) = ("0101700001", "751", "A01", "");

fn day(day: i8, before: i8) -> Vec<u8> {
    extract(day, before, &[ANNA])
}

fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(filters::Combination::Any, set(&["no-filter"]))]);
    site
}

#[track_caller]
fn assert_held(run: &Run, reason: HeldReason) {
    assert_eq!((run.state, run.held), (RunState::Held, Some(reason)), "{:?}", run.detail);
}

#[test]
fn a_first_extract_starts_the_chain_and_the_next_follows() {
    let site = site();
    assert_eq!(site.ingest("a", &day(5, 2)).state, RunState::Done);
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Done);
    assert_eq!(site.delivered().len(), 2);
}

#[test]
fn a_gap_is_held_changes_nothing_and_the_missing_extract_ends_it() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let before = site.state();
    let wednesday = site.ingest("c", &day(7, 6));
    assert_held(&wednesday, HeldReason::Gap);
    assert_eq!(site.ingest("d", &day(8, 7)).state, RunState::Seen, "later files wait");
    assert_eq!(site.delivered().len(), 1);
    assert_eq!(site.store.count_persons().unwrap(), 1);
    let after = site.state();
    assert_ne!(before, after, "the runs are recorded");
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Done);
    assert_eq!(site.delivered().len(), 4);
    assert!(site.store.pending_runs().unwrap().is_empty());
}

#[test]
fn a_gap_can_be_released_and_its_extract_is_late_then() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let gap = site.ingest("c", &day(7, 6));
    site.ingest("d", &day(8, 7));
    let released = site.pipeline.release(gap.id, author(), &Silent).unwrap();
    assert_eq!(released.state, RunState::Done);
    assert_eq!(site.delivered().len(), 3, "what waited goes on too");
    let late = site.ingest("b", &day(6, 5));
    assert_held(&late, HeldReason::Late);
    let refused = site.pipeline.release(late.id, author(), &Silent).unwrap_err();
    assert!(matches!(refused, PipelineError::NotReleasable { .. }));
    let rejected = site.pipeline.reject(late.id, author(), &Silent).unwrap();
    assert_eq!(rejected.state, RunState::Rejected);
    assert_eq!(site.ingest("e", &day(9, 8)).state, RunState::Done);
    let trail = site.store.audit_trail().unwrap();
    let actions: Vec<&str> = trail.iter().map(|(_, entry)| entry.action.as_str()).collect();
    assert_eq!(actions, ["released run held for gap", "rejected run held for late"]);
}

#[test]
fn the_same_bytes_are_a_duplicate_and_stop_the_line_until_rejected() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let again = site.ingest("a-again", &day(5, 2));
    assert_held(&again, HeldReason::Duplicate);
    assert_eq!(again.detail.as_deref(), Some("byte for byte the file of run 1 (a)"));
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Seen);
    assert!(site.pipeline.release(again.id, author(), &Silent).is_err());
    site.pipeline.reject(again.id, author(), &Silent).unwrap();
    assert_eq!(site.delivered().len(), 2);
}

#[test]
fn another_extract_of_the_same_day_is_held_and_can_be_released() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let other = extract(5, 2, &[("0202700002", "751", "A01", "")]);
    let run = site.ingest("a2", &other);
    assert_held(&run, HeldReason::Duplicate);
    assert_eq!(site.pipeline.release(run.id, author(), &Silent).unwrap().state, RunState::Done);
    let names: Vec<String> = site.delivered().into_keys().collect();
    assert_eq!(names[1], format!("{}.2", names[0]));
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Done);
}

#[test]
fn faults_of_the_content_are_held_with_their_own_reasons() {
    let whole = String::from_utf8(day(5, 2).into_iter().filter(u8::is_ascii).collect()).unwrap();
    let end = whole.rfind("999").unwrap();
    let end = whole[..end].rfind('\n').unwrap() + 1;
    let torn = whole[..end].to_owned();
    let counter = whole.replace("99999999999990000", "99999999999990001");
    let corrupt = whole.replace("0010101700001", "0010101x00001");
    let cases: [(&str, &[u8], HeldReason); 7] = [
        ("torn", torn.as_bytes(), HeldReason::Torn),
        ("counter", counter.as_bytes(), HeldReason::Counter),
        ("corrupt", corrupt.as_bytes(), HeldReason::Corrupt),
        ("utf-8", &whole.replace("Anna", "Åse").replace("se ", "Åse ").into_bytes(), HeldReason::Encoding),
        ("empty", b"", HeldReason::NotAnExtract),
        ("garbage", &[0xa5; 100], HeldReason::NotAnExtract),
        ("no-001", b"00000000000005349022026010520260102\n0990101700001            A01\n999999999999900000001\n", HeldReason::Corrupt),
    ];
    for (name, bytes, reason) in cases {
        let site = site();
        let run = site.ingest(name, bytes);
        assert_held(&run, reason);
        assert_eq!(site.store.count_persons().unwrap(), 0);
        assert!(site.delivered().is_empty());
        // Nothing is lost: the archive has the file as it came.
        assert_eq!(site.shelf.archived(&run.sha256).unwrap(), bytes);
        // And the line goes on once a person has said what to do.
        assert_eq!(site.ingest("good", &day(6, 5)).state, RunState::Seen);
        site.pipeline.reject(run.id, author(), &Silent).unwrap();
        assert_eq!(site.delivered().len(), 1);
    }
}

#[test]
fn a_wrong_counter_and_a_person_without_001_can_be_released() {
    let site = site();
    let nobody = "0990202700002            A01\n";
    let whole: Vec<u8> = day(5, 2);
    let at = whole.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let bytes = [&whole[..at], nobody.as_bytes(), &whole[at..]].concat();
    let run = site.ingest("a", &bytes);
    assert_held(&run, HeldReason::Corrupt);
    assert!(run.findings.contains("without a 001"), "{}", run.findings);
    assert!(!run.findings.contains("0202700002"), "no personal data in findings");
    site.pipeline.release(run.id, author(), &Silent).unwrap();
    let delivered = site.delivered_to(0).remove(0);
    assert_eq!(delivered.len(), whole.len(), "the record of nobody goes nowhere");
    assert_eq!(site.store.count_persons().unwrap(), 1);
}

#[test]
fn what_is_no_file_is_an_error_and_leaves_nothing() {
    let site = site();
    let ingest = |path: &std::path::Path| site.pipeline.ingest(path, &Silent).unwrap_err();
    assert!(matches!(ingest(site.folder.path()), PipelineError::NotAFile(_)));
    assert!(matches!(ingest(&site.folder.path().join("none")), PipelineError::File { .. }));
    let large = site.file("large", b"");
    let file = std::fs::OpenOptions::new().write(true).open(&large).unwrap();
    file.set_len(100 * 1024 * 1024 + 1).unwrap();
    assert!(matches!(ingest(&large), PipelineError::TooLarge { .. }));
    assert!(site.store.runs().unwrap().is_empty());
}

#[test]
fn a_rejected_run_may_come_again() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let gap = site.ingest("c", &day(7, 6));
    site.pipeline.reject(gap.id, author(), &Silent).unwrap();
    site.ingest("b", &day(6, 5));
    assert_eq!(site.ingest("c", &day(7, 6)).state, RunState::Done);
}
