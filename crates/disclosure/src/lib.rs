#![doc = include_str!("../README.md")]

mod agreement_report;
mod clean_up;
mod compare;
mod drift;
mod explain;
mod person_report;
mod verify_ledger;

pub use agreement_report::{AgreementReport, ReportError, report_agreement};
pub use clean_up::{
    CleanUpList, CleanUpReader, CleanUpReason, CleanUpSubject, CleanUpTerms, CleanUpToken,
    InvalidCleanUpToken, Proposal, UnknownCleanUpReason, proposals,
};
pub use compare::{compare, record_comparison};
pub use drift::{CompareError, Drift, drift};
pub use explain::{
    ChangedPerson, Contradiction, ExplainError, Explanation, Findings, KindFindings, Match,
    Outcome, Question, explain,
};
pub use person_report::{PersonReport, report_person, report_person_under};
pub use verify_ledger::verify_ledger;
