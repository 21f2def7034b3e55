use std::collections::HashMap;

use app::AgreementLine;
use store::{Run, RunDelivery, RunState};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::list_query::{ListQuery, Sort};
use crate::page_error::PageError;
use crate::table::{Cell, Column, Pages, Table};
use crate::text::Text;
use crate::view::{Block, Field, FormView, Link, Page, Part, Section, Tone};

const KEYS: &[&str] = &["myndighed", "personer", "stoerrelse", "hentet"];
const USUAL: Sort = Sort { key: "myndighed", is_falling: false };
const STATES: &[&str] = &["hentet", "ligger", "planlagt", "tilbageholdt"];
/// Extracts that can be chosen.
const RUNS: usize = 60;

/// What a day's extract gave to whom, and what was collected of it.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let query = ListQuery::new("/leverancer", &call.query, KEYS, USUAL);
    let mut runs = call.app().runs(&call.context)?;
    runs.retain(|run| matches!(run.state, RunState::Applied | RunState::Done));
    runs.sort_by_key(|run| std::cmp::Reverse(run.header.map(|header| header.proddto)));
    runs.truncate(RUNS);
    let wanted = call.query.get("udtraek");
    let run = runs.iter().find(|run| run.id.to_string() == wanted).or_else(|| runs.first());
    let page = Page::new(t, Frame::new(call, t.deliveries_word()), t.deliveries_word());
    let Some(run) = run else {
        return Answer::page(&page.lead(Tone::Plain, t.no_deliveries()));
    };
    let query = query.with(("udtraek", wanted.parse::<i64>().map(|id| id.to_string()).ok()));
    let (query, state) = query.with_choice(&call.query, "tilstand", STATES);
    let lines = call.app().agreement_lines(&call.context)?;
    let lines: HashMap<_, _> = lines.iter().map(|line| (line.agreement.uuid, line)).collect();
    let mut all = call.app().run_delivery_list(&call.context, run.id)?;
    let lead = lead(t, run, &all);
    all.retain(|one| state.is_none_or(|state| word(one) == state));
    sort(t, &mut all, &lines, query.sort());
    let total = all.len() as u64;
    let shown = all.iter().skip(usize::try_from(query.skip()).unwrap_or(usize::MAX)).take(50);
    let table = Table {
        t,
        label: t.deliveries_table().to_owned(),
        columns: vec![
            Column::text(t.authority()).sorted(&query, "myndighed"),
            Column::text(t.system_word()),
            Column::number(t.persons()).sorted(&query, "personer"),
            Column::number(t.file_size()).wide().sorted(&query, "stoerrelse"),
            Column::text(t.published_at()).wide(),
            Column::text(t.collected_at()).wide().sorted(&query, "hentet"),
            Column::text(t.state()),
        ],
        rows: shown.map(|one| row(t, &lines, one)).collect(),
        pages: Pages::of(t, &query, total),
    };
    let mut blocks = vec![Block::Form(form(t, &runs, run, state))];
    blocks.push(if total == 0 {
        Block::Text(t.nothing_found().to_owned())
    } else {
        Block::Table(table)
    });
    let links = vec![Link::plain(format!("/udtraek/{}", run.id), t.the_extract())];
    blocks.push(Block::Links(links));
    Answer::page(
        &page.lead(lead.0, lead.1).with(vec![Part::Open(Section::new("h-list", "", blocks))]),
    )
}

/// A delivery, and whether it is held.
type Line = (RunDelivery, bool);

fn word((delivery, is_held): &Line) -> &'static str {
    match (delivery.published_at, delivery.collected_at) {
        (None, _) if *is_held => "tilbageholdt",
        (None, _) => "planlagt",
        (Some(_), Some(_)) => "hentet",
        (Some(_), None) => "ligger",
    }
}

fn form(t: Text, runs: &[Run], run: &Run, state: Option<&str>) -> FormView {
    let days = runs.iter().map(|run| {
        let day = run.header.map(|header| t.day(header.proddto)).unwrap_or_default();
        (run.id.to_string(), day)
    });
    let any = (String::new(), t.all_choices().to_owned());
    let words = ["hentet", "ligger i IN", "planlagt", "tilbageholdt"];
    let english = ["collected", "in IN", "planned", "held"];
    let words = if t.is_danish() { words } else { english };
    let states = STATES.iter().zip(words).map(|(key, word)| ((*key).to_owned(), word.to_owned()));
    let choices = [any].into_iter().chain(states).collect();
    let fields = vec![
        Field::select("udtraek", t.extract_for(), days.collect(), run.id.to_string()),
        Field::select("tilstand", t.state(), choices, state.unwrap_or_default()),
    ];
    FormView::get("/leverancer", fields, t.filter_list())
}

fn row(t: Text, lines: &HashMap<civil::AgreementUuid, &AgreementLine>, line: &Line) -> Vec<Cell> {
    let (delivery, is_held) = line;
    let dash = || "–".to_owned();
    let address = format!("/aftaler/{}/leverancer", delivery.agreement);
    let state = match *is_held && delivery.published_at.is_none() {
        true => Cell::State("held", t.held_word().to_owned()),
        false => {
            let (mark, word) = t.run_delivery_state(delivery);
            Cell::State(mark, word.to_owned())
        }
    };
    vec![
        Cell::Link(address, name(t, lines, delivery)),
        Cell::Text(delivery.sftp_user.to_string()),
        Cell::Number(delivery.persons.map_or_else(dash, |persons| t.number(persons))),
        Cell::Number(delivery.size.map_or_else(dash, |size| t.size(size))),
        Cell::Text(delivery.published_at.map_or_else(dash, |at| t.moment(at))),
        Cell::Text(delivery.collected_at.map_or_else(dash, |at| t.moment(at))),
        state,
    ]
}

fn name(
    t: Text,
    lines: &HashMap<civil::AgreementUuid, &AgreementLine>,
    delivery: &RunDelivery,
) -> String {
    let line = lines.get(&delivery.agreement);
    line.map_or_else(|| delivery.agreement.to_string(), |line| super::agreement::name(t, line))
}

fn sort(
    t: Text,
    all: &mut [Line],
    lines: &HashMap<civil::AgreementUuid, &AgreementLine>,
    sort: Sort,
) {
    match sort.key {
        "personer" => all.sort_by_key(|it| it.0.persons),
        "stoerrelse" => all.sort_by_key(|it| it.0.size),
        "hentet" => all.sort_by_key(|it| it.0.collected_at),
        _ => all.sort_by_cached_key(|it| name(t, lines, &it.0).to_lowercase()),
    }
    if sort.is_falling {
        all.reverse();
    }
}

fn lead(t: Text, run: &Run, all: &[Line]) -> (Tone, String) {
    let count = |is_it: &dyn Fn(&Line) -> bool| all.iter().filter(|it| is_it(it)).count() as u64;
    let published = count(&|it| it.0.published_at.is_some());
    let collected = count(&|it| it.0.collected_at.is_some());
    let held = count(&|it| word(it) == "tilbageholdt");
    let day = run.header.map(|header| t.long_day(header.proddto)).unwrap_or_default();
    let tone = match (held, collected == all.len() as u64) {
        (1.., _) => Tone::Held,
        (0, true) => Tone::Good,
        (0, false) => Tone::Plain,
    };
    (tone, t.run_deliveries_lead(&day, all.len() as u64, published, collected))
}
