//! Reviews of the need for agreements' filters.

use jiff::Timestamp;

use crate::db::Tx;
use crate::model::{
    Agreement, AgreementId, AgreementState, AgreementText, Author, NeedReason, Review,
    ReviewPeriods, ReviewStatus,
};
use crate::review_rows::{self, Plan};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, system_rows};

const PLANNING: &str = "planning reviews";
const READING: &str = "reading the reviews";

/// Reviews.
impl Store {
    /// Sets how often an agreement is reviewed, with an audit entry. `None` leaves a value as it is, `Some(None)` makes it that of
    /// the configuration, 0 is never.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the agreement is closed.
    pub fn set_review_periods(
        &self,
        agreement: AgreementId,
        every: Option<Option<u16>>,
        suspends: Option<Option<u16>>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(PLANNING, |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let before = review_rows::plan(tx, agreement)?;
            let own = before.map(|before| (before.every, before.suspends)).unwrap_or_default();
            let plan = Plan {
                every: every.unwrap_or(own.0),
                suspends: suspends.unwrap_or(own.1),
                default: before.map(|before| before.default).unwrap_or_default(),
                since: at,
            };
            review_rows::put_plan(tx, agreement, &plan.instead_of(before.as_ref(), at))?;
            let ReviewPeriods { every, suspends } = plan.periods();
            let uuid = agreement_rows::uuid(tx, agreement)?;
            let subject =
                format!("agreement {uuid}: every {every} days, suspended after {suspends}");
            audit::done(tx, author, at, "set review", subject)
        })
    }

    /// Tells agreements that are not closed how often they are reviewed by the configuration. Returns how many did not
    /// know.
    pub fn plan_reviews(&self, default: ReviewPeriods, at: Timestamp) -> Result<u64, StoreError> {
        // Asked often and seldom true: only then a write transaction is opened.
        if self.read(PLANNING, |tx| unplanned(tx, default))?.is_empty() {
            return Ok(0);
        }
        self.write(PLANNING, |tx| {
            let unplanned = unplanned(tx, default)?;
            for agreement in &unplanned {
                let before = review_rows::plan(tx, *agreement)?;
                let plan = match before {
                    Some(before) => Plan { default, ..before },
                    None => Plan { every: None, suspends: None, default, since: at },
                };
                review_rows::put_plan(tx, *agreement, &plan.instead_of(before.as_ref(), at))?;
            }
            Ok(unplanned.len() as u64)
        })
    }

    /// Records that somebody has reviewed the need for an agreement's filters, with an audit entry.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the agreement is closed.
    pub fn confirm_review(
        &self,
        agreement: AgreementId,
        name: &AgreementText,
        note: Option<&NeedReason>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("confirming a review", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let (author, name, note) = (author.clone(), name.clone(), note.cloned());
            let review = Review { at, author, name, note };
            review_rows::add(tx, agreement, &review)?;
            let subject = format!("agreement {}", agreement_rows::uuid(tx, agreement)?);
            audit::done(tx, &review.author, at, "confirm review", subject)
        })
    }

    /// Where an agreement stands with its reviews.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn review(&self, agreement: AgreementId) -> Result<ReviewStatus, StoreError> {
        self.read(READING, |tx| status(tx, agreement_rows::existing(tx, agreement)?))
    }

    /// Where the agreements that are not closed stand with their reviews.
    pub fn reviews(&self) -> Result<Vec<ReviewStatus>, StoreError> {
        self.read(READING, |tx| {
            open_agreements(tx)?.into_iter().map(|agreement| status(tx, agreement)).collect()
        })
    }

    /// The same of those agreements alone for which reviews are asked for: every page counts what is overdue.
    pub fn asked_reviews(&self) -> Result<Vec<ReviewStatus>, StoreError> {
        let select = "SELECT agreement FROM review_plan
            WHERE coalesce(every, default_every) > 0 ORDER BY agreement";
        self.read(READING, |tx| {
            let ids: Vec<AgreementId> =
                tx.query(select, &[], |row| Ok(AgreementId(row.get("agreement")?)))?;
            let mut asked = Vec::new();
            for id in ids {
                let agreement = agreement_rows::existing(tx, id)?;
                if agreement.closed_at.is_none() {
                    asked.push(status(tx, agreement)?);
                }
            }
            Ok(asked)
        })
    }
}

fn open_agreements(tx: &Tx<'_>) -> Result<Vec<Agreement>, StoreError> {
    let mut agreements = agreement_rows::all(tx)?;
    agreements.retain(|agreement| agreement.closed_at.is_none());
    Ok(agreements)
}

/// The agreements that do not know the values of the configuration.
fn unplanned(tx: &Tx<'_>, default: ReviewPeriods) -> Result<Vec<AgreementId>, StoreError> {
    let mut unplanned = Vec::new();
    for Agreement { id, .. } in open_agreements(tx)? {
        let known = review_rows::plan(tx, id)?.map(|plan| plan.default);
        if known.unwrap_or_default() != default {
            unplanned.push(id);
        }
    }
    Ok(unplanned)
}

fn status(tx: &Tx<'_>, agreement: Agreement) -> Result<ReviewStatus, StoreError> {
    let plan = review_rows::plan(tx, agreement.id)?;
    let last = review_rows::all(tx, agreement.id)?.pop();
    Ok(ReviewStatus {
        uuid: agreement.uuid,
        system: system_rows::by_id(tx, agreement.system)?.name,
        contact: agreement.details.contact,
        is_active: agreement.state == AgreementState::Active,
        periods: plan.map(|plan| plan.periods()).unwrap_or_default(),
        since: plan.map(|plan| plan.since).unwrap_or_default(),
        last,
    })
}
