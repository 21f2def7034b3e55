use app::{ErrorCode, NumberListUse};
use filters::{Filter, FilterKind, FilterSet};
use store::{FilterEdit, FilterRequestState, Need, NeedReason, StatedNeed};

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::day_field::read_day;
use crate::page_error::PageError;
use crate::table::{Act, Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Field, FieldKind, FormView, Link, Page, Part, Section, Task, Tone};

/// Whom an agreement chooses, and how that is changed.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    Answer::page(&page(call, &About::of(call)?, &Wrong::default())?)
}

/// Prepares a filter to be added.
pub(crate) fn add(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let t = call.text();
    let line = format!("{} {}", call.form.get("slags"), call.form.get("vaerdi").trim());
    let filter = line.trim_end().parse::<Filter>().ok().filter(is_plausible);
    let need = read_need(call, "filter");
    let (Some(filter), Ok(need)) = (filter, &need) else {
        let value = filter.is_none().then(|| t.filter_value_wrong().to_owned());
        let wrong = Wrong { value, need: need.err(), ..Wrong::default() };
        return Answer::wrong(&page(call, &about, &wrong)?);
    };
    let is_stated = need.last_day.is_some() || need.reason.is_some();
    let edit = match is_stated {
        true => FilterEdit::AddFor(vec![filter], need.clone()),
        false => FilterEdit::Add(vec![filter]),
    };
    call.app().draft_filters(&about.context, &edit)?;
    Answer::see_other(about.path("/kladde"))
}

/// Prepares a filter to be removed. Numbers are removed by a list: they come into no page.
pub(crate) fn remove(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let filter = call.form.get("filter").parse::<Filter>().map_err(|_| PageError::NotFound)?;
    call.app().draft_filters(&about.context, &FilterEdit::Remove(vec![filter]))?;
    Answer::see_other(about.path("/kladde"))
}

/// Prepares a change by a list of numbers.
pub(crate) fn import(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let need = match read_need(call, "liste") {
        Ok(need) => need,
        Err(wrong) => {
            let wrong = Wrong { list_need: Some(wrong), ..Wrong::default() };
            return Answer::wrong(&page(call, &about, &wrong)?);
        }
    };
    let list_use = match call.form.get("brug") {
        "erstat" => NumberListUse::Replace,
        "fjern" => NumberListUse::Remove,
        _ => NumberListUse::Add(need),
    };
    let typed = call.form.get("numre").as_bytes();
    let bytes = call.form.file("fil").unwrap_or(typed);
    match call.app().draft_numbers(&about.context, bytes, list_use) {
        Ok(()) => Answer::see_other(about.path("/kladde")),
        Err(error) if error.code() == ErrorCode::InvalidArgument => {
            let list = error.detail().map(|detail| format!("{}.", call.text().pick(detail)));
            Answer::wrong(&page(call, &about, &Wrong { list, ..Wrong::default() })?)
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with what was typed.
#[derive(Default)]
struct Wrong {
    value: Option<String>,
    need: Option<NeedWrong>,
    list: Option<String>,
    list_need: Option<NeedWrong>,
}

/// Which part of a need is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NeedWrong {
    LastDay,
    Reason,
}

/// A number that begins with no day and month is a mistake of whoever typed it.
fn is_plausible(filter: &Filter) -> bool {
    match filter {
        Filter::Pnr(pnr) => pnr.is_plausible(),
        Filter::Municipality(_) | Filter::Age(_) | Filter::Event(_) | Filter::NoFilter => true,
    }
}

/// Reads the need of a form. Empty is not stated.
fn read_need(call: &Call, form: &str) -> Result<Need, NeedWrong> {
    let (day, reason) = match form {
        "liste" => ("liste-slutdato", "liste-begrundelse"),
        _ => ("slutdato", "begrundelse"),
    };
    let (day, reason) = (call.form.get(day).trim(), call.form.get(reason).trim());
    let last_day = (!day.is_empty()).then(|| read_day(day).ok_or(NeedWrong::LastDay));
    let reason = (!reason.is_empty()).then(|| reason.parse::<NeedReason>());
    Ok(Need {
        last_day: last_day.transpose()?,
        reason: reason.transpose().map_err(|_| NeedWrong::Reason)?,
    })
}

fn page(call: &Call, about: &About, wrong: &Wrong) -> Result<Page, PageError> {
    let t = call.text();
    let app = call.app();
    let filters = app.filters(&about.context)?;
    let needs = app.needs(&about.context)?;
    let requests = app.own_filter_requests(&about.context, true)?;
    let has_draft = app.filter_draft(&about.context)?.is_some();
    let may_change = about.may_change(call);
    let mut page = about.page(call, AgreementTab::Filters, t.filters_word());
    page.lead = Some(lead(t, &filters));
    let waiting = requests.iter().filter(|it| it.request.state == FilterRequestState::Waiting);
    let mut tasks: Vec<Task> = waiting
        .map(|it| Task {
            mark: "held",
            what: t.pick(&t.filter_request(it.persons.get().unwrap_or_default())).to_owned(),
            more: format!("{} {}", t.request_by(), t.actor(&it.request.author.actor)),
            link: Some(Link::button(
                about.path(&format!("/anmodninger/{}", it.request.id)),
                t.see_and_approve(),
            )),
        })
        .collect();
    if has_draft {
        tasks.push(Task {
            mark: "info",
            what: t.has_draft().to_owned(),
            more: String::new(),
            link: Some(Link::button(about.path("/kladde"), t.see_draft())),
        });
    }
    if !tasks.is_empty() {
        page.parts.push(Part::Boxed(Section::new(
            "h-waits",
            t.waiting_changes(),
            vec![Block::Tasks(tasks)],
        )));
    }
    let table = Block::Table(table(t, about, &filters, &needs, may_change && !has_draft));
    page.parts.push(Part::Open(Section::new("h-filters", t.filters_in_force(), vec![table])));
    if may_change && !has_draft {
        page.parts.push(Part::Pair(vec![
            Section::new("h-add", t.add_filter(), vec![Block::Form(add_form(call, about, wrong))]),
            Section::new("h-list", t.add_list(), vec![Block::Form(list_form(call, about, wrong))]),
        ]));
    } else if !may_change {
        let text = Block::Soft(t.only_read().to_owned());
        page.parts.push(Part::Open(Section::new("h-read", "", vec![text])));
    }
    Ok(page)
}

fn lead(t: Text, filters: &FilterSet) -> (Tone, String) {
    let kinds = filters.kinds();
    if filters.is_empty() {
        return (Tone::Plain, t.no_filters().to_owned());
    }
    if kinds.has(FilterKind::NoFilter) {
        return (Tone::Plain, t.everybody_chosen().to_owned());
    }
    let numbers = filters.pnrs().count() as u64;
    (Tone::Plain, t.filters_lead(numbers, filters.len() as u64 - numbers))
}

/// The filters, those on persons in one line.
fn table(
    t: Text,
    about: &About,
    filters: &FilterSet,
    needs: &[StatedNeed],
    may_remove: bool,
) -> Table {
    let dash = || "–".to_owned();
    let mut columns = vec![
        Column::text(t.filter_word()),
        Column::text(t.needed_until()),
        Column::text(t.need_reason()).wide(),
    ];
    if may_remove {
        columns.push(Column::text(t.act()));
    }
    let numbers = filters.pnrs().count() as u64;
    let mut rows = Vec::new();
    if numbers > 0 {
        let ends = needs.iter().filter(|it| it.filter.kind() == FilterKind::Pnr);
        let first = ends.filter_map(|it| it.need.last_day).min();
        let mut row = vec![
            Cell::Text(format!("{} {}", t.number(numbers), t.filter_kind(FilterKind::Pnr))),
            Cell::Text(first.map_or_else(dash, |day| t.first_ends(&t.day(day)))),
            Cell::Text(dash()),
        ];
        if may_remove {
            row.push(Cell::Link("#h-list".to_owned(), t.by_list().to_owned()));
        }
        rows.push(row);
    }
    for filter in filters.iter().filter(|filter| filter.kind() != FilterKind::Pnr) {
        let need = needs.iter().find(|it| it.filter == filter).map(|it| &it.need);
        let reason = need.and_then(|need| need.reason.as_ref()).map(ToString::to_string);
        let words = t.filter(&filter);
        let mut row = vec![
            Cell::Text(words.clone()),
            Cell::Text(need.and_then(|need| need.last_day).map_or_else(dash, |day| t.day(day))),
            Cell::Text(reason.unwrap_or_else(dash)),
        ];
        if may_remove {
            row.push(Cell::Act(Act {
                address: about.path("/filtre/fjern"),
                field: "filter",
                value: filter.revealed_line(),
                button: t.remove(),
                about: words,
            }));
        }
        rows.push(row);
    }
    Table { t, label: t.filters_table().to_owned(), columns, rows, pages: None }
}

fn add_form(call: &Call, about: &About, wrong: &Wrong) -> FormView {
    let t = call.text();
    let form = &call.form;
    let kinds = FilterKind::ALL.into_iter();
    let kinds = kinds.map(|kind| (kind.as_str().to_owned(), t.filter_kind(kind).to_owned()));
    let chosen = if form.get("slags").is_empty() { "municipality" } else { form.get("slags") };
    let mut fields = vec![
        Field::select("slags", t.kind_of_filter(), kinds.collect(), chosen),
        Field::text("vaerdi", t.filter_value(), form.get("vaerdi"))
            .hint(t.filter_value_hint())
            .wrong(wrong.value.clone()),
    ];
    fields.extend(need_fields(call, ("slutdato", "begrundelse"), wrong.need));
    FormView::post(about.path("/filtre"), fields, t.prepare_change())
}

fn list_form(call: &Call, about: &About, wrong: &Wrong) -> FormView {
    let t = call.text();
    let uses =
        [("tilfoej", t.list_add()), ("erstat", t.list_replace()), ("fjern", t.list_remove())];
    let uses = uses.map(|(word, words)| (word.to_owned(), words.to_owned()));
    let mut fields = vec![
        // What was typed is not repeated.
        Field::text("numre", t.list_field(), "")
            .of(FieldKind::Area(6))
            .hint(t.list_hint())
            .wrong(wrong.list.clone()),
        Field::text("fil", t.list_file(), "").of(FieldKind::File).hint(t.list_file_hint()),
        Field::select("brug", t.list_use(), uses.into(), call.form.get("brug")),
    ];
    fields.extend(need_fields(call, ("liste-slutdato", "liste-begrundelse"), wrong.list_need));
    let form = FormView::post(about.path("/liste"), fields, t.prepare_change());
    FormView { is_upload: true, ..form }
}

fn need_fields(
    call: &Call,
    (day, reason): (&'static str, &'static str),
    wrong: Option<NeedWrong>,
) -> [Field; 2] {
    let t = call.text();
    let wrong_if = |part: NeedWrong, text: &str| (wrong == Some(part)).then(|| text.to_owned());
    [
        Field::text(day, t.needed_until(), call.form.get(day))
            .hint(t.last_day_hint())
            .wrong(wrong_if(NeedWrong::LastDay, t.last_day_wrong())),
        Field::text(reason, t.need_reason(), call.form.get(reason))
            .hint(t.need_reason_hint())
            .wrong(wrong_if(NeedWrong::Reason, t.need_reason_wrong())),
    ]
}
