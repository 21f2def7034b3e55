//! What is left out of agreements' deliveries, and who changed it when.

use extract::Minimisation;
use jiff::Timestamp;

use crate::db::table::AGREEMENT_TERMS;
use crate::db::{Row, checksums, values};
use crate::model::{AgreementId, Author, TermsChange};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit};

/// The terms of agreements' deliveries.
impl Store {
    /// Changes what is left out of an agreement's deliveries, from the next extract that is applied on. A load under way is
    /// written again. Returns whether that changed anything. One transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the agreement is closed.
    pub fn change_terms(
        &self,
        agreement: AgreementId,
        minimisation: &Minimisation,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE agreement SET minimisation = ?2 WHERE id = ?1";
        let insert = "INSERT INTO agreement_terms
            (agreement, number, at, actor, on_behalf_of, correlation, minimisation)
            SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6
            FROM agreement_terms WHERE agreement = ?1";
        let text = minimisation.to_string();
        self.write("changing an agreement's terms", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let before = agreement_rows::existing(tx, agreement)?;
            if before.minimisation == *minimisation {
                return Ok(false);
            }
            agreement_rows::note_change(tx, agreement, author)?;
            tx.execute(update, &values![agreement, &text])?;
            let Author { actor, on_behalf_of, correlation } = author;
            let (actor, correlation) = (actor.to_string(), correlation.to_string());
            let row = values![agreement, at, actor, on_behalf_of.as_deref(), correlation, &text];
            tx.execute(insert, &row)?;
            let now = if text.is_empty() { "everything is delivered" } else { &text };
            let subject = format!("agreement {}: {now}", before.uuid);
            audit::done(tx, author, at, "set terms", subject).map(|()| true)
        })
    }

    /// Every change of what is left out of an agreement's deliveries, the oldest first; before the first, nothing was.
    pub fn terms_changes(&self, agreement: AgreementId) -> Result<Vec<TermsChange>, StoreError> {
        self.read("reading an agreement's terms", |tx| {
            checksums::rows(tx, &AGREEMENT_TERMS, agreement.0, read)
        })
    }
}

fn read(row: &Row<'_>) -> Result<TermsChange, StoreError> {
    Ok(TermsChange {
        number: row.get("number")?,
        at: row.get("at")?,
        author: Author {
            actor: row.get("actor")?,
            on_behalf_of: row.get("on_behalf_of")?,
            correlation: row.get("correlation")?,
        },
        minimisation: row.get("minimisation")?,
    })
}
