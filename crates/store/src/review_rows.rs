//! The rows of reviews.

use jiff::Timestamp;

use crate::StoreError;
use crate::db::table::{REVIEW, REVIEW_PLAN};
use crate::db::{Row, Tx, checksums, values};
use crate::model::{AgreementId, Author, NeedReason, Review, ReviewPeriods};

/// An agreement's plan: its own values, the default ones, and since when reviews are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) every: Option<u16>,
    pub(crate) suspends: Option<u16>,
    pub(crate) default: ReviewPeriods,
    pub(crate) since: Timestamp,
}

impl Plan {
    /// The values that count.
    pub(crate) fn periods(&self) -> ReviewPeriods {
        ReviewPeriods {
            every: self.every.unwrap_or(self.default.every),
            suspends: self.suspends.unwrap_or(self.default.suspends),
        }
    }

    /// This plan in place of one before: where reviews were not asked for, or come more often or suspend sooner now, they are asked
    /// for since now. A changed setting must not make reviews overdue that were in time.
    pub(crate) fn instead_of(self, before: Option<&Self>, at: Timestamp) -> Self {
        let since = before
            .filter(|before| !self.periods().is_stricter_than(before.periods()))
            .map(|before| before.since);
        Self { since: since.unwrap_or(at), ..self }
    }
}

/// An agreement's plan, if it has one.
pub(crate) fn plan(tx: &Tx<'_>, agreement: AgreementId) -> Result<Option<Plan>, StoreError> {
    let found = checksums::rows(tx, &REVIEW_PLAN, agreement.0, |row| {
        Ok(Plan {
            every: row.get("every")?,
            suspends: row.get("suspends")?,
            default: ReviewPeriods {
                every: row.get("default_every")?,
                suspends: row.get("default_suspends")?,
            },
            since: row.get("since")?,
        })
    });
    Ok(found?.into_iter().next())
}

/// Sets an agreement's plan.
pub(crate) fn put_plan(tx: &Tx<'_>, agreement: AgreementId, plan: &Plan) -> Result<(), StoreError> {
    let put = "INSERT INTO review_plan (agreement, every, suspends, default_every, default_suspends, since)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (agreement) DO UPDATE
        SET every = excluded.every, suspends = excluded.suspends,
            default_every = excluded.default_every, default_suspends = excluded.default_suspends,
            since = excluded.since";
    let Plan { every, suspends, default, since } = *plan;
    let row = values![agreement, every, suspends, default.every, default.suspends, since];
    tx.execute(put, &row).map(|_| ())
}

/// An agreement's reviews, the oldest first.
pub(crate) fn all(tx: &Tx<'_>, agreement: AgreementId) -> Result<Vec<Review>, StoreError> {
    checksums::rows(tx, &REVIEW, agreement.0, read)
}

/// Adds a review.
pub(crate) fn add(tx: &Tx<'_>, agreement: AgreementId, review: &Review) -> Result<(), StoreError> {
    let insert = "INSERT INTO review
        (agreement, number, at, actor, on_behalf_of, correlation, name, note)
        SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7
        FROM review WHERE agreement = ?1";
    let Review { at, author: Author { actor, on_behalf_of, correlation }, name, note } = review;
    let row = values![
        agreement,
        *at,
        actor.to_string(),
        on_behalf_of.as_deref(),
        correlation.to_string(),
        name.as_str(),
        note.as_ref().map(NeedReason::as_str),
    ];
    tx.execute(insert, &row).map(|_| ())
}

fn read(row: &Row<'_>) -> Result<Review, StoreError> {
    Ok(Review {
        at: row.get("at")?,
        author: Author {
            actor: row.get("actor")?,
            on_behalf_of: row.get("on_behalf_of")?,
            correlation: row.get("correlation")?,
        },
        name: row.get("name")?,
        note: row.get("note")?,
    })
}
