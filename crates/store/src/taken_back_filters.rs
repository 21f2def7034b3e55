//! Changes of filters that wait for approval, and are taken back by later ones.

use jiff::Timestamp;

use crate::db::{Tx, WriteSize, values};
use crate::encoding::filter_edit;
use crate::filter_requests::{self, READING};
use crate::model::{
    AgreementId, Author, FilterEdit, FilterRequest, FilterRequestId, LaterEdit, Remainder,
};
use crate::store::Store;
use crate::{StoreError, audit, filter_rows};

const WAITING: &str = "SELECT id, edit FROM filter_request
    WHERE agreement = ?1 AND state = 'waiting' ORDER BY id";

/// What is taken back.
impl Store {
    /// Takes out of the requests that wait what a later change contradicts: whoever removes a filter does not want it to be added by
    /// an approval. A request of which nothing is left is withdrawn. To be called before the later change takes effect. Returns
    /// how many requests were changed.
    pub fn take_back_filters(
        &self,
        agreement: AgreementId,
        later: &FilterEdit,
        author: &Author,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let later = LaterEdit::from(later);
        // Asked with each change and seldom true: only then a write transaction is opened.
        if self.read(READING, |tx| contradicted(tx, agreement, &later))?.is_empty() {
            return Ok(0);
        }
        self.write_sized(WriteSize::Large, "taking back filters that wait", |tx| {
            let contradicted = contradicted(tx, agreement, &later)?;
            for (request, remainder) in &contradicted {
                match remainder {
                    Remainder::Less(edit, filters) => {
                        put(tx, request, edit, *filters, (author, at))?;
                    }
                    Remainder::Nothing => filter_requests::withdraw(tx, request, (author, at))?,
                    Remainder::Unchanged => {}
                }
            }
            Ok(contradicted.len() as u64)
        })
    }
}

/// The requests of an agreement that wait, and of which something is taken back.
fn contradicted(
    tx: &Tx<'_>,
    agreement: AgreementId,
    later: &LaterEdit,
) -> Result<Vec<(FilterRequest, Remainder)>, StoreError> {
    let may_be = |edit: &[u8]| later.is_removal() || !filter_edit::is_addition(edit);
    let waiting = tx.query(WAITING, &values![agreement], |row| {
        let edit: Vec<u8> = row.get("edit")?;
        // An addition may have very many filters, and is not touched by another.
        Ok(may_be(&edit).then_some(FilterRequestId(row.get("id")?)))
    })?;
    let mut found = Vec::new();
    for id in waiting.into_iter().flatten() {
        let Some(request) = filter_requests::by_id(tx, id)? else { continue };
        match Remainder::of(&request.edit, later, || filter_rows::current(tx, agreement))? {
            Remainder::Unchanged => {}
            remainder => found.push((request, remainder)),
        }
    }
    Ok(found)
}

fn put(
    tx: &Tx<'_>,
    request: &FilterRequest,
    edit: &FilterEdit,
    filters: u64,
    (author, at): (&Author, Timestamp),
) -> Result<(), StoreError> {
    let update = "UPDATE filter_request SET edit = ?2 WHERE id = ?1";
    tx.execute(update, &values![request.id.0, &filter_edit::encode(edit)])?;
    let FilterRequest { agreement, id, .. } = request;
    let subject = format!("agreement {agreement}: request {id}, {filters} filters taken back");
    audit::done(tx, author, at, "withdraw filters", subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// It is asked with each change of filters.
    #[test]
    fn requests_that_wait_are_found_by_an_index() {
        let plan = testing::plan(WAITING);
        assert!(plan.iter().all(|step| step.contains("filter_request_waiting")), "{plan:?}");
    }
}
