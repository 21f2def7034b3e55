use app::AgreementLine;
use store::{ReviewState, UserRole};

use super::tabs::{name, path, system};
use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::list_query::{ListQuery, Sort, cleaned_word};
use crate::page_error::PageError;
use crate::table::{Cell, Column, Pages, Table};
use crate::text::Text;
use crate::view::{Block, Field, FormView, Link, Page, Part, Section, Tone};

const KEYS: &[&str] = &["myndighed", "system", "personer", "behov", "udloeber"];
const USUAL: Sort = Sort { key: "myndighed", is_falling: false };
/// What the list can be narrowed to.
const STATES: &[&str] =
    &["active", "suspended", "draft", "awaiting-approval", "not-yet-in-force", "expired", "closed"];

/// The agreements that the user may see.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let query = ListQuery::new("/aftaler", &call.query, KEYS, USUAL);
    let (query, state) = query.with_choice(&call.query, "tilstand", STATES);
    let (query, word) = query.with_word(&call.query, "ord");
    let all = call.app().agreement_lines(&call.context)?;
    let lead = lead(t, &all);
    let is_empty = all.is_empty();
    let mut lines: Vec<AgreementLine> = all
        .into_iter()
        .filter(|line| state.is_none_or(|state| line.status.as_str() == state))
        .filter(|line| word.as_deref().is_none_or(|word| has_word(t, line, word)))
        .collect();
    sort(t, &mut lines, query.sort());
    let total = lines.len() as u64;
    let shown = lines.iter().skip(usize::try_from(query.skip()).unwrap_or(usize::MAX));
    let rows = shown.take(50).map(|line| row(t, line)).collect();
    let table = Table {
        t,
        label: t.agreements_table().to_owned(),
        columns: columns(t, &query),
        rows,
        pages: Pages::of(t, &query, total),
    };
    let mut blocks = vec![Block::Form(filter(t, state, word.as_deref()))];
    if call.query.get("besked") == "nummer" {
        blocks.push(Block::Note(t.no_number_here().to_owned()));
    }
    blocks.push(match total {
        0 if is_empty => Block::Text(t.no_agreements().to_owned()),
        0 => Block::Text(t.nothing_found().to_owned()),
        _ => Block::Table(table),
    });
    let mut links = Vec::new();
    if query.is_filtered() {
        links.push(Link::plain("/aftaler", t.show_all()));
    }
    if call.user()?.user.role == UserRole::Operator {
        links.push(Link::button("/aftaler/ny", t.new_agreement()));
    }
    if !links.is_empty() {
        blocks.push(Block::Links(links));
    }
    let page = Page::new(t, Frame::new(call, t.agreements()), t.agreements());
    let page = page.lead(lead.0, lead.1);
    Answer::page(&page.with(vec![Part::Open(Section::new("h-list", "", blocks))]))
}

/// Searches by a word, which comes into the address only when it cannot be a personal number.
pub(crate) fn search(call: &Call) -> Result<Answer, PageError> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let state = call.form.get("tilstand");
    if STATES.contains(&state) {
        query.append_pair("tilstand", state);
    }
    match cleaned_word(call.form.get("ord")) {
        Some(word) => query.append_pair("ord", &word),
        None if call.form.get("ord").trim().is_empty() => &mut query,
        None => query.append_pair("besked", "nummer"),
    };
    Answer::see_other(format!("/aftaler?{}", query.finish()))
}

fn filter(t: Text, state: Option<&str>, word: Option<&str>) -> FormView {
    let any = (String::new(), t.all_choices().to_owned());
    let states = STATES.iter().map(|state| ((*state).to_owned(), t.agreement_state(state)));
    let choices = [any].into_iter().chain(states).collect();
    let fields = vec![
        Field::select("tilstand", t.state(), choices, state.unwrap_or_default()),
        Field::text("ord", t.word_of_agreement(), word.unwrap_or_default()),
    ];
    FormView { is_row: true, look: "", ..FormView::post("/aftaler/soeg", fields, t.filter_list()) }
}

fn columns(t: Text, query: &ListQuery) -> Vec<Column> {
    vec![
        Column::text(t.authority()).sorted(query, "myndighed"),
        Column::text(t.system_word()).sorted(query, "system"),
        Column::text(t.state()),
        Column::number(t.persons_last()).wide().sorted(query, "personer"),
        Column::text(t.collected()).wide(),
        Column::text(t.review_by()).wide().sorted(query, "behov"),
        Column::text(t.expires()).wide().sorted(query, "udloeber"),
    ]
}

fn row(t: Text, line: &AgreementLine) -> Vec<Cell> {
    let (mark, word) = t.agreement_status(line.status);
    let persons = line.last.and_then(|last| last.persons);
    let collected = line.last.map(|last| t.yes_or_not_yet(last.is_collected));
    let dash = || "–".to_owned();
    let word = match line.awaits_approval {
        true => format!("{word}; {}", t.awaits_approval()),
        false => word.to_owned(),
    };
    vec![
        Cell::Link(path(line.agreement.uuid, ""), name(t, line)),
        Cell::Text(system(line)),
        Cell::State(mark, word),
        Cell::Number(persons.map_or_else(dash, |persons| t.number(persons))),
        Cell::Text(collected.map_or_else(dash, str::to_owned)),
        Cell::Text(review(t, line.review)),
        Cell::Text(line.agreement.valid_until.map_or_else(dash, |day| t.day(day))),
    ]
}

fn review(t: Text, state: ReviewState) -> String {
    match state {
        ReviewState::Off => "–".to_owned(),
        ReviewState::Overdue(by) => format!("{} ({})", t.day(by), t.overdue()),
        ReviewState::Due(by) | ReviewState::Current(by) => t.day(by),
    }
}

fn has_word(t: Text, line: &AgreementLine, word: &str) -> bool {
    let word = word.to_lowercase();
    let details = &line.agreement.details;
    let texts = [&details.supplier, &details.purpose, &details.contact];
    let texts = texts.into_iter().flatten().map(|it| it.as_str().to_owned());
    let others = [name(t, line), system(line), line.agreement.uuid.to_string()];
    texts.chain(others).any(|text| text.to_lowercase().contains(&word))
}

fn sort(t: Text, lines: &mut [AgreementLine], sort: Sort) {
    match sort.key {
        "system" => lines.sort_by_cached_key(system),
        "personer" => lines.sort_by_key(|line| line.last.and_then(|last| last.persons)),
        "behov" => lines.sort_by_key(|line| (line.review.by().is_none(), line.review.by())),
        "udloeber" => lines
            .sort_by_key(|line| (line.agreement.valid_until.is_none(), line.agreement.valid_until)),
        _ => lines.sort_by_cached_key(|line| (name(t, line).to_lowercase(), system(line))),
    }
    if sort.is_falling {
        lines.reverse();
    }
}

/// How many deliver, and what is to be done.
fn lead(t: Text, lines: &[AgreementLine]) -> (Tone, String) {
    use store::AgreementStatus::Active;
    let count = |is_it: &dyn Fn(&AgreementLine) -> bool| {
        lines.iter().filter(|line| is_it(line)).count() as u64
    };
    let active = count(&|line| line.status == Active);
    let due = count(&|line| matches!(line.review, ReviewState::Due(_) | ReviewState::Overdue(_)));
    let waiting = count(&|line| line.awaits_approval);
    let tone = if due + waiting > 0 { Tone::Held } else { Tone::Plain };
    (tone, t.agreements_lead(active, due, waiting))
}
