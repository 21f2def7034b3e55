//! Lists of agreements, which are added and changed at once.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::model::{Agreement, AgreementRow, Approval, Author, ImportConflict, ImportEffect};
use crate::store::Store;
use crate::{
    StoreError, agreement_detail_rows, agreement_rows, agreement_systems, agreements, audit,
};

const HAS_SYSTEM: &str = "SELECT 1 FROM system WHERE uuid = ?1 AND removed_at IS NULL";

/// What a list does to each of its agreements, or why a row cannot be taken.
type Effects = Vec<Result<ImportEffect, ImportConflict>>;

/// Lists of agreements.
impl Store {
    /// What importing a list would do. Nothing is changed.
    pub fn preview_agreements(
        &self,
        rows: &[AgreementRow],
        approval: Approval,
    ) -> Result<Effects, StoreError> {
        self.read("comparing a list of agreements", |tx| {
            let planned = plan(tx, rows, approval)?.into_iter();
            Ok(planned.map(|one| one.map(|(_, effect)| effect)).collect())
        })
    }

    /// Adds and changes the agreements of a list. One transaction: if a row cannot be taken, none is.
    pub fn import_agreements(
        &self,
        rows: &[AgreementRow],
        approval: Approval,
        author: &Author,
        at: Timestamp,
    ) -> Result<Effects, StoreError> {
        self.write("importing a list of agreements", |tx| {
            let planned = plan(tx, rows, approval)?;
            let is_possible = planned.iter().all(Result::is_ok);
            let mut effects = Vec::with_capacity(rows.len());
            for (row, planned) in rows.iter().zip(planned) {
                match planned {
                    Ok((after, effect)) if is_possible => {
                        carry_out(tx, row, after.as_ref(), &effect, (author, at))?;
                        effects.push(Ok(effect));
                    }
                    planned => effects.push(planned.map(|(_, effect)| effect)),
                }
            }
            Ok(effects)
        })
    }
}

/// An agreement as it is after the list, if it is there, and what the list does to it.
type Planned = Result<(Option<Agreement>, ImportEffect), ImportConflict>;

fn plan(
    tx: &Tx<'_>,
    rows: &[AgreementRow],
    approval: Approval,
) -> Result<Vec<Planned>, StoreError> {
    let mut seen = HashSet::new();
    let mut planned = Vec::with_capacity(rows.len());
    for row in rows {
        let before = agreement_rows::by_uuid(tx, row.uuid)?;
        let users = match &before {
            Some(before) => agreement_systems::uuids(tx, before.id)?,
            None => BTreeSet::new(),
        };
        if let Some(conflict) = user_conflict(tx, row)? {
            planned.push(Err(conflict));
            continue;
        }
        planned.push(match before {
            _ if !seen.insert(row.uuid) => Err(ImportConflict::Twice),
            Some(before) => row.apply(&before, &users).map(|(after, changed)| {
                let effect = match changed.is_empty() {
                    true => ImportEffect::Unchanged,
                    false => ImportEffect::Changed(changed),
                };
                (Some(after), effect)
            }),
            None if !tx.exists(HAS_SYSTEM, &values![row.system.to_string()])? => {
                Err(ImportConflict::NoSystem)
            }
            None if row.valid_from.zip(row.valid_until).is_some_and(|(from, to)| to < from) => {
                Err(ImportConflict::EndsBeforeItBegins)
            }
            None if !approval.allows_adding(row.to_new().state) => Err(ImportConflict::NotApproved),
            None => Ok((None, ImportEffect::Added)),
        });
    }
    Ok(planned)
}

/// What speaks against the user systems of a row.
fn user_conflict(tx: &Tx<'_>, row: &AgreementRow) -> Result<Option<ImportConflict>, StoreError> {
    let Some(systems) = &row.user_systems else { return Ok(None) };
    if systems.contains(&row.system) {
        return Ok(Some(ImportConflict::ReceiverIsUser));
    }
    for system in systems {
        if !tx.exists(HAS_SYSTEM, &values![system.to_string()])? {
            return Ok(Some(ImportConflict::NoUserSystem(*system)));
        }
    }
    Ok(None)
}

fn carry_out(
    tx: &Tx<'_>,
    row: &AgreementRow,
    after: Option<&Agreement>,
    effect: &ImportEffect,
    (author, at): (&Author, Timestamp),
) -> Result<(), StoreError> {
    match (after, effect) {
        (None, _) => agreements::insert(tx, &row.to_new(), author, at).map(|_| ()),
        (Some(_), ImportEffect::Added | ImportEffect::Unchanged) => Ok(()),
        (Some(after), ImportEffect::Changed(changed)) => {
            update(tx, after)?;
            if let Some(systems) = &row.user_systems {
                agreement_systems::set(tx, (after.id, after.system_uuid), systems, at)?;
            }
            agreement_rows::note_change(tx, after.id, author)?;
            let subject = format!("agreement {}: {}", after.uuid, changed.join(", "));
            audit::done(tx, author, at, "change agreement", subject)
        }
    }
}

fn update(tx: &Tx<'_>, agreement: &Agreement) -> Result<(), StoreError> {
    let update = "UPDATE agreement SET valid_until = ?2, services = ?3, cvr = ?4, only_chosen = ?5,
            omits_protected = ?6
        WHERE id = ?1";
    let row = values![
        agreement.id,
        agreement.valid_until,
        agreement_rows::services_text(&agreement.services),
        agreement.cvr.map(|cvr| cvr.to_string()),
        agreement.lookup_terms.only_chosen,
        agreement.lookup_terms.omits_protected,
    ];
    tx.execute(update, &row)?;
    agreement_detail_rows::put(tx, agreement.id, &agreement.details)
}
