//! The needs for filters, and what happens when they end.

use std::collections::BTreeSet;

use civil::Pnr;
use filters::Filter;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::table::{FILTER, FILTER_NEED};
use crate::db::{Row, Tx, checksums, values};
use crate::encoding::filter_value;
use crate::model::{AgreementId, Author, ChangeReason, EndedNeeds, Need, StatedNeed};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, filter_rows, filter_versions, follows, need_rows};

const ENDING: &str = "ending needs";

/// The agreements with needs that ended before a day and are not dealt with.
const OVER: &str = "SELECT DISTINCT agreement FROM filter_need
    WHERE is_over = 0 AND last_day IS NOT NULL AND last_day < ?1 ORDER BY agreement";

/// The needs for filters in force.
const IN_FORCE: &str = "SELECT need.* FROM filter_need AS need
    JOIN filter ON filter.agreement = need.agreement AND filter.kind = need.kind
        AND filter.value = need.value AND filter.added = need.added
    WHERE need.agreement = ?1 ORDER BY need.kind, need.value";

/// Needs.
impl Store {
    /// States the need for filters in force, in place of what was stated before, with an audit entry. One transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when one of them is not in force, [`StoreError::Conflict`] when the agreement is closed.
    /// Nothing has changed then.
    pub fn state_needs(
        &self,
        agreement: AgreementId,
        filters: &BTreeSet<Filter>,
        need: &Need,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("stating the need for filters", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            state(tx, agreement, filters, need, (author, at))
        })
    }

    /// The needs for a subscription's filters in force, by filter. Those without a stated need are left out.
    pub fn needs(&self, agreement: AgreementId) -> Result<Vec<StatedNeed>, StoreError> {
        self.read("reading the needs for filters", |tx| {
            for table in [&FILTER, &FILTER_NEED] {
                checksums::check(tx, table, agreement.0)?;
            }
            tx.query(IN_FORCE, &values![agreement], read)
        })
    }

    /// Whether needs have ended before `day` whose filters [`end_needs`](Self::end_needs) would remove.
    pub fn has_needs_to_end(&self, day: Date) -> Result<bool, StoreError> {
        self.read(ENDING, |tx| tx.exists(OVER, &values![day]))
    }

    /// Removes the filters whose need ended before `day`: one version and one audit entry for each subscription, each in
    /// a transaction of its own. Nothing happens when it is called again.
    ///
    /// # Errors
    /// The first one; it does not keep the other subscriptions back.
    pub fn end_needs(&self, day: Date, at: Timestamp) -> Result<Vec<EndedNeeds>, StoreError> {
        let over: Vec<AgreementId> =
            self.read(ENDING, |tx| tx.query(OVER, &values![day], |row| row.get("agreement")))?;
        let (mut ended, mut failed) = (Vec::new(), Ok(()));
        for agreement in over {
            match self.write(ENDING, |tx| end(tx, agreement, day, at)) {
                Ok(of_one) => ended.extend(of_one),
                Err(error) => failed = failed.and(Err(error)),
            }
        }
        failed.map(|()| ended)
    }
}

/// States the need for filters in force, and for the numbers that the platform added in place of theirs: an authority may know
/// the old one alone.
pub(crate) fn state(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filters: &BTreeSet<Filter>,
    need: &Need,
    (author, at): (&Author, Timestamp),
) -> Result<(), StoreError> {
    for filter in filters {
        if !need_rows::put(tx, (agreement, *filter), need, (author, at))? {
            return Err(StoreError::NotFound("such filter in force: `cprabo filter list`".into()));
        }
    }
    let mut successors = follows::successors_in_set(tx, agreement)?;
    let mut replaced: Vec<Pnr> = filters.iter().filter_map(number).collect();
    // Each succession is taken once, so a circle of them ends.
    while let Some(pnr) = replaced.pop() {
        if let Some(next) = successors.remove(&pnr)
            && !filters.contains(&Filter::Pnr(next))
            && need_rows::put(tx, (agreement, Filter::Pnr(next)), need, (author, at))?
        {
            replaced.push(next);
        }
    }
    let until = need.last_day.map_or("without an end".to_owned(), |day| format!("until {day}"));
    let subject = format!(
        "agreement {}: {} filters {until}",
        agreement_rows::uuid(tx, agreement)?,
        filters.len()
    );
    audit::done(tx, author, at, "filter need", subject)
}

const fn number(filter: &Filter) -> Option<Pnr> {
    match filter {
        Filter::Pnr(pnr) => Some(*pnr),
        _ => None,
    }
}

/// Removes a subscription's filters whose need has ended; `None` when none was there any more. Where the others would choose
/// persons whom they did not choose with these, because a kind without a filter restricts nobody, they go too: nobody has
/// stated a need for those persons.
fn end(
    tx: &Tx<'_>,
    agreement: AgreementId,
    day: Date,
    at: Timestamp,
) -> Result<Option<EndedNeeds>, StoreError> {
    let version = filter_versions::begin_edit(tx, agreement)?;
    // A last day that damage has moved must not end anything.
    checksums::check(tx, &FILTER_NEED, agreement.0)?;
    let before = filter_rows::kinds(tx, agreement)?;
    let mut filters = 0;
    for StatedNeed { filter, need, .. } in tx.query(IN_FORCE, &values![agreement], read)? {
        if need.last_day.is_some_and(|last_day| last_day < day)
            && filter_rows::remove(tx, agreement, filter, version)?
        {
            filters += 1;
        }
    }
    let combination = agreement_rows::combination(tx, agreement)?;
    let others = match combination.widens(before, filter_rows::kinds(tx, agreement)?) {
        true => filter_rows::remove_all(tx, agreement, version)?,
        false => 0,
    };
    let over = "UPDATE filter_need SET is_over = 1
        WHERE agreement = ?1 AND is_over = 0 AND last_day < ?2";
    tx.execute(over, &values![agreement, day])?;
    if filters == 0 {
        filter_versions::give_back(tx, agreement)?;
        return Ok(None);
    }
    let (author, reason) = (&Author::PLATFORM, Some(ChangeReason::NeedEnded));
    filter_versions::record_why(tx, (agreement, version), (author, at), reason, None)?;
    let filters = filters + others;
    let ended = EndedNeeds { agreement: agreement_rows::uuid(tx, agreement)?, filters };
    let also = match others {
        0 => String::new(),
        others => {
            format!(", {others} of them because more persons would be chosen without the rest")
        }
    };
    let subject = format!("agreement {}: {filters} filters removed{also}", ended.agreement);
    audit::done(tx, author, at, "needs ended", subject)?;
    Ok(Some(ended))
}

fn read(row: &Row<'_>) -> Result<StatedNeed, StoreError> {
    Ok(StatedNeed {
        filter: filter_value::filter(row.get("kind")?, row.get("value")?)?,
        need: Need { last_day: row.get("last_day")?, reason: row.get("reason")? },
        author: Author {
            actor: row.get("actor")?,
            on_behalf_of: row.get("on_behalf_of")?,
            correlation: row.get("correlation")?,
        },
        at: row.get("at")?,
    })
}
