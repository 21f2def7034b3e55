//! Changes of filters that wait for somebody else to approve them.

use ::filters::Difference;
use civil::AgreementUuid;
use jiff::Timestamp;

use crate::counters::{self, Counter};
use crate::db::table::FILTER_REQUEST;
use crate::db::{Row, Tx, WriteSize, checksums, values};
use crate::encoding::filter_edit;
use crate::model::{
    Actor, AgreementId, AgreementText, Author, FilterEdit, FilterRequest, FilterRequestId,
    FilterRequestState, Successor,
};
use crate::store::Store;
use crate::{StoreError, acting_system, agreement_rows, audit, filters};

pub(crate) const READING: &str = "reading filter requests";
/// Requests of one agreement that are listed: the last ones.
const LISTED: u64 = 1000;

/// Filter requests.
impl Store {
    /// Keeps a change of filters for approval, with an audit entry. The same change that waits already is not kept twice.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the agreement is closed.
    pub fn request_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        persons: u64,
        author: &Author,
        at: Timestamp,
    ) -> Result<FilterRequestId, StoreError> {
        let insert = "INSERT INTO filter_request
            (id, agreement, edit, persons, state, at, actor, on_behalf_of, correlation)
            VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?6, ?7, ?8)";
        let same = "SELECT id FROM filter_request
            WHERE agreement = ?1 AND state = 'waiting' AND edit = ?2";
        let edit = filter_edit::encode(edit);
        self.write_sized(WriteSize::Large, "keeping a filter request", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let uuid = agreement_rows::uuid(tx, agreement)?;
            if let Some(same) =
                tx.query_opt(same, &values![agreement, &edit], |row| row.get("id"))?
            {
                return Ok(FilterRequestId(same));
            }
            let id = counters::next(tx, Counter::FilterRequest)?;
            let Author { actor, on_behalf_of, correlation } = author;
            let row = values![
                id,
                agreement,
                &edit,
                persons,
                at,
                actor.to_string(),
                on_behalf_of.as_deref(),
                correlation.to_string()
            ];
            tx.execute(insert, &row)?;
            let subject = format!("agreement {uuid}: request {id}, {persons} persons more");
            audit::done(tx, author, at, "request filters", subject)?;
            Ok(FilterRequestId(id))
        })
    }

    /// The filter requests, or those that wait, in their order.
    pub fn filter_requests(&self, is_waiting_only: bool) -> Result<Vec<FilterRequest>, StoreError> {
        let select = "SELECT id FROM filter_request
            WHERE ?1 = 0 OR state = 'waiting' ORDER BY id";
        self.read(READING, |tx| {
            let ids = tx.query(select, &values![is_waiting_only], |row| row.get("id"))?;
            let found = ids.into_iter().map(|id| by_id(tx, FilterRequestId(id)));
            Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
    }

    /// The filter requests of an agreement, or those that wait, in their order: the last thousand.
    pub fn filter_requests_of(
        &self,
        agreement: AgreementId,
        is_waiting_only: bool,
    ) -> Result<Vec<FilterRequest>, StoreError> {
        let select = "SELECT id FROM filter_request
            WHERE agreement = ?1 AND (?2 = 0 OR state = 'waiting') ORDER BY id DESC LIMIT ?3";
        self.read(READING, |tx| {
            let key = values![agreement, is_waiting_only, LISTED];
            let ids = tx.query(select, &key, |row| row.get("id"))?;
            let found = ids.into_iter().rev().map(|id| by_id(tx, FilterRequestId(id)));
            Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
    }

    /// A filter request.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn filter_request(&self, id: FilterRequestId) -> Result<FilterRequest, StoreError> {
        self.read(READING, |tx| existing(tx, id))
    }

    /// Approves a request, as it was read and with so many persons counted since, if anybody could: changes the filters as it
    /// says, in the name of who approves and on behalf of who requested. One transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Conflict`] when it does not wait, or is not as it was read;
    /// [`StoreError::SamePerson`] when whoever approves has requested it.
    pub fn approve_filters(
        &self,
        read: &FilterRequest,
        persons: Option<u64>,
        reason: Option<&AgreementText>,
        successor: Successor<'_>,
        (author, at): (&Author, Timestamp),
    ) -> Result<Difference, StoreError> {
        self.write_sized(WriteSize::Large, "approving filters", |tx| {
            let request = waiting(tx, read.id)?;
            if request.author.actor == author.actor {
                return Err(StoreError::SamePerson);
            }
            if filter_edit::encode(&request.edit) != filter_edit::encode(&read.edit) {
                let id = read.id;
                let changed =
                    format!("filter request {id} has changed meanwhile: look at it again");
                return Err(StoreError::Conflict(changed));
            }
            let outcome = Outcome { persons, ..Outcome::of(FilterRequestState::Approved, reason) };
            decide(tx, &request, &outcome, (author, at))?;
            let behalf = request.author.actor.to_string();
            let author = Author { on_behalf_of: Some(behalf), ..author.clone() };
            let agreement = agreement_of(tx, read.id)?;
            filters::edit(tx, agreement, &request.edit, successor, (&author, at))
        })
    }

    /// Rejects a request: the filters stay as they are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Conflict`] when it does not wait.
    pub fn reject_filters(
        &self,
        id: FilterRequestId,
        reason: Option<&AgreementText>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("rejecting filters", |tx| {
            let request = waiting(tx, id)?;
            decide(tx, &request, &Outcome::of(FilterRequestState::Rejected, reason), (author, at))
        })
    }

    /// Withdraws a request that waits: the filters stay as they are. Returns it.
    ///
    /// # Errors
    /// As [`reject_filters`](Self::reject_filters).
    pub fn withdraw_filters(
        &self,
        id: FilterRequestId,
        author: &Author,
        at: Timestamp,
    ) -> Result<FilterRequest, StoreError> {
        self.write("withdrawing a filter request", |tx| {
            let request = waiting(tx, id)?;
            withdraw(tx, &request, (author, at))?;
            let decided = Some((at, author.actor.clone()));
            Ok(FilterRequest { state: FilterRequestState::Withdrawn, decided, ..request })
        })
    }
}

/// Ends a request that waits, because somebody has taken back what it says.
pub(crate) fn withdraw(
    tx: &Tx<'_>,
    request: &FilterRequest,
    author: (&Author, Timestamp),
) -> Result<(), StoreError> {
    decide(tx, request, &Outcome::of(FilterRequestState::Withdrawn, None), author)
}

/// What somebody decided, why, and how many persons it adds now.
struct Outcome<'a> {
    state: FilterRequestState,
    reason: Option<&'a AgreementText>,
    persons: Option<u64>,
}

impl<'a> Outcome<'a> {
    const fn of(state: FilterRequestState, reason: Option<&'a AgreementText>) -> Self {
        Self { state, reason, persons: None }
    }
}

fn existing(tx: &Tx<'_>, id: FilterRequestId) -> Result<FilterRequest, StoreError> {
    by_id(tx, id)?.ok_or_else(|| StoreError::NotFound(format!("filter request {id}")))
}

fn waiting(tx: &Tx<'_>, id: FilterRequestId) -> Result<FilterRequest, StoreError> {
    let found = existing(tx, id)?;
    match found.state {
        FilterRequestState::Waiting => Ok(found),
        state => {
            let state = state.as_str();
            Err(StoreError::Conflict(format!("filter request {id} is {state} already")))
        }
    }
}

fn decide(
    tx: &Tx<'_>,
    request: &FilterRequest,
    Outcome { state, reason, persons }: &Outcome<'_>,
    (author, at): (&Author, Timestamp),
) -> Result<(), StoreError> {
    let update = "UPDATE filter_request
        SET state = ?2, decided_at = ?3, decided_by = ?4, reason = ?5 WHERE id = ?1";
    let actor = author.actor.to_string();
    let reason_text = reason.map(AgreementText::as_str);
    tx.execute(update, &values![request.id.0, state.as_str(), at, actor, reason_text])?;
    let why = reason.map(|reason| format!(": {}", reason.as_str())).unwrap_or_default();
    let FilterRequest { agreement, id, persons: before, .. } = request;
    let now =
        persons.map(|now| format!(", {now} persons more now, {before} when it was requested"));
    let subject = format!("agreement {agreement}: request {id}{}{why}", now.unwrap_or_default());
    let action = match state {
        FilterRequestState::Rejected => "reject filters",
        FilterRequestState::Withdrawn => "withdraw filters",
        FilterRequestState::Approved | FilterRequestState::Waiting => "approve filters",
    };
    audit::done(tx, author, at, action, subject)
}

fn agreement_of(tx: &Tx<'_>, id: FilterRequestId) -> Result<AgreementId, StoreError> {
    let select = "SELECT agreement FROM filter_request WHERE id = ?1";
    let found = tx.query_opt(select, &values![id.0], |row| row.get("agreement"))?;
    found.ok_or_else(|| StoreError::NotFound(format!("filter request {id}")))
}

/// A request, if its row passes the check.
pub(crate) fn by_id(tx: &Tx<'_>, id: FilterRequestId) -> Result<Option<FilterRequest>, StoreError> {
    let found = checksums::rows(tx, &FILTER_REQUEST, id.0, |row| {
        let agreement = agreement_rows::by_id(tx, row.get("agreement")?)?;
        let agreement = agreement.ok_or(StoreError::Corrupt("agreement of a filter request"))?;
        read(tx, row, agreement.uuid)
    })?;
    Ok(found.into_iter().next())
}

fn read(tx: &Tx<'_>, row: &Row<'_>, agreement: AgreementUuid) -> Result<FilterRequest, StoreError> {
    let actor: Actor = row.get("actor")?;
    let decided_at: Option<Timestamp> = row.get("decided_at")?;
    Ok(FilterRequest {
        id: FilterRequestId(row.get("id")?),
        agreement,
        edit: filter_edit::decode(&row.get::<Vec<u8>>("edit")?)?,
        persons: row.get("persons")?,
        state: row.get("state")?,
        at: row.get("at")?,
        system: acting_system::of(tx, &actor)?,
        author: Author {
            actor,
            on_behalf_of: row.get("on_behalf_of")?,
            correlation: row.get("correlation")?,
        },
        decided: decided_at.zip(row.get("decided_by")?),
        reason: row.get("reason")?,
    })
}
