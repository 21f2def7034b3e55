use app::{DayState, Decisions, Today};
use askama::Template;
use store::{ReviewState, Run, RunDeliveries, RunKind, RunState};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    t: Text,
    f: Frame,
    heading: String,
    sentence: String,
    /// How the sentence looks: `good`, `held`, `bad` or plain.
    tone: &'static str,
    updated: String,
    latest: Option<RunLine>,
    stages: Vec<Stage>,
    decisions: Vec<DecisionLine>,
    watch: Vec<WatchLine>,
    runs: Vec<RunLine>,
    replica: Option<String>,
}

/// A stage of the way of an extract.
struct Stage {
    name: &'static str,
    /// The mark: `done`, `going`, `wait`, `held` or `bad`.
    mark: &'static str,
    /// What the mark says.
    says: &'static str,
    time: String,
    figure: String,
}

/// Something that needs a decision.
struct DecisionLine {
    what: String,
    more: String,
    /// The page where it is decided.
    page: Option<String>,
    /// The command, where there is no page yet.
    command: Option<String>,
}

/// Something to watch.
struct WatchLine {
    what: String,
    english: String,
}

/// A run in a list.
struct RunLine {
    id: i64,
    day: String,
    file: String,
    received: String,
    persons: String,
    records: String,
    collected: String,
    state: &'static str,
    mark: &'static str,
}

/// How today stands.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let web = &call.shared.web;
    let today = web.app.today(&call.context, web.environment.pace())?;
    let alerts = (web.alerts)();
    // What is held stands among the decisions.
    let watch = alerts.into_iter().filter(|alert| alert.kind != "held" && alert.kind != "review");
    let watch = watch.map(|alert| WatchLine { what: t.alert(&alert.kind), english: alert.what });
    let latest = today.runs.first();
    let page = TodayPage {
        t,
        f: Frame::new(call, t.today()),
        heading: format!("{}, {}", t.today(), t.long_day(today.day)),
        sentence: t.pick(&today.sentence).to_owned(),
        tone: tone(&today),
        updated: t.time(today.at),
        latest: latest.map(|(run, deliveries)| line(t, run, deliveries)),
        stages: latest.map(|(run, deliveries)| stages(t, run, deliveries)).unwrap_or_default(),
        decisions: decisions(t, &today.decisions),
        watch: watch.collect(),
        runs: today.runs.iter().map(|(run, deliveries)| line(t, run, deliveries)).collect(),
        replica: today.replica.map(|day| t.long_day(day)),
    };
    Answer::live(call, &page)
}

fn tone(today: &Today) -> &'static str {
    match (today.state, today.decisions.count()) {
        (DayState::Held(_) | DayState::Late(_), _) => "held",
        (_, 1..) => "held",
        (DayState::Delivered(..), 0) => "good",
        _ => "plain",
    }
}

fn line(t: Text, run: &Run, deliveries: &RunDeliveries) -> RunLine {
    let day = run.header.map(|header| t.day(header.proddto));
    let (state, mark) = match run.state {
        RunState::Done if run.kind == RunKind::Seed => (t.applied(), "done"),
        RunState::Done => (t.run_state(run.state), "done"),
        RunState::Held => (t.run_state(run.state), "held"),
        RunState::Seen | RunState::Applied => (t.run_state(run.state), "going"),
        RunState::Rejected | RunState::Undone => (t.run_state(run.state), "no"),
    };
    let collected = match deliveries.published {
        0 => "–".to_owned(),
        published => t.of_all(deliveries.collected, published),
    };
    RunLine {
        id: run.id.number(),
        day: day.unwrap_or_else(|| t.unknown_day().to_owned()),
        file: run.file_name.clone(),
        received: t.moment(run.seen_at),
        persons: t.number(run.persons),
        records: t.number(run.records),
        collected,
        state,
        mark,
    }
}

/// The six stages of a run's way.
fn stages(t: Text, run: &Run, deliveries: &RunDeliveries) -> Vec<Stage> {
    let stage = |name, mark, time: Option<String>, figure: String| {
        let says = match mark {
            "done" => t.mark_done(),
            "going" => t.mark_going(),
            "held" => t.mark_held(),
            "bad" => t.mark_bad(),
            _ => t.mark_wait(),
        };
        Stage { name, mark, says, time: time.unwrap_or_default(), figure }
    };
    let is_over = matches!(run.state, RunState::Rejected | RunState::Undone);
    let checked = match (run.state, &run.held) {
        (RunState::Held, Some(held)) => ("held", t.held_reason(held.reason)),
        (RunState::Rejected, _) => ("bad", t.mark_bad()),
        _ if !run.released.is_empty() => ("done", t.was_released()),
        _ => ("done", t.no_faults()),
    };
    let is_applied = run.state.is_applied();
    let is_done = run.state == RunState::Done;
    let after = |done: bool, going: bool| match (done, going) {
        (true, _) => "done",
        (false, true) => "going",
        (false, false) => "wait",
    };
    let RunDeliveries { planned, published, with_persons, persons, collected } = *deliveries;
    let figure = |shown: bool, text: String| if shown { text } else { String::new() };
    vec![
        stage(
            t.received(),
            "done",
            Some(t.time(run.seen_at)),
            format!(
                "{} · {}\u{a0}{}",
                t.size(run.size),
                t.number(run.records),
                t.choose("records", "records")
            ),
        ),
        stage(t.checked(), checked.0, Some(t.time(run.seen_at)), checked.1.to_owned()),
        stage(
            t.applied(),
            after(is_applied, run.state == RunState::Seen && !is_over),
            run.applied_at.map(|at| t.time(at)),
            figure(
                is_applied,
                format!("{}\u{a0}{}", t.number(run.persons), t.choose("personer", "persons")),
            ),
        ),
        stage(
            t.matched(),
            after(is_applied && published == planned, is_applied),
            None,
            figure(
                is_applied && planned > 0,
                format!(
                    "{}\u{a0}{} {}",
                    t.number(persons),
                    t.choose("personer til", "persons to"),
                    agreements(t, with_persons),
                ),
            ),
        ),
        stage(
            t.delivered(),
            after(is_done, is_applied),
            run.done_at.map(|at| t.time(at)),
            figure(
                is_applied,
                format!("{} {}", t.of_all(published, planned), t.choose("aftaler", "agreements")),
            ),
        ),
        stage(
            t.collected(),
            after(is_done && collected == published, published > 0),
            None,
            figure(
                published > 0,
                format!("{} {}", t.of_all(collected, published), t.choose("filer", "files")),
            ),
        ),
    ]
}

fn agreements(t: Text, number: u64) -> String {
    let word = match number {
        1 => t.choose("aftale", "agreement"),
        _ => t.choose("aftaler", "agreements"),
    };
    format!("{}\u{a0}{word}", t.number(number))
}

fn decisions(t: Text, decisions: &Decisions) -> Vec<DecisionLine> {
    let Decisions { runs, deliveries, filters, reviews } = decisions;
    let runs = runs.iter().map(|run| {
        let day = run.header.map(|header| t.long_day(header.proddto));
        let day = day.unwrap_or_else(|| t.unknown_day().to_owned());
        let held = run.held.as_ref().map(|held| t.held_reason(held.reason)).unwrap_or_default();
        DecisionLine {
            what: format!("{} {day}: {held}", t.extract_for()),
            more: run.file_name.clone(),
            page: Some(format!("/udtraek/{}", run.id)),
            command: None,
        }
    });
    let deliveries = deliveries.iter().map(|hold| DecisionLine {
        what: t
            .pick(&t.held_delivery(hold.pair.sftp_user.as_str(), hold.persons, hold.usual))
            .to_owned(),
        more: format!("{} {}", t.extract_for(), t.long_day(hold.proddto)),
        page: None,
        command: Some(format!("cprabo delivery release --agreement {}", hold.pair.agreement)),
    });
    let filters = filters.iter().map(|request| DecisionLine {
        what: t.pick(&t.filter_request(request.persons)).to_owned(),
        more: t.moment(request.at),
        page: None,
        command: Some(format!("cprabo filter approve {}", request.id)),
    });
    let reviews = reviews.iter().map(|line| {
        let by = match line.state {
            ReviewState::Overdue(by) => t.day(by),
            _ => String::new(),
        };
        DecisionLine {
            what: format!("{}: {}", t.alert("review"), line.status.system),
            more: by,
            page: None,
            command: Some(format!(
                "cprabo review confirm --agreement {} --by NAME",
                line.status.uuid
            )),
        }
    });
    runs.chain(deliveries).chain(filters).chain(reviews).collect()
}
