//! Agreements of systems.

use std::collections::BTreeSet;

use civil::{AgreementUuid, Cvr, ServiceName};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Tx, Value, values};
use crate::model::{Agreement, AgreementId, Author, LookupTerms, NewAgreement, SystemId};
use crate::store::Store;
use crate::{
    StoreError, ages_in, agreement_detail_rows, agreement_rows, agreement_states,
    agreement_systems, audit, filter_versions,
};

const READING: &str = "reading the agreements";

/// Agreements of systems.
impl Store {
    /// Adds an agreement.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when its UUID is taken, [`StoreError::NotFound`] when there is no such system.
    pub fn add_agreement(
        &self,
        new: &NewAgreement,
        author: &Author,
        at: Timestamp,
    ) -> Result<AgreementId, StoreError> {
        self.write("adding an agreement", |tx| insert(tx, new, author, at))
    }

    /// Turns first data on or off: the full records of the persons that newly added filters select,
    /// delivered after the next day's file.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn set_first_data(
        &self,
        agreement: AgreementId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        // Filters that were added before are not first data.
        let update = "UPDATE agreement SET first_data = CASE WHEN ?2 = 1 THEN
                coalesce(first_data, ?3) END
            WHERE id = ?1 RETURNING uuid";
        self.write("changing an agreement", |tx| {
            let version = filter_versions::current(tx, agreement)?;
            let uuid = change(tx, agreement, author, update, &values![agreement, is_on, version])?;
            let action = if is_on { "first data on" } else { "first data off" };
            audit::done(tx, author, at, action, format!("agreement {uuid}"))
        })
    }

    /// Turns on or off that persons who enter an age range are delivered on that day, though their data
    /// have not changed. Those who have entered one before the last extract's day are not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn set_ages_in(
        &self,
        agreement: AgreementId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE agreement SET ages_in = CASE WHEN ?2 = 1 THEN
                coalesce(ages_in, ?3) END
            WHERE id = ?1 RETURNING uuid";
        self.write("changing an agreement", |tx| {
            let day = ages_in::last_day(tx)?;
            let uuid = change(tx, agreement, author, update, &values![agreement, is_on, &day])?;
            let action = if is_on { "ages in on" } else { "ages in off" };
            audit::done(tx, author, at, action, format!("agreement {uuid}"))
        })
    }

    /// Changes the services that an agreement covers, in one transaction. Returns those that it covers then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn change_services(
        &self,
        agreement: AgreementId,
        edit: &dyn Fn(&mut BTreeSet<ServiceName>),
        author: &Author,
        at: Timestamp,
    ) -> Result<BTreeSet<ServiceName>, StoreError> {
        let update = "UPDATE agreement SET services = ?2 WHERE id = ?1 RETURNING uuid";
        self.write("changing an agreement's services", |tx| {
            let before = agreement_rows::existing(tx, agreement)?.services;
            let mut covered = before.clone();
            edit(&mut covered);
            if covered == before {
                return Ok(covered);
            }
            let services = agreement_rows::services_text(&covered);
            let uuid = change(tx, agreement, author, update, &values![agreement, &services])?;
            let subject = format!("agreement {uuid}: {}", services.trim_end());
            audit::done(tx, author, at, "set services", subject)?;
            Ok(covered)
        })
    }

    /// Changes the authority's CVR number and how look-ups are answered under an agreement, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn change_lookup_terms(
        &self,
        agreement: AgreementId,
        edit: &dyn Fn(Option<Cvr>, LookupTerms) -> (Option<Cvr>, LookupTerms),
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE agreement SET cvr = ?2, only_chosen = ?3, omits_protected = ?4
            WHERE id = ?1 RETURNING uuid";
        self.write("changing an agreement's terms of look-ups", |tx| {
            let before = agreement_rows::existing(tx, agreement)?;
            let (cvr, terms) = edit(before.cvr, before.lookup_terms);
            let cvr = cvr.map(|cvr| cvr.to_string());
            let LookupTerms { only_chosen, omits_protected } = terms;
            let row = values![agreement, cvr.as_deref(), only_chosen, omits_protected];
            let uuid = change(tx, agreement, author, update, &row)?;
            let subject = format!(
                "agreement {uuid}: cvr {}, only chosen {only_chosen}, protected addresses omitted {omits_protected}",
                cvr.as_deref().unwrap_or("none")
            );
            audit::done(tx, author, at, "set look-up terms", subject)
        })
    }

    /// Sets the last day on which an agreement is in force. Its files can be fetched up to that
    /// day.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn end_agreement(
        &self,
        agreement: AgreementId,
        last_day: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE agreement SET valid_until = ?2 WHERE id = ?1 RETURNING uuid";
        self.write("ending an agreement", |tx| {
            let uuid = change(tx, agreement, author, update, &values![agreement, last_day])?;
            let subject = format!("agreement {uuid}: last day {last_day}");
            audit::done(tx, author, at, "end agreement", subject)
        })
    }

    /// All agreements, in the order in which they were added.
    pub fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        self.read(READING, agreement_rows::all)
    }

    /// A system's agreements; `None` for one whose row is damaged.
    pub fn agreements_of(
        &self,
        system: SystemId,
    ) -> Result<Vec<(AgreementId, Option<Agreement>)>, StoreError> {
        self.read(READING, |tx| agreement_rows::of_system(self, tx, system))
    }

    /// An agreement by its UUID.
    pub fn agreement(&self, uuid: AgreementUuid) -> Result<Option<Agreement>, StoreError> {
        self.read(READING, |tx| agreement_rows::by_uuid(tx, uuid))
    }
}

/// Adds an agreement, in the transaction of others.
pub(crate) fn insert(
    tx: &Tx<'_>,
    new: &NewAgreement,
    author: &Author,
    at: Timestamp,
) -> Result<AgreementId, StoreError> {
    let insert = "INSERT INTO agreement
        (uuid, system, authority, combination, opgavenr, valid_from, valid_until, services, cvr,
            only_chosen, omits_protected, state)
        SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM system
        WHERE uuid = ?2 AND removed_at IS NULL
        RETURNING id";
    let taken = || StoreError::AlreadyExists(format!("agreement {}", new.uuid));
    let row = values![
        new.uuid.to_string(),
        new.system.to_string(),
        new.authority.to_string(),
        new.combination.as_str(),
        new.opgavenr.map(|nr| nr.to_string()),
        new.valid_from.map_or(String::new(), |day| day.to_string()),
        new.valid_until,
        agreement_rows::services_text(&new.services),
        new.cvr.map(|cvr| cvr.to_string()),
        new.lookup_terms.only_chosen,
        new.lookup_terms.omits_protected,
        new.state.as_str(),
    ];
    let inserted = tx.query_opt(insert, &row, |row| row.get("id"));
    let inserted = inserted.map_err(|error| error.if_taken(taken()))?;
    let id = inserted.ok_or_else(|| StoreError::NotFound(format!("system {}", new.system)))?;
    insert_heads(tx, id)?;
    agreement_detail_rows::put(tx, id, &new.details)?;
    agreement_rows::note_change(tx, id, author)?;
    if !new.user_systems.is_empty() {
        agreement_systems::set(tx, (id, new.system), &new.user_systems, at)?;
    }
    agreement_states::record(tx, id, new.state, None, (author, at))?;
    audit::done(tx, author, at, "add agreement", format!("agreement {}", new.uuid))?;
    Ok(id)
}

/// The rows that count an agreement's versions of filters and its deliveries.
fn insert_heads(tx: &Tx<'_>, agreement: AgreementId) -> Result<(), StoreError> {
    let filters = "INSERT INTO filter_head (agreement, version) VALUES (?1, 0)";
    let deliveries = "INSERT INTO delivery_head (agreement, last_seq, published_seq)
        VALUES (?1, 0, 0)";
    tx.execute(filters, &values![agreement])?;
    tx.execute(deliveries, &values![agreement]).map(|_| ())
}

/// Changes an agreement that is not closed. Returns its UUID.
fn change(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
    update: &str,
    values: &[Value<'_>],
) -> Result<String, StoreError> {
    agreement_rows::check_open(tx, agreement)?;
    agreement_rows::note_change(tx, agreement, author)?;
    let uuid = tx.query_opt(update, values, |row| row.get("uuid"))?;
    uuid.ok_or_else(|| StoreError::NotFound("such agreement".into()))
}
