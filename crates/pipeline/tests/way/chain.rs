use clock::Clock;
use pipeline::{NoObserver, PipelineError};
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

/// Also checks that replica, deliveries and files are unchanged.
#[track_caller]
fn assert_held(site: &Site, run: &Run, reason: HeldReason, before: &Kept) {
    let held = run.held.as_ref().map(|held| held.reason);
    assert_eq!((run.state, held), (RunState::Held, Some(reason)), "{:?}", run.held);
    assert_eq!(&site.state().kept, before, "nothing changed");
}

fn release(site: &Site, run: &Run) -> Result<Run, PipelineError> {
    site.pipeline.release(run.id, &author(), &NoObserver)
}

fn reject(site: &Site, run: &Run) -> Run {
    site.pipeline.reject(run.id, &author(), &NoObserver).unwrap()
}

#[track_caller]
fn assert_not_releasable(site: &Site, run: &Run) {
    let refused = release(site, run).unwrap_err();
    assert!(matches!(refused, PipelineError::NotReleasable { .. }), "{refused}");
}

#[test]
fn a_first_extract_starts_the_chain_and_the_next_follows() {
    let site = site();
    assert_eq!(site.ingest("a", &day(5, 2)).state, RunState::Done);
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Done);
    assert_eq!(site.delivered().len(), 2);
}

#[test]
fn files_given_together_go_in_the_order_of_the_chain() {
    let site = site();
    let files = [
        site.file("c", &day(7, 6)),
        site.file("a", &day(5, 2)),
        site.folder.path().join("none"),
        site.file("b", &day(6, 5)),
    ];
    let outcomes = site.pipeline.ingest(&files, &NoObserver).unwrap();
    let done = |run: &Result<Run, _>| run.as_ref().is_ok_and(|run| run.state == RunState::Done);
    assert_eq!(outcomes.iter().map(done).collect::<Vec<_>>(), [true, true, false, true]);
    assert_eq!(site.delivered().len(), 3);
}

#[test]
fn a_gap_is_held_changes_nothing_and_the_missing_extract_ends_it() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let before = site.state().kept;
    let wednesday = site.ingest("c", &day(7, 6));
    assert_held(&site, &wednesday, HeldReason::Gap, &before);
    assert_eq!(site.ingest("d", &day(8, 7)).state, RunState::Seen, "later files wait");
    assert_eq!(site.state().kept, before);
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
    let released = release(&site, &gap).unwrap();
    assert_eq!((released.state, released.released), (RunState::Done, vec![HeldReason::Gap]));
    assert_eq!(site.delivered().len(), 3, "what waited goes on too");
    let before = site.state().kept;
    let late = site.ingest("b", &day(6, 5));
    assert_held(&site, &late, HeldReason::Late, &before);
    assert_not_releasable(&site, &late);
    assert_eq!(reject(&site, &late).state, RunState::Rejected);
    assert_eq!(site.ingest("e", &day(9, 8)).state, RunState::Done);
    let trail = site.store.audit_trail(None).unwrap();
    let decisions: Vec<String> = trail
        .iter()
        .filter(|(_, line)| line.subject.starts_with("run"))
        .map(|(_, line)| format!("{} {} {}", line.action, line.subject, line.outcome))
        .collect();
    assert_eq!(decisions, ["release run 2 held for gap done", "reject run 4 held for late done"]);
}

#[test]
fn the_same_bytes_are_a_duplicate_and_stop_the_line_until_rejected() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let before = site.state().kept;
    let again = site.ingest("a-again", &day(5, 2));
    assert_held(&site, &again, HeldReason::Duplicate, &before);
    assert_eq!(again.held.as_ref().unwrap().detail, "byte for byte the file of run 1");
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Seen);
    assert_not_releasable(&site, &again);
    reject(&site, &again);
    assert_eq!(site.delivered().len(), 2);
}

#[test]
fn the_same_bytes_as_a_run_that_waits_are_that_run() {
    let site = site();
    site.ingest("a", &day(5, 2));
    for bytes in [day(7, 6), b"garbage".to_vec()] {
        let first = site.ingest("one", &bytes);
        assert_eq!(first.state, RunState::Held);
        assert_eq!(site.ingest("two", &bytes), first);
        reject(&site, &first);
        // Rejected, it counts as never received, and may come again.
        let third = site.ingest("three", &bytes);
        assert_ne!(third.id, first.id);
        reject(&site, &third);
    }
}

#[test]
fn a_corrected_extract_of_the_last_day_is_held_and_can_be_released() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let before = site.state().kept;
    let other = extract(5, 2, &[("0202700002", "751", "A01", "")]);
    let run = site.ingest("a2", &other);
    assert_held(&site, &run, HeldReason::Duplicate, &before);
    assert_eq!(release(&site, &run).unwrap().state, RunState::Done);
    let names: Vec<String> = site.delivered().into_keys().collect();
    assert_eq!(names[1], format!("{}.2", names[0]));
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Done);
}

#[test]
fn another_extract_of_an_older_day_is_late() {
    let site = site();
    site.ingest("a", &day(5, 2));
    site.ingest("b", &extract(6, 5, &[("0101700001", "101", "A01", "")]));
    let before = site.state().kept;
    let old = site.ingest("a2", &extract(5, 2, &[("0101700001", "751", "A02", "")]));
    assert_held(&site, &old, HeldReason::Late, &before);
    assert_not_releasable(&site, &old);
}

#[test]
fn hold_reason_is_determined_again_at_the_release() {
    let site = site();
    site.ingest("a", &day(5, 2));
    // Both follow the same missing day. The second is released and applied after the first.
    let one = site.ingest("c", &day(7, 6));
    let other = site.ingest("c2", &extract(7, 6, &[("0202700002", "751", "A01", "")]));
    let held = |run: &Run| site.store.run(run.id).unwrap().unwrap().held.map(|held| held.reason);
    assert_eq!((held(&one), held(&other)), (Some(HeldReason::Gap), Some(HeldReason::Gap)));
    release(&site, &one).unwrap();
    assert_eq!(held(&other), Some(HeldReason::Duplicate), "the gap is over");
    site.ingest("d", &day(8, 7));
    reject(&site, &other);
    assert_eq!(site.delivered().len(), 3);
}

#[test]
fn a_released_run_that_waits_can_still_be_rejected() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let first = site.ingest("garbage", b"garbage");
    let wrong = String::from_utf8_lossy(&day(6, 5)).replace("99999999999990", "99999999999991");
    let wrong: String = wrong.chars().filter(char::is_ascii).collect();
    let counter = site.ingest("b", wrong.as_bytes());
    assert_eq!(release(&site, &counter).unwrap().state, RunState::Seen, "it waits its turn");
    assert_eq!(reject(&site, &counter).state, RunState::Rejected);
    reject(&site, &first);
    assert_eq!(site.delivered().len(), 1);
}

/// A file's content, its reason, and whether it can be released.
type Case = (&'static str, Vec<u8>, HeldReason, bool);

fn faults() -> Vec<Case> {
    let whole = day(5, 2);
    let ascii = String::from_utf8(whole.iter().copied().filter(u8::is_ascii).collect()).unwrap();
    let last_line = ascii.trim_end().rfind('\n').unwrap() + 1;
    let counter = ascii.replace("99999999999990000", "99999999999990001");
    let utf8: String = whole.iter().map(|&byte| char::from(byte)).collect();
    let record = format!("{}0990202700002            A01\n{}", &ascii[..36], &ascii[36..]);
    vec![
        ("torn", ascii.as_bytes()[..last_line].to_vec(), HeldReason::Torn, false),
        ("counter", counter.into_bytes(), HeldReason::Counter, true),
        (
            "corrupt",
            ascii.replace("0010101700001", "0010101x00001").into(),
            HeldReason::Corrupt,
            true,
        ),
        ("no-001", record.into_bytes(), HeldReason::Corrupt, true),
        ("utf-8", utf8.into_bytes(), HeldReason::Encoding, false),
        ("stray", ascii.replace("A01", "A01\u{7f}").into(), HeldReason::Corrupt, true),
        ("empty", Vec::new(), HeldReason::NotAnExtract, false),
        ("garbage", vec![0xa5; 100], HeldReason::NotAnExtract, false),
    ]
}

#[test]
fn faults_of_the_content_are_held_with_their_own_reasons() {
    for (name, bytes, reason, _) in faults() {
        let site = site();
        site.ingest("first", &day(2, 1));
        let before = site.state().kept;
        let run = site.ingest(name, &bytes);
        assert_held(&site, &run, reason, &before);
        // Nothing is lost: the archive has the file as it came.
        assert_eq!(site.data.archive.extract(&run.sha256).unwrap(), bytes);
        // Later extracts wait, and a complete one of the same day takes its place.
        assert!(site.ingest("next", &day(6, 5)).state.is_pending(), "{name}");
        // An empty file is a beginning of any file.
        let is_empty = site.store.run(run.id).unwrap().unwrap().state == RunState::Rejected;
        assert_eq!(is_empty, bytes.is_empty());
        if !is_empty {
            reject(&site, &run);
        }
        assert_eq!(site.ingest("whole", &day(5, 2)).state, RunState::Done, "{name}");
        assert_eq!(site.delivered().len(), 3, "{name}");
    }
}

#[test]
fn a_chain_does_not_start_behind_an_extract_that_was_rejected() {
    let site = site();
    let torn = site.ingest("torn", &day(5, 2)[..100]);
    reject(&site, &torn);
    let next = site.ingest("next", &day(6, 5));
    assert_eq!(next.held.map(|held| held.reason), Some(HeldReason::Gap));
    assert_eq!(site.ingest("whole", &day(5, 2)).state, RunState::Done);
    assert_eq!(site.delivered().len(), 2);
}

#[test]
fn run_is_applied_after_a_release_only_if_it_is_releasable() {
    for (name, bytes, _, releasable) in faults() {
        let site = site();
        let run = site.ingest(name, &bytes);
        if releasable {
            assert_eq!(release(&site, &run).unwrap().state, RunState::Done, "{name}");
        } else {
            assert_not_releasable(&site, &run);
        }
    }
}

#[test]
fn records_of_a_person_without_001_are_not_delivered() {
    let site = site();
    let record = "0990202700002            A01\n";
    let whole: Vec<u8> = day(5, 2);
    let at = whole.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let run = site.ingest("a", &[&whole[..at], record.as_bytes(), &whole[at..]].concat());
    let findings = run.findings.join("\n");
    assert!(findings.contains("without a 001"), "{findings}");
    assert!(!findings.contains("0202700002"), "no personal data in findings");
    release(&site, &run).unwrap();
    let delivered = site.delivered_to(0).remove(0);
    assert_eq!(delivered.len(), whole.len(), "the record is not delivered");
    assert_eq!(site.store.counts().unwrap().persons, 1);
}

#[test]
fn path_that_is_not_a_file_is_an_error_and_leaves_nothing() {
    let site = site();
    let ingest = |path: &std::path::Path| {
        site.pipeline.ingest(&[path], &NoObserver).unwrap().remove(0).unwrap_err()
    };
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
    reject(&site, &gap);
    site.ingest("b", &day(6, 5));
    assert_eq!(site.ingest("c", &day(7, 6)).state, RunState::Done);
}

#[test]
fn ingest_of_a_day_other_than_its_names_is_held_and_can_be_released() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let before = site.state().kept;
    let wrong = site.ingest("d260106.l004711", &day(7, 5));
    assert_held(&site, &wrong, HeldReason::Date, &before);
    assert_eq!(site.ingest("b", &day(6, 5)).state, RunState::Done, "the true day goes on");
    reject(&site, &wrong);
    let odd = site.ingest("d260101.l004711", &day(7, 6));
    assert_held(&site, &odd, HeldReason::Date, &site.state().kept);
    assert_eq!(release(&site, &odd).unwrap().state, RunState::Done);
}

#[test]
fn ingest_of_a_day_after_tomorrow_is_held_until_the_clock_has_come_there() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let at = |day: i8| {
        let now = jiff::civil::date(2026, 1, day).at(12, 0, 0, 0).in_tz("UTC").unwrap();
        site.at(Clock::new(move || now.timestamp()))
    };
    let before = site.state().kept;
    let file = site.file("b", &day(8, 5));
    let run = at(6).ingest(&[&file], &NoObserver).unwrap().remove(0).unwrap();
    assert_held(&site, &run, HeldReason::Date, &before);
    at(7).reconcile(&NoObserver).unwrap();
    assert_eq!(site.store.run(run.id).unwrap().unwrap().state, RunState::Done);
}

#[test]
fn ingest_of_an_invalid_day_is_held_and_cannot_be_released() {
    let site = site();
    let mut wrong = day(5, 2);
    wrong[19..27].copy_from_slice(b"20260230");
    let run = site.ingest("a", &wrong);
    assert_eq!(run.held.as_ref().map(|held| held.reason), Some(HeldReason::Date));
    assert_not_releasable(&site, &run);
}

#[test]
fn ingest_of_a_whole_file_supersedes_its_torn_beginning() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let whole = day(6, 5);
    let torn = site.ingest("d260106.l004711", &whole[..100]);
    assert_held(&site, &torn, HeldReason::Torn, &site.state().kept);
    let longer = site.ingest("d260106.l004711", &whole[..150]);
    let state = |run: &Run| site.store.run(run.id).unwrap().unwrap().state;
    assert_eq!((state(&torn), state(&longer)), (RunState::Rejected, RunState::Held));
    assert_eq!(site.ingest("b", &whole).state, RunState::Done);
    assert_eq!(state(&longer), RunState::Rejected);
    // Its beginning is ignored again, before and after the file was applied.
    assert_eq!(site.ingest("b", &whole[..120]).state, RunState::Done);
    assert_eq!(site.store.runs().unwrap().len(), 4);
    // A file with another beginning is not a beginning of it.
    let other = site.ingest("c", &day(7, 6)[..100]);
    assert_eq!(site.ingest("d", &extract(7, 6, &[])).state, RunState::Seen);
    assert_eq!(state(&other), RunState::Held);
}

#[test]
fn ingest_of_a_file_that_is_cut_in_its_start_keeps_no_day() {
    for cut in [0, 5, 20, 35] {
        let site = site();
        site.ingest("a", &day(5, 2));
        let whole = day(6, 5);
        // Its beginning before the whole file, and after it.
        let begun = site.ingest("d260106.l004711", &whole[..cut]);
        assert_eq!(begun.state, RunState::Held, "{cut}");
        assert_eq!(site.ingest("d260106.l004711", &whole).state, RunState::Done, "{cut}");
        assert_eq!(site.ingest("d260106.l004711", &whole[..cut]).state, RunState::Done, "{cut}");
        assert_eq!(site.ingest("d260107.l004711", &day(7, 6)).state, RunState::Done, "{cut}");
    }
}

#[test]
fn ingest_of_the_same_bytes_under_the_right_name_goes_on() {
    let site = site();
    site.ingest("a", &day(5, 2));
    let wrong = site.ingest("d260107.l004711", &day(6, 5));
    assert_eq!(wrong.held.unwrap().reason, HeldReason::Date);
    let right = site.ingest("d260106.l004711", &day(6, 5));
    assert_eq!((right.id, right.state), (wrong.id, RunState::Done));
}
