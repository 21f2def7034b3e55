use clock::danish_day_end;
use jiff::Timestamp;
use store::{AuditEntry, AuditQuery};

use crate::answer::Answer;
use crate::call::Call;
use crate::day_field::read_day;
use crate::frame::Frame;
use crate::list_query::cleaned_word;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Field, FormView, Link, Page, Part, Section, Tone};

/// Who did what, when, and how it went.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let query = read(call);
    let found = call.app().search_audit(&call.context, &query)?;
    let rows = found.entries.iter().map(|(at, entry)| row(t, *at, entry));
    let table = Table {
        t,
        label: t.trail_table().to_owned(),
        columns: vec![
            Column::text(t.when()),
            Column::text(t.who()),
            Column::text(t.act()),
            Column::text(t.on_what()).wide(),
            Column::text(t.outcome_word()),
            Column::text(t.correlation()).wide(),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let mut blocks = vec![Block::Form(form(call))];
    blocks.push(match found.entries.is_empty() {
        true => Block::Text(t.nothing_found().to_owned()),
        false => Block::Table(table),
    });
    if let Some(next) = found.next {
        blocks.push(Block::Links(vec![Link::button(address(call, next), t.further_back())]));
    }
    let page = Page::new(t, Frame::new(call, t.audit_trail()), t.audit_trail());
    let page = page.lead(Tone::Plain, t.trail_lead());
    Answer::page(&page.with(vec![Part::Open(Section::new("h-trail", "", blocks))]))
}

/// What the address asks for. What it says wrongly is left out.
fn read(call: &Call) -> AuditQuery {
    let word = |name: &str| cleaned_word(call.query.get(name));
    let start = |name: &str| {
        let before = read_day(call.query.get(name))?.yesterday().ok()?;
        Some(danish_day_end(before))
    };
    AuditQuery {
        before: call.query.get("foer").parse().ok(),
        from: start("fra"),
        until: read_day(call.query.get("til")).map(danish_day_end),
        actor: word("hvem"),
        action: word("handling"),
        is_done: match call.query.get("udfald") {
            "gjort" => Some(true),
            "afvist" => Some(false),
            _ => None,
        },
        agreement: call.query.get("aftale").parse().ok(),
        correlation: call.query.get("id").parse().ok(),
    }
}

const NAMES: [&str; 7] = ["fra", "til", "hvem", "handling", "udfald", "aftale", "id"];

fn address(call: &Call, before: i64) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in NAMES {
        if let Some(word) = cleaned_word(call.query.get(name)) {
            query.append_pair(name, &word);
        }
    }
    query.append_pair("foer", &before.to_string());
    format!("/spor?{}", query.finish())
}

/// Searches: words come into the address only when they cannot be personal numbers.
pub(crate) fn search(call: &Call) -> Result<Answer, PageError> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in NAMES {
        let typed = call.form.get(name);
        // A day has eight digits.
        match cleaned_word(typed) {
            Some(word) => query.append_pair(name, &word),
            None if typed.trim().is_empty() => &mut query,
            None => query.append_pair("besked", "nummer"),
        };
    }
    Answer::see_other(format!("/spor?{}", query.finish()))
}

fn form(call: &Call) -> FormView {
    let t = call.text();
    let value = |name: &str| cleaned_word(call.query.get(name)).unwrap_or_default();
    let outcomes = [("", t.all_choices()), ("gjort", t.was_done()), ("afvist", t.was_refused())];
    let outcomes = outcomes.map(|(key, word)| (key.to_owned(), word.to_owned()));
    let mut fields = vec![
        Field::text("fra", t.first_day(), value("fra")),
        Field::text("til", t.last_day(), value("til")),
        Field::text("hvem", t.who(), value("hvem")),
        Field::text("handling", t.act(), value("handling")),
        Field::select("udfald", t.outcome_word(), outcomes.into(), value("udfald")),
        Field::text("id", t.correlation(), value("id")),
    ];
    let agreement = value("aftale");
    if !agreement.is_empty() {
        fields.push(Field::hidden("aftale", agreement));
    }
    FormView { is_row: true, look: "", ..FormView::post("/spor/soeg", fields, t.search()) }
}

fn row(t: Text, at: Timestamp, entry: &AuditEntry) -> Vec<Cell> {
    let who = t.actor(&entry.author.actor);
    let who = match &entry.author.on_behalf_of {
        Some(behalf) => format!("{who}, {} {behalf}", t.on_behalf_of().to_lowercase()),
        None => who,
    };
    let outcome = match entry.outcome.as_str() {
        "done" => Cell::State("done", t.was_done().to_owned()),
        other => Cell::State("no", other.to_owned()),
    };
    vec![
        Cell::Text(t.moment(at)),
        Cell::Text(who),
        Cell::Code(entry.action.clone()),
        Cell::Code(entry.subject.clone()),
        outcome,
        Cell::Code(entry.author.correlation.to_string().chars().take(8).collect()),
    ]
}
