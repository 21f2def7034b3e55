use app::{PreviewOrder, SentDraft};
use filters::{FilterKind, FilterSet};
use store::{DraftList, FilterDraft, FilterEdit};

use super::effect;
use super::tabs::About;
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Fact, Field, FormView, Link, Part, Section, Tone};

/// Lines of a list that the page shows.
const LINES: usize = 50;
/// Extracts that a preview counts.
pub(super) const DAYS: u16 = 30;

/// A draft: what it changes.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let Some(draft) = call.app().filter_draft(&about.context)? else {
        return Answer::see_other(about.path("/filtre"));
    };
    let filters = call.app().filters(&about.context)?;
    let counts = Counts::of(&draft.edit, &filters);
    let mut page = about.confirm(call, t.draft(), ("/filtre", t.filters_word()));
    page.lead = Some((Tone::Plain, t.draft_lead(counts.added, counts.removed)));
    page.under =
        format!("{} {}, {}", t.draft_made(), t.moment(draft.at), t.actor(&draft.author.actor));
    let changes = Section::new("h-changes", t.what_changes(), changes(t, &about, &draft, &counts));
    let mut acts =
        vec![Block::Links(vec![Link::button(about.path("/kladde/betydning"), t.what_it_means())])];
    if about.may_change(call) {
        let made = Field::hidden("lavet", draft.at.to_string());
        acts.push(Block::Soft(t.may_need_second().to_owned()));
        acts.push(Block::Form(FormView::post(
            about.path("/kladde/send"),
            vec![made],
            t.send_draft(),
        )));
        let discard = FormView::button(about.path("/kladde/kasser"), vec![], t.discard_draft());
        acts.push(Block::Form(discard));
    }
    page.parts = vec![Part::Pair(vec![changes, Section::new("h-acts", t.what_to_do(), acts)])];
    if !draft.list.left_out.is_empty() {
        page.parts.push(Part::Open(left_out(t, &about, &draft.list)));
    }
    Answer::page(&page)
}

/// What a draft would mean for whom is chosen.
pub(crate) fn show_effect(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let Some(draft) = call.app().filter_draft(&about.context)? else {
        return Answer::see_other(about.path("/filtre"));
    };
    let order = PreviewOrder { edits: vec![draft.edit], days: DAYS, with_persons: false };
    let preview = call.app().preview(&about.context, &order, &|_| {})?;
    let mut page = about.confirm(call, t.effect(), ("/kladde", t.draft()));
    page.lead = Some((Tone::Plain, effect::sentence(t, &preview)));
    page.parts = effect::parts(t, &preview);
    let back = vec![Block::Links(vec![Link::button(about.path("/kladde"), t.see_draft())])];
    page.parts.push(Part::Open(Section::new("h-back", "", back)));
    Answer::page(&page)
}

/// Every line of a draft's list that was left out, by number and reason: CSV.
pub(crate) fn left_out_file(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let draft = call.app().filter_draft(&about.context)?.ok_or(PageError::NotFound)?;
    let head = format!("{};{}\r\n", t.line_number(), t.why());
    let lines = draft.list.left_out.iter();
    let lines = lines.map(|(line, why)| format!("{line};{}\r\n", t.bad_number(*why)));
    let text: String = [head].into_iter().chain(lines).collect();
    Ok(Answer::File("text/csv; charset=utf-8", "udeladte-linjer.csv".to_owned(), text.into_bytes()))
}

/// Puts the draft into force, or asks for somebody else's approval.
pub(crate) fn send(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let made_at = call.form.get("lavet").parse().map_err(|_| PageError::NotFound)?;
    let word = match call.app().send_filter_draft(&about.context, made_at)? {
        SentDraft::InForce(_) => "filtre-aendret",
        SentDraft::Waits => "filtre-venter",
    };
    Answer::see_other(format!("{}?besked={word}", about.path("/filtre")))
}

/// Discards the draft.
pub(crate) fn discard(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    call.app().discard_filter_draft(&about.context)?;
    Answer::see_other(format!("{}?besked=kladde-kasseret", about.path("/filtre")))
}

/// What an edit changes of the filters in force, as far as it can be said without the register.
pub(super) struct Counts {
    pub(super) added: u64,
    pub(super) removed: u64,
    /// Named by the edit, and in force already.
    pub(super) already: u64,
}

impl Counts {
    pub(super) fn of(edit: &FilterEdit, filters: &FilterSet) -> Self {
        let named = edit.filters();
        let there = named.iter().filter(|filter| filters.contains(filter)).count() as u64;
        let named_count = named.len() as u64;
        let of_kind =
            |kind: FilterKind| filters.iter().filter(|filter| filter.kind() == kind).count() as u64;
        match edit {
            FilterEdit::Add(_) | FilterEdit::AddFor(..) => {
                Self { added: named_count - there, removed: 0, already: there }
            }
            FilterEdit::Remove(_) => Self { added: 0, removed: there, already: 0 },
            FilterEdit::RemoveKind(kind) => Self { added: 0, removed: of_kind(*kind), already: 0 },
            FilterEdit::Set(_) => {
                let numbers = of_kind(FilterKind::Pnr);
                Self { added: named_count - there, removed: numbers - there, already: there }
            }
        }
    }
}

fn changes(t: Text, about: &About, draft: &FilterDraft, counts: &Counts) -> Vec<Block> {
    let number = |number: u64| t.number(number);
    let mut facts = vec![
        Fact::new(t.added_filters(), number(counts.added)),
        Fact::new(t.removed_filters(), number(counts.removed)),
    ];
    if counts.already > 0 {
        facts.push(Fact::new(t.already_there(), number(counts.already)));
    }
    if draft.list.repeated > 0 {
        facts.push(Fact::new(t.repeated_lines(), number(draft.list.repeated)));
    }
    if draft.list.left_out_lines > 0 {
        facts.push(Fact::new(t.left_out_lines(), number(draft.list.left_out_lines)));
    }
    if let FilterEdit::AddFor(_, need) = &draft.edit {
        let day = need.last_day.map(|day| t.day(day)).unwrap_or_else(|| t.no_last_day().to_owned());
        facts.push(Fact::new(t.needed_until(), day));
        facts.extend(need.reason.as_ref().map(|it| Fact::new(t.need_reason(), it.to_string())));
    }
    let mut blocks = vec![Block::Facts(facts)];
    let others = draft.edit.filters().into_iter().filter(|it| it.kind() != FilterKind::Pnr);
    let others: Vec<String> = others.map(|filter| t.filter(&filter)).collect();
    if !others.is_empty() {
        blocks.push(Block::List(others));
    }
    if draft.list.left_out.len() > LINES {
        let address = about.path("/kladde/linjer.csv");
        blocks.push(Block::Links(vec![Link::plain(address, t.left_out_file())]));
    }
    blocks
}

fn left_out(t: Text, about: &About, list: &DraftList) -> Section {
    let rows = list.left_out.iter().take(LINES).map(|(line, why)| {
        vec![Cell::Number(t.number(*line)), Cell::Text(t.bad_number(*why).to_owned())]
    });
    let table = Table {
        t,
        label: t.left_out_table().to_owned(),
        columns: vec![Column::number(t.line_number()), Column::text(t.why())],
        rows: rows.collect(),
        pages: None,
    };
    let link = Link::plain(about.path("/kladde/linjer.csv"), t.left_out_file());
    Section::new(
        "h-left-out",
        t.left_out_lines(),
        vec![Block::Table(table), Block::Links(vec![link])],
    )
}
