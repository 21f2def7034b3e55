use app::{AppError, ErrorCode, RunOverview, RunStateToken};
use askama::Template;
use store::{AgreementText, Decision, RunId, RunState, UserRole};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage {
    t: Text,
    f: Frame,
    about: About,
    wrong: String,
    advice: Option<String>,
    detail: String,
    findings: Vec<String>,
    is_held: bool,
    is_releasable: bool,
    may_decide: bool,
    agreements: String,
    last: Option<String>,
    waiting: String,
}

/// What both pages say of a run.
struct About {
    id: i64,
    number: String,
    heading: String,
    short: String,
    state: &'static str,
    mark: &'static str,
    file: String,
    sha256: String,
    size: String,
    received: String,
    proddto: String,
    before: String,
    persons: String,
    records: String,
}

#[derive(Template)]
#[template(path = "run_confirm.html")]
struct Confirm {
    t: Text,
    f: Frame,
    about: About,
    wrong: String,
    is_release: bool,
    agreements: String,
    /// What the page is based on.
    state: String,
    reason: String,
    reason_wrong: Option<String>,
}

/// A run: what it is, and if it is held, what is wrong and what can be done.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let overview = overview(call)?;
    let t = call.text();
    let about = About::of(t, &overview);
    let RunOverview { run, wrong, advice, last, agreements, waiting, .. } = overview;
    let held = run.held.as_ref().filter(|_| run.state == RunState::Held);
    let last = last.and_then(|run| run.header).map(|header| t.short_day(header.proddto));
    let role = call.user()?.user.role;
    Answer::page(&RunPage {
        t,
        f: Frame::new(call, format!("{}: {}", t.run_state(run.state), about.short)),
        wrong: wrong.map(|wrong| t.pick(&wrong).to_owned()).unwrap_or_default(),
        advice: advice.map(|advice| t.pick(&advice).to_owned()),
        detail: held.map(|held| held.detail.clone()).unwrap_or_default(),
        is_held: held.is_some(),
        is_releasable: held.is_some_and(|held| held.releasable),
        may_decide: role == UserRole::Operator,
        agreements: t.number(agreements),
        last,
        waiting: t.number(waiting),
        findings: run.findings,
        about,
    })
}

/// The page on which a release is confirmed.
pub(crate) fn show_release(call: &Call) -> Result<Answer, PageError> {
    show_confirm(call, Decision::Release)
}

/// The page on which a rejection is confirmed.
pub(crate) fn show_reject(call: &Call) -> Result<Answer, PageError> {
    show_confirm(call, Decision::Reject)
}

/// Releases.
pub(crate) fn release(call: &Call) -> Result<Answer, PageError> {
    decide(call, Decision::Release)
}

/// Rejects.
pub(crate) fn reject(call: &Call) -> Result<Answer, PageError> {
    decide(call, Decision::Reject)
}

fn show_confirm(call: &Call, decision: Decision) -> Result<Answer, PageError> {
    let overview = overview(call)?;
    let held = overview.run.held.as_ref().filter(|_| overview.run.state == RunState::Held);
    match held {
        Some(held) if held.releasable || decision == Decision::Reject => {
            let state = overview.state.text();
            Answer::page(&confirm(call, overview, decision, state, None))
        }
        _ => Answer::see_other(format!("/udtraek/{}", overview.run.id)),
    }
}

fn decide(call: &Call, decision: Decision) -> Result<Answer, PageError> {
    let (t, id) = (call.text(), call.part::<RunId>("run")?);
    let again = |wrong: String| -> Result<Answer, PageError> {
        let state = call.form.get("tilstand").to_owned();
        Answer::wrong(&confirm(call, overview(call)?, decision, state, Some(wrong)))
    };
    let Ok(reason) = call.form.get("begrundelse").parse::<AgreementText>() else {
        return again(t.reason_missing().to_owned());
    };
    let seen = RunStateToken::parse(call.form.get("tilstand")).ok_or(PageError::NotFound)?;
    match call.app().resolve_hold(&call.context, id, decision, &reason, seen) {
        Ok(_) => {
            let word = if decision == Decision::Release { "frigivet" } else { "afvist" };
            Answer::see_other(format!("/udtraek/{id}?besked={word}"))
        }
        Err(error) => match reason_wrong(t, &error) {
            Some(wrong) => again(wrong),
            None => Err(error.into()),
        },
    }
}

/// What is wrong with the reason, if that is it.
fn reason_wrong(t: Text, error: &AppError) -> Option<String> {
    let is_it = error.code() == ErrorCode::InvalidArgument;
    error.detail().filter(|_| is_it).map(|detail| format!("{}.", t.pick(detail)))
}

fn overview(call: &Call) -> Result<RunOverview, PageError> {
    let found = call.app().run_overview(&call.context, call.part("run")?);
    found.map_err(|error| match error.code() {
        ErrorCode::NotPossible => PageError::NotFound,
        _ => error.into(),
    })
}

fn confirm(
    call: &Call,
    overview: RunOverview,
    decision: Decision,
    state: String,
    reason_wrong: Option<String>,
) -> Confirm {
    let t = call.text();
    let is_release = decision == Decision::Release;
    let title = if is_release { t.release() } else { t.reject() };
    Confirm {
        t,
        f: Frame::new(call, title),
        about: About::of(t, &overview),
        wrong: overview.wrong.map(|wrong| t.pick(&wrong).to_owned()).unwrap_or_default(),
        is_release,
        agreements: t.number(overview.agreements),
        state,
        reason: call.form.get("begrundelse").to_owned(),
        reason_wrong,
    }
}

impl About {
    fn of(t: Text, overview: &RunOverview) -> Self {
        let run = &overview.run;
        let day = run.header.map(|header| header.proddto);
        let unknown = || t.unknown_day().to_owned();
        let short = day.map_or_else(unknown, |day| t.short_day(day));
        let before = run.header.and_then(|header| header.proddtoforrig);
        let mark = match run.state {
            RunState::Done => "done",
            RunState::Held => "held",
            RunState::Seen | RunState::Applied => "going",
            RunState::Rejected | RunState::Undone => "no",
        };
        Self {
            id: run.id.number(),
            number: t.number(run.id.number().unsigned_abs()),
            heading: format!(
                "{} {}",
                t.extract_for(),
                day.map_or_else(unknown, |day| t.long_day(day))
            ),
            short,
            state: t.run_state(run.state),
            mark,
            file: run.file_name.clone(),
            sha256: run.sha256.to_string(),
            size: t.size(run.size),
            received: t.moment(run.seen_at),
            proddto: day.map_or_else(unknown, |day| t.day(day)),
            before: before.map_or_else(|| t.first_of_chain().to_owned(), |day| t.day(day)),
            persons: t.number(run.persons),
            records: t.number(run.records),
        }
    }
}
