use app::AgreementLine;
use clock::danish_day;
use jiff::civil::Date;
use store::{AgreementStatus, ReviewState};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::pages::agreement::{name, path};
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Link, Page, Part, Section, Task, Tone};

/// So many days before its end an agreement is something to do.
const ENDS_SOON: i64 = 30;
/// Agreements that the page lists; the list has the others.
const LISTED: usize = 20;

/// What an authority receives, and what it has to do.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let lines = call.app().agreement_lines(&call.context)?;
    let today = danish_day(call.app().now());
    let tasks: Vec<Task> = lines.iter().flat_map(|line| tasks(t, line, today)).collect();
    let active = lines.iter().filter(|line| line.status == AgreementStatus::Active).count() as u64;
    let tone = match (tasks.is_empty(), active) {
        (false, _) => Tone::Held,
        (true, 0) => Tone::Plain,
        (true, _) => Tone::Good,
    };
    let lead = t.home_lead(active, tasks.len() as u64);
    let rows = lines.iter().take(LISTED).map(|line| {
        let (mark, word) = t.agreement_status(line.status);
        let persons = line.last.and_then(|last| last.persons);
        vec![
            Cell::Link(path(line.agreement.uuid, ""), name(t, line)),
            Cell::Text(line.system.clone()),
            Cell::Number(persons.map_or_else(|| "–".to_owned(), |it| t.number(it))),
            Cell::State(mark, word.to_owned()),
        ]
    });
    let table = Table {
        t,
        label: t.agreements_table().to_owned(),
        columns: vec![
            Column::text(t.authority()),
            Column::text(t.system_word()),
            Column::number(t.persons_last()),
            Column::text(t.state()),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let to_do = match tasks.is_empty() {
        true => Block::Text(t.nothing_to_do().to_owned()),
        false => Block::Tasks(tasks),
    };
    let mut blocks = vec![match lines.is_empty() {
        true => Block::Text(t.no_own_agreements().to_owned()),
        false => Block::Table(table),
    }];
    if lines.len() > LISTED {
        blocks.push(Block::Links(vec![Link::plain("/aftaler", t.show_all())]));
    }
    let page = Page::new(t, Frame::new(call, t.overview()), t.overview()).lead(tone, lead);
    Answer::page(&page.with(vec![
        Part::Boxed(Section::new("h-do", t.to_do(), vec![to_do])),
        Part::Open(Section::new("h-agreements", t.agreements(), blocks)),
    ]))
}

/// What is to be done about an agreement.
fn tasks(t: Text, line: &AgreementLine, today: Date) -> Vec<Task> {
    let system = line.system.clone();
    let task = |what: String, below: &str| Task {
        mark: "held",
        what,
        more: format!("{}: {system}", name(t, line)),
        link: Some(Link::button(path(line.agreement.uuid, below), t.see())),
    };
    let mut tasks = Vec::new();
    match line.review {
        ReviewState::Due(by) => tasks.push(task(t.review_due(&t.long_day(by)), "/behov")),
        ReviewState::Overdue(by) => tasks.push(task(t.review_overdue(&t.long_day(by)), "/behov")),
        ReviewState::Off | ReviewState::Current(_) => {}
    }
    if line.awaits_approval && line.status == AgreementStatus::Active {
        tasks.push(task(t.change_waits().to_owned(), "/filtre"));
    }
    let left = line.agreement.valid_until.filter(|_| line.status == AgreementStatus::Active);
    if let Some(last) = left
        && today.duration_until(last).as_hours() / 24 <= ENDS_SOON
    {
        tasks.push(task(t.agreement_ends(&t.long_day(last)), ""));
    }
    let is_uncollected = |last: &app::LastDelivery| last.persons.is_some() && !last.is_collected;
    if let Some(last) = line.last.filter(is_uncollected) {
        tasks.push(task(t.not_collected(&t.short_day(last.proddto)), "/leverancer"));
    }
    tasks
}
