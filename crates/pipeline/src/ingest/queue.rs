use jiff::civil::Date;
use store::{HeldReason, Run, RunId, RunState};

/// What the queue of pending runs asks for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Next {
    /// Take this run into the replica.
    Apply(RunId),
    /// Hold this run.
    Hold(RunId, HeldReason, String),
    /// Nothing until a person, or another file, comes.
    Wait,
}

/// What a pending run is to the chain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seat<'a> {
    pub(crate) run: &'a Run,
    /// A run of the same PRODDTO that is in the replica already.
    pub(crate) same_day: Option<RunId>,
}

/// What to do with the pending runs, given the PRODDTO of the last extract in the replica.
///
/// The chain decides, not the order of arrival: the extract whose PRODDTOFORRIG is the last PRODDTO comes
/// next. A missing extract that arrives late therefore ends the gap for which others were held. Whatever
/// else a run is held for stops everything behind it.
pub(crate) fn next(pending: &[Seat<'_>], last: Option<Date>) -> Next {
    if let Some(released) = pending.iter().find(|seat| overrides_the_chain(seat.run)) {
        return Next::Apply(released.run.id);
    }
    if pending.iter().any(|seat| seat.run.state == RunState::Held && !is_gap(seat.run)) {
        return Next::Wait;
    }
    if let Some(seat) = pending.iter().find(|seat| follows(seat.run, last)) {
        return Next::Apply(seat.run.id);
    }
    // In order of PRODDTO: the first is the one that everything else waits for.
    match pending.iter().find(|seat| is_past(seat, last)).or(pending.first()) {
        Some(seat) if !is_gap(seat.run) => {
            let (reason, detail) = break_of(seat, last);
            Next::Hold(seat.run.id, reason, detail)
        }
        _ => Next::Wait,
    }
}

/// Released from what the chain said of it. What was released from a fault of its content still has to
/// follow the chain.
fn overrides_the_chain(run: &Run) -> bool {
    run.state == RunState::Released
        && matches!(run.held, Some(HeldReason::Gap | HeldReason::Duplicate))
}

fn is_gap(run: &Run) -> bool {
    run.state == RunState::Held && run.held == Some(HeldReason::Gap)
}

fn follows(run: &Run, last: Option<Date>) -> bool {
    match (run.header, last) {
        (Some(header), Some(last)) => header.proddtoforrig == Some(last) && header.proddto > last,
        // The first extract of a new installation starts the chain.
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn is_past(seat: &Seat<'_>, last: Option<Date>) -> bool {
    let proddto = seat.run.header.map(|header| header.proddto);
    seat.same_day.is_some() || proddto.zip(last).is_some_and(|(proddto, last)| proddto <= last)
}

/// Why a run does not follow the last extract.
fn break_of(seat: &Seat<'_>, last: Option<Date>) -> (HeldReason, String) {
    let (Some(header), Some(last)) = (seat.run.header, last) else {
        // Runs without a start record are held when they are recorded; without a last extract, all follow.
        return (HeldReason::NotAnExtract, "no start record".to_owned());
    };
    let proddto = header.proddto;
    if let Some(other) = seat.same_day {
        let detail = format!("PRODDTO {proddto} came already with run {other}, in other bytes");
        return (HeldReason::Duplicate, detail);
    }
    if proddto <= last {
        let detail = format!("PRODDTO {proddto} is before that of the last extract, {last}");
        return (HeldReason::Late, detail);
    }
    let before = header.proddtoforrig.map_or("no extract".to_owned(), |date| date.to_string());
    let detail =
        format!("follows {before}, but the last extract is {last}: an extract between is missing");
    (HeldReason::Gap, detail)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use store::RunHeader;

    use super::*;

    fn day(day: i8) -> Date {
        date(2026, 1, day)
    }

    /// A run for a day that says it follows another.
    fn run(id: i64, proddto: i8, proddtoforrig: i8) -> Run {
        Run {
            id: id.to_string().parse().unwrap(),
            file_name: String::new(),
            sha256: [0; 32],
            size: 0,
            state: RunState::Seen,
            held: None,
            detail: None,
            findings: String::new(),
            header: Some(RunHeader {
                opgavenr: "004711".parse().unwrap(),
                proddto: day(proddto),
                proddtoforrig: Some(day(proddtoforrig)),
            }),
            persons: 0,
            records: 0,
            seen_at: Timestamp::UNIX_EPOCH,
            done_at: None,
        }
    }

    fn with(mut run: Run, state: RunState, held: HeldReason) -> Run {
        (run.state, run.held) = (state, Some(held));
        run
    }

    fn held(run: Run, reason: HeldReason) -> Run {
        with(run, RunState::Held, reason)
    }

    /// What comes next after day 5, in short.
    fn after_5(runs: &[Run]) -> String {
        let seats: Vec<Seat<'_>> = runs.iter().map(|run| Seat { run, same_day: None }).collect();
        match next(&seats, Some(day(5))) {
            Next::Apply(id) => format!("apply {id}"),
            Next::Hold(id, reason, _) => format!("hold {id} {}", reason.word()),
            Next::Wait => "wait".to_owned(),
        }
    }

    #[test]
    fn the_chain_decides_who_is_next() {
        assert_eq!(after_5(&[]), "wait");
        assert_eq!(after_5(&[run(1, 6, 5)]), "apply 1");
        assert_eq!(after_5(&[run(2, 6, 5), run(1, 7, 6)]), "apply 2");
    }

    #[test]
    fn the_first_extract_starts_the_chain() {
        let first = run(1, 6, 5);
        let seat = Seat { run: &first, same_day: None };
        assert_eq!(next(&[seat], None), Next::Apply(first.id));
    }

    #[test]
    fn a_gap_is_held_and_later_files_wait() {
        assert_eq!(after_5(&[run(1, 7, 6)]), "hold 1 gap");
        let gap = held(run(1, 7, 6), HeldReason::Gap);
        assert_eq!(after_5(std::slice::from_ref(&gap)), "wait");
        assert_eq!(after_5(&[gap, run(2, 8, 7)]), "wait");
    }

    #[test]
    fn the_missing_extract_ends_the_gap() {
        let gap = held(run(1, 7, 6), HeldReason::Gap);
        assert_eq!(after_5(&[run(2, 6, 5), gap.clone()]), "apply 2");
        // And with day 6 in the replica, the held one follows by itself.
        let seat = Seat { run: &gap, same_day: None };
        assert_eq!(next(&[seat], Some(day(6))), Next::Apply(gap.id));
    }

    #[test]
    fn any_other_fault_stops_everything() {
        for reason in HeldReason::ALL {
            if reason != HeldReason::Gap {
                assert_eq!(after_5(&[held(run(1, 6, 5), reason), run(2, 6, 5)]), "wait");
            }
        }
    }

    #[test]
    fn old_days_are_held_before_anything_is_called_a_gap() {
        assert_eq!(after_5(&[run(1, 4, 3)]), "hold 1 late");
        assert_eq!(after_5(&[run(1, 4, 3), run(2, 7, 6)]), "hold 1 late");
        let again = run(3, 5, 4);
        let seat = Seat { run: &again, same_day: Some(run(1, 5, 4).id) };
        let Next::Hold(_, reason, detail) = next(&[seat], Some(day(5))) else { panic!() };
        assert_eq!(reason, HeldReason::Duplicate);
        assert_eq!(detail, "PRODDTO 2026-01-05 came already with run 1, in other bytes");
    }

    #[test]
    fn an_extract_that_follows_itself_is_no_successor() {
        assert_eq!(after_5(&[run(1, 5, 5)]), "hold 1 late");
    }

    #[test]
    fn a_release_overrides_what_it_was_held_for() {
        let released = |reason| with(run(1, 7, 6), RunState::Released, reason);
        assert_eq!(after_5(&[released(HeldReason::Gap)]), "apply 1");
        let duplicate = with(run(1, 5, 4), RunState::Released, HeldReason::Duplicate);
        assert_eq!(after_5(&[duplicate]), "apply 1");
        // Released from a wrong counter, and there is a gap before it too.
        assert_eq!(after_5(&[released(HeldReason::Counter)]), "hold 1 gap");
        let counter = with(run(1, 6, 5), RunState::Released, HeldReason::Counter);
        assert_eq!(after_5(&[counter]), "apply 1");
        // Another run is held still: the released one goes all the same.
        let torn = held(run(2, 8, 7), HeldReason::Torn);
        assert_eq!(after_5(&[released(HeldReason::Gap), torn]), "apply 1");
    }
}
