//! Explains, from stored data, why a person was delivered to an agreement, or not.

mod error;
mod explanation;
mod judge;

use civil::Pnr;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Agreement, AuditEntry, Author, Run, RunKind, Store};

pub use error::ExplainError;
pub use explanation::{
    ChangedPerson, Contradiction, Explanation, Findings, KindFindings, Match, Outcome,
};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// To whom.
    pub agreement: &'a Agreement,
    /// Which person.
    pub pnr: Pnr,
    /// The day of the extract (PRODDTO).
    pub day: Date,
}

/// Explains every run of the day, in their order: a second extract of a day that was released is a run of its own.
///
/// To look at a person is a disclosure too. So the audit trail records who looked, at which agreement and day, before
/// anything about the person is read. It does not record the person: it contains no number.
///
/// Loads as of the run, and answers that disclosed the person, are listed beside it.
///
/// The cost is some look-ups, independent of the size of day and subscription; nothing is matched again.
///
/// # Errors
/// [`ExplainError::NoExtract`] when there is no extract of that day.
pub fn explain(
    store: &Store,
    question: &Question<'_>,
    author: &Author,
    now: Timestamp,
) -> Result<Vec<Explanation>, ExplainError> {
    let runs = store.runs_of_day(question.day)?;
    if runs.is_empty() {
        let nearest = store.nearest_days(question.day)?;
        return Err(ExplainError::NoExtract { day: question.day, nearest });
    }
    store.audit(&looked(question, author), now)?;
    runs.into_iter().map(|run| explain_run(store, question, run)).collect()
}

fn looked(question: &Question<'_>, author: &Author) -> AuditEntry {
    AuditEntry {
        author: author.clone(),
        action: "explain".to_owned(),
        subject: format!("agreement {}, a person on {}", question.agreement.uuid, question.day),
        outcome: "done".to_owned(),
    }
}

fn explain_run(
    store: &Store,
    question: &Question<'_>,
    run: Run,
) -> Result<Explanation, ExplainError> {
    let unjudged = match (run.kind, run.state.is_applied()) {
        (RunKind::Seed, _) => Some(Outcome::Seed),
        (RunKind::Day, false) => Some(Outcome::NotApplied),
        (RunKind::Day, true) => None,
    };
    let other_disclosures = store.other_disclosures(run.id, question.agreement.id, question.pnr)?;
    if let Some(outcome) = unjudged {
        return Ok(Explanation { run, outcome, findings: None, other_disclosures });
    }
    let trace = store.trace(run.id, question.agreement.id, question.pnr)?;
    let (outcome, findings) = judge::judge(trace, question.day);
    Ok(Explanation { run, outcome, findings: Some(findings), other_disclosures })
}
