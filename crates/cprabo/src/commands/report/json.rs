use anyhow::Result;
use civil::Pnr;
use disclosure::PersonReport;
use jiff::Timestamp;
use serde::Serialize;
use store::{AgreementText, LedgerTerms, PersonDisclosure};

use crate::output;

/// A report, for the operator's programs.
#[derive(Serialize)]
struct Report {
    numbers: Vec<String>,
    at: Timestamp,
    reduced_before: Option<Timestamp>,
    disclosures: Vec<Disclosure>,
}

#[derive(Serialize)]
struct Disclosure {
    entry: u64,
    at: Timestamp,
    way: &'static str,
    pnr: String,
    reason: Vec<&'static str>,
    service: Option<String>,
    operation: Option<String>,
    filter_version: Option<i64>,
    file: Option<String>,
    file_sha256: Option<String>,
    agreement: Option<Terms>,
    collected: Vec<Collected>,
}

#[derive(Serialize)]
pub(super) struct Terms {
    agreement: String,
    authority: String,
    authority_name: Option<String>,
    cvr: Option<String>,
    system: String,
    system_name: String,
    supplier: Option<String>,
    purpose: Option<String>,
    law: Option<String>,
    paragraph: Option<String>,
    legal_text: Option<String>,
}

#[derive(Serialize)]
struct Collected {
    at: Timestamp,
    ssh_key: String,
}

/// Prints a report with everything that the ledger has on the person.
pub(super) fn print(report: &PersonReport) -> Result<()> {
    let revealed = |number: &Pnr| number.reveal().to_string();
    output::json(&Report {
        numbers: report.numbers.iter().map(revealed).collect(),
        at: report.at,
        reduced_before: report.reduced_before,
        disclosures: report.disclosures.iter().map(disclosure).collect(),
    })
}

fn disclosure(one: &PersonDisclosure) -> Disclosure {
    Disclosure {
        entry: one.entry.number,
        at: one.entry.at,
        way: one.entry.way.as_str(),
        pnr: one.pnr.reveal().to_string(),
        reason: one.reason.words().collect(),
        service: one.entry.service.clone(),
        operation: one.action.clone(),
        filter_version: one.entry.filter_version,
        file: one.file.clone(),
        file_sha256: one.entry.content.map(|sha256| sha256.to_string()),
        agreement: one.terms.as_ref().map(Terms::from),
        collected: one
            .collections
            .iter()
            .map(|it| Collected { at: it.at, ssh_key: it.ssh_key.clone() })
            .collect(),
    }
}

impl From<&LedgerTerms> for Terms {
    fn from(terms: &LedgerTerms) -> Self {
        let text = |text: &Option<AgreementText>| text.as_ref().map(|it| it.as_str().to_owned());
        let details = &terms.details;
        Self {
            agreement: terms.agreement.to_string(),
            authority: terms.authority.to_string(),
            authority_name: text(&details.authority_name),
            cvr: terms.cvr.map(|cvr| cvr.to_string()),
            system: terms.system.to_string(),
            system_name: terms.system_name.clone(),
            supplier: text(&details.supplier),
            purpose: text(&details.purpose),
            law: text(&details.law),
            paragraph: text(&details.paragraph),
            legal_text: text(&details.legal_text),
        }
    }
}
