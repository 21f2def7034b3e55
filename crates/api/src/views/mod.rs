//! The parts of responses.

mod agreement_report;
mod delivery;
mod left_out;
mod load;
mod parties;
mod person;
mod person_line;
mod person_report;
mod preview;

pub use agreement_report::{AgreementReportDocument, LedgerEntryView};
pub(crate) use delivery::Delivery;
pub(crate) use left_out::LeftOut;
pub(crate) use load::Load;
pub(crate) use person::Person;
pub(crate) use person_line::PersonLine;
pub use person_report::PersonReportDocument;
pub use preview::PreviewDocument;
