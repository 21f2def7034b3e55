use store::{AgreementText, NeedReason, ReviewState};

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::view::{Block, Fact, Field, FieldKind, FormView, Page, Part, Section, Tone};

/// Needs that are listed: those that end first.
const LISTED: usize = 200;

/// Why persons are received, how long, and who has said so.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    Answer::page(&page(call, &About::of(call)?, None)?)
}

/// Confirms that the need stands.
pub(crate) fn confirm(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let typed = call.form.get("bemaerkning").trim();
    let note = (!typed.is_empty()).then(|| typed.parse::<NeedReason>());
    let name = call.form.get("navn").parse::<AgreementText>();
    let (Ok(name), Ok(note)) = (name, note.transpose()) else {
        let wrong = Some(call.text().review_wrong().to_owned());
        return Answer::wrong(&page(call, &about, wrong)?);
    };
    call.app().confirm_review(&about.context, &name, note.as_ref())?;
    Answer::see_other(format!("{}?besked=behov-bekraeftet", about.path("/behov")))
}

fn page(call: &Call, about: &About, wrong: Option<String>) -> Result<Page, PageError> {
    let t = call.text();
    let review = call.app().review(&about.context)?;
    let mut needs = call.app().needs(&about.context)?;
    let mut page = about.page(call, AgreementTab::Needs, t.need());
    let (tone, sentence) = match review.state {
        ReviewState::Off => (Tone::Plain, t.no_review_asked().to_owned()),
        ReviewState::Current(by) => (Tone::Good, t.review_stands(&t.long_day(by))),
        ReviewState::Due(by) => (Tone::Held, t.review_due(&t.long_day(by))),
        ReviewState::Overdue(by) => (Tone::Held, t.review_overdue(&t.long_day(by))),
    };
    page.lead = Some((tone, sentence));
    let mut facts = Vec::new();
    match &review.status.last {
        Some(last) => {
            facts.push(Fact::new(t.last_confirmed(), t.moment(last.at)));
            facts.push(Fact::new(t.confirmed_by(), last.name.as_str()));
            facts.extend(last.note.as_ref().map(|note| Fact::new(t.remark(), note.to_string())));
        }
        None => facts.push(Fact::new(t.last_confirmed(), t.never())),
    }
    let mut sections =
        vec![Section::new("h-review", t.review_heading(), vec![Block::Facts(facts)])];
    if about.may_change(call) {
        let user = call.signed_in.as_ref().map(|one| one.user.name.to_string()).unwrap_or_default();
        let typed = call.form.get("navn");
        let name = if typed.is_empty() { user } else { typed.to_owned() };
        let fields = vec![
            Field::text("navn", t.name_who_answers(), name).required().wrong(wrong),
            Field::text("bemaerkning", t.remark(), "").of(FieldKind::Area(2)).hint(t.reason_hint()),
        ];
        let form = FormView::post(about.path("/behov"), fields, t.confirm_need());
        let blocks = vec![Block::Text(t.confirm_need_text().to_owned()), Block::Form(form)];
        sections.push(Section::new("h-confirm", t.confirm_need(), blocks));
    }
    page.parts.push(Part::Pair(sections));
    needs.sort_by_key(|need| (need.need.last_day.is_none(), need.need.last_day));
    let total = needs.len();
    let rows = needs.iter().take(LISTED).map(|stated| {
        let day = stated.need.last_day.map_or_else(|| t.no_last_day().to_owned(), |day| t.day(day));
        let reason = stated.need.reason.as_ref().map(ToString::to_string);
        vec![
            Cell::Text(t.filter(&stated.filter)),
            Cell::Text(day),
            Cell::Text(reason.unwrap_or_else(|| "–".to_owned())),
            Cell::Text(t.actor(&stated.author.actor)),
            Cell::Text(t.moment(stated.at)),
        ]
    });
    let table = Table {
        t,
        label: t.needs_table().to_owned(),
        columns: vec![
            Column::text(t.filter_word()),
            Column::text(t.needed_until()),
            Column::text(t.need_reason()),
            Column::text(t.who()).wide(),
            Column::text(t.when()).wide(),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let mut blocks = Vec::new();
    if total == 0 {
        blocks.push(Block::Text(t.no_needs().to_owned()));
    } else {
        blocks.push(Block::Table(table));
    }
    if total > LISTED {
        blocks.push(Block::Soft(t.of_all(LISTED as u64, total as u64)));
    }
    page.parts.push(Part::Open(Section::new("h-needs", t.stated_needs(), blocks)));
    Ok(page)
}
