use civil::Month;
use clock::danish_day;
use jiff::ToSpan as _;

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::day_field::read_day;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::view::{Block, Field, FormView, Part, Section};

/// Months that are shown beside this one.
const MONTHS: i32 = 11;

/// What was used under an agreement, and the report of its disclosures.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let today = danish_day(call.app().now());
    let last = Month::of(today);
    let first = Month::of(today.saturating_sub(MONTHS.months()));
    let months = call.app().agreement_metering(&about.context, (first, last))?;
    let rows = months.iter().rev().flat_map(|month| {
        month.used.iter().map(|used| {
            vec![
                Cell::Text(month.month.to_string()),
                Cell::Text(used.service.clone().unwrap_or_else(|| "–".to_owned())),
                Cell::Number(t.number(used.calls)),
                Cell::Number(t.number(used.refused)),
                Cell::Number(t.number(used.persons)),
                Cell::Number(t.number(used.files)),
                Cell::Number(t.size(used.bytes)),
            ]
        })
    });
    let table = Table {
        t,
        label: t.metering_table().to_owned(),
        columns: vec![
            Column::text(t.month_word()),
            Column::text(t.service_word()),
            Column::number(t.answered_calls()),
            Column::number(t.refused_calls()).wide(),
            Column::number(t.persons()),
            Column::number(t.files_word()).wide(),
            Column::number(t.file_size()).wide(),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let mut page = about.page(call, AgreementTab::Usage, t.metering());
    let block = if table.rows.is_empty() {
        Block::Text(t.no_use().to_owned())
    } else {
        Block::Table(table)
    };
    page.parts.push(Part::Open(Section::new("h-use", t.metering(), vec![block])));
    let fields = vec![
        Field::text("fra", t.first_day(), t.day(today.first_of_month()))
            .hint(t.last_day_wrong())
            .required(),
        Field::text("til", t.last_day(), t.day(today)).required(),
    ];
    let form = FormView::post(about.path("/rapport"), fields, t.fetch_report());
    let blocks = vec![Block::Text(t.report_of_agreement_text().to_owned()), Block::Form(form)];
    page.parts.push(Part::Boxed(Section::new("h-report", t.report_of_agreement(), blocks)));
    Answer::page(&page)
}

/// The report of an agreement's disclosures on some days: a file.
pub(crate) fn report(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let days = (read_day(call.form.get("fra")), read_day(call.form.get("til")));
    let (Some(from), Some(to)) = days else {
        let detail = app::Detail::new(t.last_day_wrong(), t.last_day_wrong());
        return Err(PageError::Conflict(detail));
    };
    let report = call.app().report_agreement(&about.context, (from, to))?;
    let language = match t.is_danish() {
        true => reports::Language::Danish,
        false => reports::Language::English,
    };
    let html = reports::agreement_page(&report, language);
    Ok(Answer::File("text/html; charset=utf-8", "rapport.html".to_owned(), html.into_bytes()))
}
