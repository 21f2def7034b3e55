use disclosure::PersonReport;
use jiff::Timestamp;
use serde::Serialize;
use store::PersonDisclosure;
use utoipa::ToSchema;

use crate::pnrs::CleartextPnr;
use crate::views::parties::PartiesView;

/// To whom a person was disclosed. Personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonReportDocument {
    /// The numbers that the person has had; the one that was asked for is first. Under an agreement the others are in it only where the
    /// person may be looked up.
    #[schema(value_type = Vec<String>)]
    numbers: Vec<CleartextPnr>,
    /// When the report was made.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Of disclosures before that moment only their number is kept, and not whom they concerned.
    #[schema(value_type = Option<String>, format = DateTime)]
    reduced_before: Option<Timestamp>,
    /// Oldest first.
    disclosures: Vec<DisclosureView>,
}

/// A disclosure of the person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisclosureView {
    /// Its number in the disclosure ledger.
    entry: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `delivery`, `load`, `replay`, `look-up`, `api-answer`, or `report` where somebody read a report like this one.
    way: &'static str,
    /// The number under which the person was disclosed.
    #[schema(value_type = String)]
    pnr: CleartextPnr,
    /// Which filters chose the person; none in a look-up.
    reason: Vec<&'static str>,
    /// The service.
    service: Option<String>,
    /// The operation of an answer.
    operation: Option<String>,
    /// The version of the filters.
    filter_version: Option<i64>,
    /// The name of the file.
    file: Option<String>,
    /// Its SHA-256.
    file_sha256: Option<String>,
    /// Under which agreement; `null` for the platform's operator.
    agreement: Option<PartiesView>,
    /// The keys that read the file to its end.
    collected: Vec<CollectedView>,
}

/// A collection of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectedView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The key's fingerprint.
    ssh_key: String,
}

impl From<&PersonReport> for PersonReportDocument {
    fn from(report: &PersonReport) -> Self {
        Self {
            numbers: report.numbers.iter().copied().map(CleartextPnr).collect(),
            at: report.at,
            reduced_before: report.reduced_before,
            disclosures: report.disclosures.iter().map(disclosure).collect(),
        }
    }
}

fn disclosure(one: &PersonDisclosure) -> DisclosureView {
    let collected = one.collections.iter();
    DisclosureView {
        entry: one.entry.number,
        at: one.entry.at,
        way: one.entry.way.as_str(),
        pnr: CleartextPnr(one.pnr),
        reason: one.reason.words().collect(),
        service: one.entry.service.clone(),
        operation: one.action.clone(),
        filter_version: one.entry.filter_version,
        file: one.file.clone(),
        file_sha256: one.entry.content.map(|sha256| sha256.to_string()),
        agreement: one.terms.as_ref().map(PartiesView::from),
        collected: collected
            .map(|it| CollectedView { at: it.at, ssh_key: it.ssh_key.clone() })
            .collect(),
    }
}
