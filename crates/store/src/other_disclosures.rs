//! Disclosures of a person to an agreement's system other than by a day's delivery: see
//! [`OtherDisclosures`]. Every statement is a look-up.

use civil::Pnr;

use crate::db::{Tx, values};
use crate::encoding::disclosures;
use crate::model::{AgreementId, AnswerDisclosure, OtherDisclosures, RunId};
use crate::store::Store;
use crate::{StoreError, lookups, traced_deliveries};

const LOADS: &str = "
    SELECT id FROM delivery WHERE agreement = ?1 AND run = ?2 AND load_order IS NOT NULL ORDER BY id";

const ANSWERS: &str = "
    SELECT entries, audit.at, audit.actor, audit.action
    FROM answer_disclosure /*+ ORDERED */ JOIN audit ON audit.id = answer_disclosure.audit
    WHERE agreement = ?1 AND run = ?2 ORDER BY answer_disclosure.audit";

/// All statements, for the test of their query plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 2] = [LOADS, ANSWERS];

/// Disclosures other than by a day's delivery.
impl Store {
    /// The loads and answers that disclosed a person to an agreement's system as of a run. The cost
    /// is that of look-ups.
    pub fn other_disclosures(
        &self,
        run: RunId,
        agreement: AgreementId,
        pnr: Pnr,
    ) -> Result<OtherDisclosures, StoreError> {
        self.read("reading what was disclosed beside a day's delivery", |tx| {
            let loads = tx.query(LOADS, &values![agreement, run], |row| row.get::<i64>("id"))?;
            let loads = loads.into_iter().map(|id| traced_deliveries::one(tx, id, pnr));
            Ok(OtherDisclosures {
                loads: loads.collect::<Result<_, _>>()?,
                answers: disclosed_by_answer(tx, run, agreement, pnr)?,
                lookups: lookups::disclosed(tx, run, agreement, pnr)?,
            })
        })
    }
}

fn disclosed_by_answer(
    tx: &Tx<'_>,
    run: RunId,
    agreement: AgreementId,
    pnr: Pnr,
) -> Result<Vec<AnswerDisclosure>, StoreError> {
    let disclosed = tx.query(ANSWERS, &values![agreement, run], |row| {
        let entries: Vec<u8> = row.get("entries")?;
        let Some(reason) = disclosures::find(&entries, pnr)? else { return Ok(None) };
        let (who, action) = (row.get("actor")?, row.get("action")?);
        Ok(Some(AnswerDisclosure { at: row.get("at")?, who, action, reason }))
    })?;
    Ok(disclosed.into_iter().flatten().collect())
}
