//! Whether a person was delivered to an agreement, and why or why not: asked afterwards, of what is kept.

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
    /// In the extract of which day (PRODDTO).
    pub day: Date,
}

/// Explains every run of the day, in the order in which they came: a second extract of a day that was
/// released is a run of its own.
///
/// To look at a person is a disclosure too, so the audit trail tells who looked, at which agreement and
/// day, before anything of the person is read. Whom, it does not tell: no number stands there.
///
/// Loads as of the run, and answers that told of the person, stand beside it.
///
/// Costs look-ups, whatever the size of day and subscription; nothing is matched again.
///
/// # Errors
/// [`ExplainError::NoExtract`] when no extract of that day has come.
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
