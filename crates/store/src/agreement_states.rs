//! The states of agreements, and who changed them when and why.

use jiff::Timestamp;

use crate::db::table::AGREEMENT_STATE;
use crate::db::{Tx, checksums, values};
use crate::model::{
    AgreementId, AgreementState, AgreementStep, AgreementText, Approval, Author, StateChange,
};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, loads};

const CHANGING: &str = "changing an agreement's state";

/// The states of agreements.
impl Store {
    /// Takes a step from one state to another. Loads of an agreement that is suspended are cancelled. One transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it cannot be taken from the agreement's state, or the agreement is closed.
    pub fn step_agreement(
        &self,
        agreement: AgreementId,
        step: AgreementStep,
        reason: Option<&AgreementText>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(CHANGING, |tx| take(tx, agreement, step, reason, (author, at)))
    }

    /// Approves an agreement. One transaction.
    ///
    /// # Errors
    /// As [`Store::step_agreement`]; [`StoreError::SamePerson`] when a second person has to do it.
    pub fn approve_agreement(
        &self,
        agreement: AgreementId,
        approval: Approval,
        reason: Option<&AgreementText>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(CHANGING, |tx| match approval {
            Approval::SecondPerson if is_first_person(tx, agreement, author)? => {
                Err(StoreError::SamePerson)
            }
            Approval::SecondPerson | Approval::Anybody => {
                take(tx, agreement, AgreementStep::Approve, reason, (author, at))
            }
        })
    }

    /// Every change of an agreement's state, the oldest first. One that an older cprabo added has none before its first.
    pub fn agreement_states(&self, agreement: AgreementId) -> Result<Vec<StateChange>, StoreError> {
        self.read("reading an agreement's states", |tx| states(tx, agreement))
    }
}

fn take(
    tx: &Tx<'_>,
    agreement: AgreementId,
    step: AgreementStep,
    reason: Option<&AgreementText>,
    (author, at): (&Author, Timestamp),
) -> Result<(), StoreError> {
    let update = "UPDATE agreement SET state = ?2 WHERE id = ?1";
    agreement_rows::check_open(tx, agreement)?;
    let before = agreement_rows::existing(tx, agreement)?;
    if !step.from().contains(&before.state) {
        let (state, step) = (before.state, step.as_str());
        return Err(StoreError::Conflict(format!(
            "an agreement that is {state} cannot take the step: {step}"
        )));
    }
    tx.execute(update, &values![agreement, step.to().as_str()])?;
    record(tx, agreement, step.to(), reason, (author, at))?;
    if step == AgreementStep::Suspend {
        loads::cancel_open(tx, agreement, author, at)?;
    }
    let why = reason.map(|reason| format!(": {}", reason.as_str())).unwrap_or_default();
    let subject = format!("agreement {}{why}", before.uuid);
    audit::done(tx, author, at, &format!("{} agreement", step.as_str()), subject)
}

/// Whether an agreement was last changed, or last submitted, by that person. To be asked before the transaction changes it:
/// rows are checked as they were.
fn is_first_person(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
) -> Result<bool, StoreError> {
    let changed_by = agreement_rows::changed_by(tx, agreement)?;
    let states = states(tx, agreement)?;
    let submitted =
        states.iter().rev().find(|change| change.state == AgreementState::AwaitingApproval);
    let people = [changed_by, submitted.map(|change| change.author.actor.clone())];
    Ok(people.contains(&Some(author.actor.clone())))
}

/// Every change of an agreement's state, the oldest first.
pub(crate) fn states(tx: &Tx<'_>, agreement: AgreementId) -> Result<Vec<StateChange>, StoreError> {
    checksums::rows(tx, &AGREEMENT_STATE, agreement.0, |row| {
        Ok(StateChange {
            at: row.get("at")?,
            author: Author {
                actor: row.get("actor")?,
                on_behalf_of: row.get("on_behalf_of")?,
                correlation: row.get("correlation")?,
            },
            state: row.get("state")?,
            reason: row.get("reason")?,
        })
    })
}

/// The last change of an agreement's state up to a moment.
pub(crate) const AT: &str = "SELECT state FROM agreement_state
    WHERE agreement = ?1 AND at <= ?2 ORDER BY number DESC LIMIT 1";

/// The state of an agreement at a moment. One that an older cprabo added was active before its first change.
pub(crate) fn at(
    tx: &Tx<'_>,
    agreement: AgreementId,
    at: Timestamp,
) -> Result<AgreementState, StoreError> {
    let found = tx.query_opt(AT, &values![agreement, at], |row| row.get("state"))?;
    Ok(found.unwrap_or(AgreementState::Active))
}

/// Records a change of state.
pub(crate) fn record(
    tx: &Tx<'_>,
    agreement: AgreementId,
    state: AgreementState,
    reason: Option<&AgreementText>,
    (author, at): (&Author, Timestamp),
) -> Result<(), StoreError> {
    let insert = "INSERT INTO agreement_state
        (agreement, number, at, actor, on_behalf_of, correlation, state, reason)
        SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7
        FROM agreement_state WHERE agreement = ?1";
    let Author { actor, on_behalf_of, correlation } = author;
    let row = values![
        agreement,
        at,
        actor.to_string(),
        on_behalf_of.as_deref(),
        correlation.to_string(),
        state.as_str(),
        reason.map(AgreementText::as_str),
    ];
    tx.execute(insert, &row).map(|_| ())
}
