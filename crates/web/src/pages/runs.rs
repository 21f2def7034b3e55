use store::{Run, RunState};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::list_query::{ListQuery, Sort};
use crate::page_error::PageError;
use crate::table::{Cell, Column, Pages, Table};
use crate::text::Text;
use crate::view::{Block, Field, FormView, Link, Page, Part, Section, Tone};

const KEYS: &[&str] = &["modtaget", "udtraek", "personer", "records", "tid"];
const USUAL: Sort = Sort { key: "modtaget", is_falling: true };
const STATES: &[&str] = &["seen", "held", "rejected", "applied", "done", "undone"];

/// What came from CPR, and how it went.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let query = ListQuery::new("/udtraek", &call.query, KEYS, USUAL);
    let (query, state) = query.with_choice(&call.query, "tilstand", STATES);
    let all = call.app().runs(&call.context)?;
    let lead = lead(t, &all);
    let is_empty = all.is_empty();
    let mut runs = all;
    runs.retain(|run| state.is_none_or(|state| run.state.as_str() == state));
    sort(&mut runs, query.sort());
    let total = runs.len() as u64;
    let shown = runs.iter().skip(usize::try_from(query.skip()).unwrap_or(usize::MAX)).take(50);
    let table = Table {
        t,
        label: t.runs_table().to_owned(),
        columns: vec![
            Column::text(t.extract_for()).sorted(&query, "udtraek"),
            Column::text(t.received()).sorted(&query, "modtaget"),
            Column::number(t.persons()).wide().sorted(&query, "personer"),
            Column::number(t.records()).wide().sorted(&query, "records"),
            Column::number(t.minutes_to_deliver()).wide().sorted(&query, "tid"),
            Column::text(t.state()),
        ],
        rows: shown.map(|run| row(t, run)).collect(),
        pages: Pages::of(t, &query, total),
    };
    let any = (String::new(), t.all_choices().to_owned());
    let states = [
        RunState::Seen,
        RunState::Held,
        RunState::Rejected,
        RunState::Applied,
        RunState::Done,
        RunState::Undone,
    ];
    let states = states.map(|state| (state.as_str().to_owned(), t.run_state(state).to_owned()));
    let choices = [any].into_iter().chain(states).collect();
    let field = Field::select("tilstand", t.state(), choices, state.unwrap_or_default());
    let mut blocks = vec![Block::Form(FormView::get("/udtraek", vec![field], t.filter_list()))];
    blocks.push(match total {
        0 if is_empty => Block::Text(format!("{} {} cprabo seed", t.no_run(), t.no_run_advice())),
        0 => Block::Text(t.nothing_found().to_owned()),
        _ => Block::Table(table),
    });
    if query.is_filtered() {
        blocks.push(Block::Links(vec![Link::plain("/udtraek", t.show_all())]));
    }
    let page = Page::new(t, Frame::new(call, t.extracts()), t.extracts());
    let page = page.lead(lead.0, lead.1);
    Answer::page(&page.with(vec![Part::Open(Section::new("h-list", "", blocks))]))
}

/// Seconds from its coming to the last delivery.
pub(super) fn seconds(run: &Run) -> Option<f64> {
    let done = run.done_at?;
    let taken = done.duration_since(run.seen_at).as_secs_f64();
    // A held run waits for a person.
    run.held.is_none().then_some(taken.max(0.0))
}

fn row(t: Text, run: &Run) -> Vec<Cell> {
    let day = run.header.map(|header| t.day(header.proddto));
    let day = day.unwrap_or_else(|| t.unknown_day().to_owned());
    let mark = match run.state {
        RunState::Done => "done",
        RunState::Held => "held",
        RunState::Seen | RunState::Applied => "going",
        RunState::Rejected | RunState::Undone => "no",
    };
    let minutes = seconds(run).map(|seconds| crate::plot::decimal(t, seconds / 60.0, 1));
    vec![
        Cell::Link(format!("/udtraek/{}", run.id), day),
        Cell::Text(t.moment(run.seen_at)),
        Cell::Number(t.number(run.persons)),
        Cell::Number(t.number(run.records)),
        Cell::Number(minutes.unwrap_or_else(|| "–".to_owned())),
        Cell::State(mark, t.run_state(run.state).to_owned()),
    ]
}

fn sort(runs: &mut [Run], sort: Sort) {
    match sort.key {
        "udtraek" => runs.sort_by_key(|run| run.header.map(|header| header.proddto)),
        "personer" => runs.sort_by_key(|run| run.persons),
        "records" => runs.sort_by_key(|run| run.records),
        "tid" => runs.sort_by(|one, other| {
            let of = |run: &Run| seconds(run).unwrap_or(-1.0);
            of(one).total_cmp(&of(other))
        }),
        _ => runs.sort_by_key(|run| run.seen_at),
    }
    if sort.is_falling {
        runs.reverse();
    }
}

fn lead(t: Text, runs: &[Run]) -> (Tone, String) {
    let held = runs.iter().filter(|run| run.state == RunState::Held).count() as u64;
    let tone = if held > 0 { Tone::Held } else { Tone::Plain };
    (tone, t.runs_lead(runs.len() as u64, held))
}
