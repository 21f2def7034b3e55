use app::AppError;
use askama::Template;
use civil::MunicipalityCode;
use jiff::civil::Date;
use sandbox::{DayProgress, OrderState, OrderedEvent, Sandbox, SandboxDay};
use store::{Agreement, Delivery, HeldReason, Run, RunId, RunKind, System};
use synth::{Inhabitant, InhabitantIndex, InjectedFault};

use super::refusal::{refused, sandbox};
use super::search::{FAMILIES, STATES, Search, Wrong};
use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;

/// Persons who are shown at a time.
const FOUND: usize = 20;
/// Days whose files can be chosen.
const DAYS: u64 = 10;
/// Agreements for which is said why.
const AGREEMENTS: usize = 20;

#[derive(Template)]
#[template(path = "tryout.html")]
struct Steps {
    t: Text,
    f: Frame,
    stands_at: String,
    next_day: String,
    progress: Option<ProgressView>,
    held: Option<HeldView>,
    search: Search,
    wrong: Wrong,
    states: Vec<Choice>,
    families: Vec<Choice>,
    found: Option<Table>,
    more: Option<String>,
    person: Option<PersonView>,
    ordered: Vec<String>,
    faults: Vec<Choice>,
    has_systems: bool,
    days: Vec<(String, String, bool)>,
    files: Option<Table>,
}

/// A word in the address, and its text.
type NamedChoice = (&'static str, fn(Text) -> &'static str);

struct Choice {
    value: String,
    name: &'static str,
    is_chosen: bool,
}

struct ProgressView {
    is_open: bool,
    needs_somebody: bool,
    sentence: String,
    /// In English.
    error: Option<String>,
    passed: Option<Table>,
    refresh: String,
}

struct HeldView {
    run: RunId,
    what: String,
    is_releasable: bool,
}

struct PersonView {
    index: u64,
    name: String,
    pnr: String,
    born: String,
    age: String,
    status: String,
    municipality: String,
    is_protected: bool,
    relatives: Vec<(&'static str, String, String)>,
    events: Vec<(String, &'static str)>,
    why: Option<(String, Table)>,
}

/// The three steps and the file.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let search = Search::read(&call.query);
    Answer::page(&page(call, search, Wrong::default())?)
}

/// The same with what is wrong in the search.
pub(super) fn wrong(call: &Call, search: Search, wrong: Wrong) -> Result<Answer, PageError> {
    // The number is not repeated.
    let search = Search { number: String::new(), ..search };
    Answer::wrong(&page(call, search, wrong)?)
}

fn page(call: &Call, search: Search, wrong: Wrong) -> Result<Steps, PageError> {
    let sandbox = sandbox(call)?;
    Ok(call.app().in_sandbox(&call.context, || steps(call, sandbox, search, wrong))?)
}

fn steps(call: &Call, sandbox: &Sandbox, search: Search, wrong: Wrong) -> Result<Steps, AppError> {
    let t = call.text();
    let (today, next_day) = sandbox.days().map_err(refused)?;
    let index = call.query.get("person").parse().ok().map(InhabitantIndex::from_number);
    let (found, more) = found(call, sandbox, &search)?;
    let (systems, agreements) = sandbox.parties().map_err(refused)?;
    let mut runs = sandbox.recent_runs(DAYS).map_err(refused)?;
    runs.retain(|run| run.kind == RunKind::Day && run.state.is_applied());
    let run = chosen_run(call, &runs);
    let person = match index.map(|index| sandbox.person(index)).transpose().map_err(refused)? {
        Some(Some(person)) => Some(view(call, sandbox, &person, &agreements, &systems, run)?),
        _ => None,
    };
    let place = search.address(None, index);
    let ordered = sandbox.ordered_events().map_err(refused)?;
    Ok(Steps {
        t,
        f: Frame::new(call, t.try_out()),
        stands_at: t.long_day(today),
        next_day: t.long_day(next_day),
        progress: sandbox.progress().map(|progress| progress_view(t, &progress, place.clone())),
        held: sandbox.held().map_err(refused)?.map(|(run, _)| held_view(t, &run)),
        states: choices(t, &search.state, &STATES.map(|(word, _, name)| (word, name))),
        families: choices(t, &search.family, &FAMILIES.map(|(word, _, name)| (word, name))),
        search,
        wrong,
        found,
        more,
        person,
        ordered: ordered_lines(t, sandbox, &ordered)?,
        faults: InjectedFault::ALL
            .map(|fault| Choice {
                value: fault.to_string(),
                name: t.injected_fault(fault),
                is_chosen: false,
            })
            .into(),
        has_systems: !agreements.is_empty(),
        days: day_links(t, &runs, run, &place),
        files: match run {
            Some(run) => Some(files(t, sandbox, run, &agreements, &systems, index)?),
            None => None,
        },
    })
}

/// The day whose files are shown: the one of the address, or the last.
fn chosen_run<'a>(call: &Call, runs: &'a [Run]) -> Option<&'a Run> {
    let asked: Option<RunId> = call.query.get("koersel").parse().ok();
    runs.iter().find(|run| Some(run.id) == asked).or_else(|| runs.first())
}

fn found(
    call: &Call,
    sandbox: &Sandbox,
    search: &Search,
) -> Result<(Option<Table>, Option<String>), AppError> {
    let t = call.text();
    let place: Option<u64> = call.query.get("sted").parse().ok();
    if search.is_empty() && place.is_none() {
        return Ok((None, None));
    }
    let from = InhabitantIndex::from_number(place.unwrap_or_default());
    let found = sandbox.find(&search.query(), from, FOUND).map_err(refused)?;
    let rows = found.people.iter().map(|one| {
        let address = format!("{}#ske", search.address(Some(from), Some(one.index)));
        vec![
            Cell::Link(address, one.name.clone()),
            Cell::Code(one.pnr.reveal().to_string()),
            Cell::Number(one.age.to_string()),
            Cell::Text(lives_in(t, one.municipality)),
            Cell::Text(status(t, one)),
        ]
    });
    let table = Table {
        t,
        label: t.try_found().to_owned(),
        columns: vec![
            Column::text(t.try_name()),
            Column::text(t.try_number()),
            Column::number(t.try_age()),
            Column::text(t.try_lives_in()),
            Column::text(t.try_state()).wide(),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let more = found.next.map(|next| format!("{}#fundet", search.address(Some(next), None)));
    Ok((Some(table), more))
}

fn view(
    call: &Call,
    sandbox: &Sandbox,
    person: &Inhabitant,
    agreements: &[Agreement],
    systems: &[System],
    run: Option<&Run>,
) -> Result<PersonView, AppError> {
    let t = call.text();
    let named = [
        (t.try_spouse(), person.spouse.as_slice()),
        (t.try_parent(), &person.parents),
        (t.try_child(), &person.children),
    ];
    let mut relatives = Vec::new();
    for (word, places) in named {
        for index in places {
            if let Some(one) = sandbox.person(*index).map_err(refused)? {
                let address = format!("{}#ske", Search::default().address(None, Some(*index)));
                relatives.push((word, one.name, address));
            }
        }
    }
    let events = sandbox.possible_events(person.index).map_err(refused)?;
    let day = run.and_then(|run| run.header).map(|header| header.proddto);
    let why = match day.filter(|_| !agreements.is_empty()) {
        Some(day) => Some((t.long_day(day), why(call, sandbox, person, agreements, systems, day)?)),
        None => None,
    };
    Ok(PersonView {
        index: person.index.number(),
        name: person.name.clone(),
        pnr: person.pnr.reveal().to_string(),
        born: t.day(person.born),
        age: person.age.to_string(),
        status: status(t, person),
        municipality: lives_in(t, person.municipality),
        is_protected: person.is_protected,
        relatives,
        events: events.into_iter().map(|it| (it.to_string(), t.ordered_event(it))).collect(),
        why,
    })
}

fn why(
    call: &Call,
    sandbox: &Sandbox,
    person: &Inhabitant,
    agreements: &[Agreement],
    systems: &[System],
    day: Date,
) -> Result<Table, AppError> {
    let (t, author, now) = (call.text(), &call.context.author, call.app().now());
    let mut rows = Vec::new();
    for agreement in agreements.iter().take(AGREEMENTS) {
        let explained = sandbox.explain(agreement, person.index, day, author, now);
        for explanation in explained.map_err(refused)? {
            rows.push(vec![
                Cell::Text(system_name(systems, agreement)),
                Cell::Text(t.outcome(explanation.outcome)),
                Cell::Code(agreement.uuid.to_string()),
            ]);
        }
    }
    Ok(Table {
        t,
        label: t.try_why_table().to_owned(),
        columns: vec![
            Column::text(t.try_system()),
            Column::text(t.try_verdict()),
            Column::text(t.try_agreement()).wide(),
        ],
        rows,
        pages: None,
    })
}

fn ordered_lines(
    t: Text,
    sandbox: &Sandbox,
    ordered: &[OrderedEvent],
) -> Result<Vec<String>, AppError> {
    let mut lines = Vec::new();
    for OrderedEvent { index, event, .. } in ordered.iter().rev().take(FOUND) {
        if let Some(person) = sandbox.person(*index).map_err(refused)? {
            lines.push(format!("{} {} ({event})", person.name, t.ordered_event(*event)));
        }
    }
    Ok(lines)
}

fn progress_view(t: Text, progress: &DayProgress, refresh: String) -> ProgressView {
    let DayProgress { order, passed, state } = progress;
    let count = format!(
        "{} {} {} {}",
        t.number(passed.len() as u64),
        t.try_day_of(),
        t.number(order.days),
        t.try_days_passed()
    );
    let sentence = match state {
        OrderState::Waiting | OrderState::Working => format!("{}: {count}.", t.try_under_way()),
        OrderState::Done => t.try_days_done().to_owned(),
        OrderState::Failed(_) => format!("{} {count}.", t.try_days_stopped()),
    };
    let error = match state {
        OrderState::Failed(why) => Some(why.clone()),
        _ => None,
    };
    let is_held = |day: &SandboxDay| day.run.as_ref().is_some_and(|run| run.state.is_pending());
    let needs_somebody = error.is_some() || passed.last().is_some_and(is_held);
    let rows: Vec<Vec<Cell>> = passed.iter().rev().map(|day| passed_row(t, day)).collect();
    let passed = (!rows.is_empty()).then(|| Table {
        t,
        label: t.try_passed_table().to_owned(),
        columns: vec![
            Column::text(t.try_the_day()),
            Column::text(t.try_outcome()),
            Column::number(t.try_persons()),
        ],
        rows,
        pages: None,
    });
    ProgressView { is_open: progress.is_open(), needs_somebody, sentence, error, passed, refresh }
}

fn passed_row(t: Text, day: &SandboxDay) -> Vec<Cell> {
    let (state, persons) = match &day.run {
        None => (Cell::State("no", t.try_no_extract().to_owned()), String::new()),
        Some(run) => {
            let mark = if run.state.is_applied() { "done" } else { "held" };
            let held = run.held.as_ref().filter(|_| run.state.is_pending());
            let reason = held.map(|held| format!(": {}", t.held_reason(held.reason)));
            let words = format!("{}{}", t.run_state(run.state), reason.unwrap_or_default());
            (Cell::State(mark, words), t.number(run.persons))
        }
    };
    vec![Cell::Text(t.day(day.day)), state, Cell::Number(persons)]
}

fn held_view(t: Text, run: &Run) -> HeldView {
    let reason = run.held.as_ref().map(|held| held.reason);
    let word = reason.map_or("", |reason: HeldReason| t.held_reason(reason));
    let day = run.header.map(|header| t.day(header.proddto)).unwrap_or_default();
    HeldView {
        run: run.id,
        what: format!("{day}: {word}"),
        is_releasable: run.held.as_ref().is_some_and(|held| held.releasable),
    }
}

/// The days whose files can be chosen: each with its address, and whether it is the one that is shown.
fn day_links(
    t: Text,
    runs: &[Run],
    chosen: Option<&Run>,
    place: &str,
) -> Vec<(String, String, bool)> {
    let separator = if place.contains('?') { '&' } else { '?' };
    let link = |run: &Run| {
        let day = run.header.map(|header| t.day(header.proddto)).unwrap_or_default();
        let address = format!("{place}{separator}koersel={}#fil", run.id);
        (day, address, Some(run.id) == chosen.map(|run| run.id))
    };
    runs.iter().map(link).collect()
}

fn files(
    t: Text,
    sandbox: &Sandbox,
    run: &Run,
    agreements: &[Agreement],
    systems: &[System],
    person: Option<InhabitantIndex>,
) -> Result<Table, AppError> {
    let shown = person.map(|person| format!("?person={}", person.number())).unwrap_or_default();
    let deliveries = sandbox.deliveries_of(run.id).map_err(refused)?;
    let row = |delivery: Delivery| {
        let agreement = agreements.iter().find(|one| one.uuid == delivery.agreement);
        let system = agreement.map(|agreement| system_name(systems, agreement));
        let address = format!("/afproev/filer/{}/{}{shown}", delivery.agreement, delivery.seq);
        let published = delivery.published.as_ref();
        let persons = published.map_or_else(String::new, |it| t.number(it.persons));
        let size = published.map_or_else(String::new, |it| t.size(it.size));
        vec![
            Cell::Link(address, delivery.name),
            Cell::Text(system.unwrap_or_default()),
            Cell::Number(persons),
            Cell::Number(size),
            Cell::Code(delivery.agreement.to_string()),
        ]
    };
    let day = run.header.map(|header| t.short_day(header.proddto)).unwrap_or_default();
    Ok(Table {
        t,
        label: format!("{} {day}", t.try_files_of()),
        columns: vec![
            Column::text(t.try_data_file()),
            Column::text(t.try_system()),
            Column::number(t.try_persons()),
            Column::number(t.try_size()).wide(),
            Column::text(t.try_agreement()).wide(),
        ],
        rows: deliveries.into_iter().map(row).collect(),
        pages: None,
    })
}

fn choices(t: Text, chosen: &str, of: &[NamedChoice]) -> Vec<Choice> {
    of.iter()
        .map(|(word, name)| Choice {
            value: (*word).to_owned(),
            name: name(t),
            is_chosen: *word == chosen,
        })
        .collect()
}

/// The name of an agreement's system.
pub(super) fn system_name(systems: &[System], agreement: &Agreement) -> String {
    let system = systems.iter().find(|system| system.id == agreement.system);
    system.map(|system| system.name.clone()).unwrap_or_default()
}

fn lives_in(t: Text, code: Option<MunicipalityCode>) -> String {
    match code {
        Some(code) => format!("{code} {}", code.name().unwrap_or_default()),
        None => t.try_nowhere().to_owned(),
    }
}

/// `01 Aktiv, bopæl i dansk folkeregister`.
fn status(t: Text, person: &Inhabitant) -> String {
    let Some(status) = person.status else { return String::new() };
    let meaning = status.meaning().map(|meaning| match t.is_danish() {
        true => meaning.danish(),
        false => meaning.english(),
    });
    format!("{status} {}", meaning.unwrap_or_default())
}
