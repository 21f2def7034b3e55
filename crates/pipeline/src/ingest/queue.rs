use jiff::civil::Date;
use store::{Held, HeldReason, Run, RunId};

/// What to do with the pending runs, by the chain of PRODDTO.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct QueueDecision {
    /// For each run whose label differs from that in the store: its hold, if any.
    pub(crate) labels: Vec<(RunId, Option<Held>)>,
    /// The run to be applied; `None` until a person decides or another file comes.
    pub(crate) next: Option<RunId>,
}

/// The state that decides about the pending runs.
#[derive(Debug, Default)]
pub(crate) struct ExtractSequence {
    /// The PRODDTO of the last extract in the replica, and its run.
    pub(crate) last: Option<(Date, RunId)>,
    /// While the replica is empty, the days of rejected runs.
    pub(crate) rejected: Vec<Date>,
    /// The latest plausible PRODDTO; `None` where days do not pass by the clock.
    pub(crate) latest: Option<Date>,
}

/// A pending run, and the applied one with the same bytes, if any.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PendingRun<'a> {
    pub(crate) run: &'a Run,
    pub(crate) same_bytes: Option<RunId>,
}

/// Decides about the pending runs, which are in order of PRODDTO.
///
/// The chain decides, not the order of arrival. Only the first run may be applied, if it has no hold reason or a person
/// has overruled the reason; the others wait. Reasons are determined again each time: a missing extract that arrives
/// ends the gap for which others were held, and a run that newer extracts have overtaken becomes late.
pub(crate) fn judge(pending: &[PendingRun<'_>], chain: &ExtractSequence) -> QueueDecision {
    let mut decision = QueueDecision::default();
    for (place, pending_run) in pending.iter().enumerate() {
        let held = hold_reason(pending_run, chain, &pending[..place]);
        if place == 0 && held.is_none() {
            decision.next = Some(pending_run.run.id);
        }
        if held != pending_run.run.held {
            decision.labels.push((pending_run.run.id, held));
        }
    }
    decision
}

/// The reason to hold a run now; `before` are the pending runs with an earlier turn.
fn hold_reason(
    pending_run: &PendingRun<'_>,
    chain: &ExtractSequence,
    before: &[PendingRun<'_>],
) -> Option<Held> {
    let run = pending_run.run;
    let stands = |held: &Held| !(held.releasable && run.released.contains(&held.reason));
    // A file without a day has no place in the chain either.
    let is_lasting = |held: &Held| held.reason.is_of_content() || run.header.is_none();
    same_bytes(pending_run)
        .or_else(|| run.held.clone().filter(is_lasting))
        .or_else(|| wrong_date(run, chain.latest))
        .filter(stands)
        .or_else(|| out_of_order(run, chain).filter(stands))
        .or_else(|| gap(run, chain, before).filter(stands))
}

fn wrong_date(run: &Run, latest: Option<Date>) -> Option<Held> {
    let detail = odd_date(&run.file_name, run.header?.proddto, latest)?;
    Some(Held { reason: HeldReason::Date, detail, releasable: true })
}

/// Why a PRODDTO is not plausible, if so. If one of the future were applied, all extracts until that day would be late.
pub(crate) fn odd_date(file_name: &str, proddto: Date, latest: Option<Date>) -> Option<String> {
    if let Some(named) = day_in_name(file_name).filter(|named| *named != short(proddto)) {
        return Some(format!("PRODDTO is {proddto}, but the file's name says {named} (YYMMDD)"));
    }
    let is_late = latest.is_some_and(|latest| latest < proddto);
    is_late.then(|| format!("PRODDTO {proddto} is in the future by this machine's clock"))
}

/// The day in a name of the register's form, `D` YYMMDD `.L` and a task number (`extract-format.md`); `None` for other
/// names.
pub(crate) fn day_in_name(name: &str) -> Option<&str> {
    let (day, task) = name.split_once('.')?;
    let day = day.strip_prefix(['D', 'd'])?;
    let task = task.strip_prefix(['L', 'l'])?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (day.len() == 6 && is_number(day) && is_number(task)).then_some(day)
}

fn short(day: Date) -> String {
    day.strftime("%y%m%d").to_string()
}

fn same_bytes(pending_run: &PendingRun<'_>) -> Option<Held> {
    let other = pending_run.same_bytes?;
    let detail = format!("byte for byte the file of run {other}");
    Some(Held { reason: HeldReason::Duplicate, detail, releasable: false })
}

/// The run's day is over: its data would replace newer ones.
fn out_of_order(run: &Run, chain: &ExtractSequence) -> Option<Held> {
    let proddto = run.header?.proddto;
    let (last, other) = chain.last?;
    if proddto < last {
        let detail = format!("PRODDTO {proddto} is before that of the last extract, {last}");
        return Some(Held { reason: HeldReason::Late, detail, releasable: false });
    }
    let detail = format!("PRODDTO {proddto} came already with run {other}, in other bytes");
    (proddto == last).then_some(Held { reason: HeldReason::Duplicate, detail, releasable: true })
}

/// The extract that this one follows is missing.
fn gap(run: &Run, chain: &ExtractSequence, before: &[PendingRun<'_>]) -> Option<Held> {
    let header = run.header?;
    let follows = header.proddtoforrig;
    let day = |pending_run: &PendingRun<'_>| pending_run.run.header.map(|header| header.proddto);
    // A second extract of the last day follows the same day as the first.
    let is_same_day = chain.last.is_some_and(|(last, _)| last == header.proddto);
    if is_same_day
        || (follows.is_some() && before.iter().any(|pending_run| day(pending_run) == follows))
    {
        return None;
    }
    let followed = follows.map_or("no extract".to_owned(), |date| date.to_string());
    let detail = match chain.last {
        Some((last, _)) if follows == Some(last) => return None,
        Some((last, _)) => {
            format!(
                "follows {followed}, but the last extract is {last}: an extract between is missing"
            )
        }
        // The first extract of a new installation starts the chain, unless the one before it came and was rejected.
        None if follows.is_some_and(|follows| chain.rejected.contains(&follows)) => {
            format!("follows {followed}, whose extract was rejected and has not come again")
        }
        None => return None,
    };
    Some(Held { reason: HeldReason::Gap, detail, releasable: true })
}

#[cfg(test)]
mod tests;
