use jiff::Timestamp;
use jiff::civil::date;
use store::{RunHeader, RunState, Sha256};

use super::*;

fn day(day: i8) -> Date {
    date(2026, 1, day)
}

/// A run for a day, which follows another day.
fn run(id: i64, proddto: i8, proddtoforrig: i8) -> Run {
    Run {
        kind: store::RunKind::Day,
        id: id.to_string().parse().unwrap(),
        file_name: String::new(),
        sha256: Sha256::from_bytes([0; 32]),
        size: 0,
        state: RunState::Seen,
        held: None,
        released: Vec::new(),
        findings: Vec::new(),
        header: Some(RunHeader {
            opgavenr: "004711".parse().unwrap(),
            proddto: day(proddto),
            proddtoforrig: Some(day(proddtoforrig)),
        }),
        persons: 0,
        records: 0,
        seen_at: Timestamp::UNIX_EPOCH,
        applied_at: None,
        done_at: None,
        unarchived_at: None,
    }
}

fn held(mut run: Run, reason: HeldReason) -> Run {
    run.state = RunState::Held;
    run.held = Some(Held { reason, detail: String::new(), releasable: true });
    run
}

fn released(mut run: Run, reason: HeldReason) -> Run {
    run.released.push(reason);
    run
}

fn after(last: Option<i8>, runs: &[Run]) -> QueueDecision {
    let seats: Vec<PendingRun<'_>> =
        runs.iter().map(|run| PendingRun { run, same_bytes: None }).collect();
    let last = last.map(|last| (day(last), "100".parse().unwrap()));
    judge(&seats, &ExtractSequence { last, ..ExtractSequence::default() })
}

/// The decision after day 5, in short: labels that change, then the next run.
fn after_5(runs: &[Run]) -> String {
    short(&after(Some(5), runs))
}

fn short(decision: &QueueDecision) -> String {
    let label = |(id, held): &(RunId, Option<Held>)| match held {
        Some(Held { reason, releasable: true, .. }) => format!("{id} {} ", reason.as_str()),
        Some(Held { reason, .. }) => format!("{id} {}! ", reason.as_str()),
        None => format!("{id} free "),
    };
    let labels: String = decision.labels.iter().map(label).collect();
    labels + &decision.next.map_or_else(|| "wait".to_owned(), |id| format!("apply {id}"))
}

#[test]
fn chain_decides_which_run_is_next() {
    assert_eq!(after_5(&[]), "wait");
    assert_eq!(after_5(&[run(1, 6, 5)]), "apply 1");
    assert_eq!(after_5(&[run(2, 6, 5), run(1, 7, 6)]), "apply 2");
}

#[test]
fn the_first_extract_starts_the_chain() {
    assert_eq!(short(&after(None, &[run(1, 6, 5)])), "apply 1");
    assert_eq!(short(&after(None, &[run(2, 6, 5), run(1, 7, 6)])), "apply 2");
}

#[test]
fn a_chain_does_not_start_behind_an_extract_that_was_rejected() {
    let first = run(2, 6, 5);
    let seats = [PendingRun { run: &first, same_bytes: None }];
    let chain = ExtractSequence { rejected: vec![day(5)], ..ExtractSequence::default() };
    assert_eq!(short(&judge(&seats, &chain)), "2 gap wait");
    // The same extract again, complete this time.
    let again = run(3, 5, 2);
    let seats = [PendingRun { run: &again, same_bytes: None }, seats[0]];
    assert_eq!(short(&judge(&seats, &chain)), "apply 3");
}

#[test]
fn a_gap_is_held_and_later_files_wait() {
    assert_eq!(after_5(&[run(1, 7, 6)]), "1 gap wait");
    assert_eq!(after_5(&[run(1, 7, 6), run(2, 8, 7)]), "1 gap wait");
    assert_eq!(after_5(&[run(1, 7, 6), run(2, 9, 8)]), "1 gap 2 gap wait");
}

#[test]
fn the_missing_extract_ends_the_gap() {
    let gap = held(run(1, 7, 6), HeldReason::Gap);
    assert_eq!(after_5(&[run(2, 6, 5), gap.clone()]), "1 free apply 2");
    assert_eq!(short(&after(Some(6), &[gap])), "1 free apply 1");
}

#[test]
fn a_fault_of_the_content_stops_everything_behind_it() {
    for reason in HeldReason::ALL.into_iter().filter(|reason| reason.is_of_content()) {
        assert_eq!(after_5(&[held(run(1, 6, 5), reason), run(2, 7, 6)]), "wait", "{reason:?}");
        // And nothing before it.
        assert_eq!(after_5(&[run(2, 6, 5), held(run(1, 7, 6), reason)]), "apply 2", "{reason:?}");
    }
}

#[test]
fn labels_of_the_chain_are_recomputed() {
    let stale = held(run(1, 4, 3), HeldReason::Gap);
    assert_eq!(after_5(&[stale]), "1 late! wait");
    let overtaken = released(run(1, 4, 3), HeldReason::Gap);
    assert_eq!(after_5(&[overtaken]), "1 late! wait");
}

#[test]
fn old_days_are_late_and_cannot_be_released() {
    assert_eq!(after_5(&[run(1, 4, 3)]), "1 late! wait");
    let insisted = released(run(1, 4, 3), HeldReason::Late);
    assert_eq!(after_5(&[insisted]), "1 late! wait", "what is not releasable is never overruled");
}

#[test]
fn another_extract_of_the_last_day_is_a_duplicate_that_can_be_released() {
    let decision = after(Some(5), &[run(1, 5, 4)]);
    assert_eq!(short(&decision), "1 duplicate wait");
    let (_, label) = &decision.labels[0];
    let detail = "PRODDTO 2026-01-05 came already with run 100, in other bytes";
    assert_eq!(label.as_ref().unwrap().detail, detail);
    assert_eq!(after_5(&[released(run(1, 5, 4), HeldReason::Duplicate)]), "apply 1");
}

#[test]
fn the_same_bytes_cannot_be_released() {
    let again = released(run(1, 5, 4), HeldReason::Duplicate);
    let pending_run = PendingRun { run: &again, same_bytes: Some("7".parse().unwrap()) };
    let last = Some((day(5), "7".parse().unwrap()));
    assert_eq!(
        short(&judge(&[pending_run], &ExtractSequence { last, ..ExtractSequence::default() })),
        "1 duplicate! wait"
    );
}

#[test]
fn an_extract_that_follows_itself_or_a_later_one_is_no_successor() {
    assert_eq!(after_5(&[run(1, 5, 5)]), "1 duplicate wait");
    assert_eq!(after_5(&[run(1, 6, 6)]), "1 gap wait");
    assert_eq!(after_5(&[run(1, 6, 7), run(2, 7, 6)]), "1 gap wait");
}

#[test]
fn a_release_overrides_what_it_was_for_and_nothing_else() {
    assert_eq!(after_5(&[released(run(1, 7, 6), HeldReason::Gap)]), "apply 1");
    // Released from a wrong counter, and there is a gap before it too.
    assert_eq!(after_5(&[released(run(1, 7, 6), HeldReason::Counter)]), "1 gap wait");
    assert_eq!(after_5(&[released(run(1, 6, 5), HeldReason::Counter)]), "apply 1");
    // The earlier one has its turn first.
    let behind = released(run(1, 8, 7), HeldReason::Gap);
    assert_eq!(after_5(&[run(2, 7, 6), behind]), "2 gap wait");
}

#[test]
fn a_file_without_a_start_record_stops_everything() {
    let mut garbage = held(run(1, 1, 1), HeldReason::NotAnExtract);
    garbage.header = None;
    assert_eq!(after_5(&[garbage, run(2, 6, 5)]), "wait");
}

fn named(name: &str, run: Run) -> Run {
    Run { file_name: name.to_owned(), ..run }
}

#[test]
fn judge_of_a_day_that_is_not_the_names_holds_for_its_date() {
    for name in ["d260107.l534902", "D260107.L534902", "d991231.l1"] {
        assert_eq!(after_5(&[named(name, run(1, 6, 5))]), "1 date wait", "{name}");
    }
    // The same day, and names without a day.
    for name in
        ["d260106.l534902", "d260107", "d260107.txt", "x260107.l534902", "d26010.l1", "dag.l1"]
    {
        assert_eq!(after_5(&[named(name, run(1, 6, 5))]), "apply 1", "{name}");
    }
}

#[test]
fn judge_of_a_day_after_tomorrow_holds_until_the_clock_has_come_there() {
    let at = |latest: Option<i8>, runs: &[Run]| {
        let seats: Vec<PendingRun<'_>> =
            runs.iter().map(|run| PendingRun { run, same_bytes: None }).collect();
        let last = Some((day(5), "100".parse().unwrap()));
        short(&judge(
            &seats,
            &ExtractSequence { last, latest: latest.map(day), ..ExtractSequence::default() },
        ))
    };
    assert_eq!(at(Some(6), &[run(1, 6, 5)]), "apply 1");
    assert_eq!(at(Some(5), &[run(1, 6, 5)]), "1 date wait");
    assert_eq!(at(None, &[run(1, 6, 5)]), "apply 1");
    assert_eq!(at(Some(6), &[held(run(1, 6, 5), HeldReason::Date)]), "1 free apply 1");
    // An old day is no reason.
    assert_eq!(at(Some(30), &[run(1, 6, 5)]), "apply 1");
}

#[test]
fn judge_of_a_date_that_was_released_looks_at_the_chain_still() {
    let odd = |proddto, follows| {
        released(named("d260101.l1", run(1, proddto, follows)), HeldReason::Date)
    };
    assert_eq!(after_5(&[odd(6, 5)]), "apply 1");
    assert_eq!(after_5(&[odd(8, 7)]), "1 gap wait");
    assert_eq!(after_5(&[odd(4, 3)]), "1 late! wait");
}

#[test]
fn judge_of_a_run_without_a_day_holds_it_for_good() {
    let mut none = held(run(1, 6, 5), HeldReason::Date);
    none.header = None;
    assert_eq!(after_5(&[none]), "wait");
}
