use disclosure::AgreementReport;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{LedgerEntry, LedgerTerms};
use utoipa::ToSchema;

use crate::views::parties::PartiesView;

/// What was disclosed under an agreement, without persons.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementReportDocument {
    /// The first day, in Denmark.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// When the report was made.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Oldest first.
    pub entries: Vec<LedgerEntryView>,
}

/// An entry of the disclosure ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerEntryView {
    /// Its number; those of other agreements stand between.
    pub entry: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `delivery`, `load`, `replay`, `look-up`, `api-answer`, `collection` or `report`.
    pub way: &'static str,
    /// The service.
    pub service: Option<String>,
    /// How many persons.
    pub persons: u64,
    /// The version of the filters.
    pub filter_version: Option<i64>,
    /// The key of a collection.
    pub detail: Option<String>,
    /// What the agreement said then.
    agreement: Option<PartiesView>,
}

impl From<&AgreementReport> for AgreementReportDocument {
    fn from(report: &AgreementReport) -> Self {
        let AgreementReport { from, to, at, entries, .. } = report;
        Self { from: *from, to: *to, at: *at, entries: entries.iter().map(view).collect() }
    }
}

fn view((entry, terms): &(LedgerEntry, Option<LedgerTerms>)) -> LedgerEntryView {
    LedgerEntryView {
        entry: entry.number,
        at: entry.at,
        way: entry.way.as_str(),
        service: entry.service.clone(),
        persons: entry.persons,
        filter_version: entry.filter_version,
        detail: entry.detail.clone(),
        agreement: terms.as_ref().map(PartiesView::from),
    }
}
