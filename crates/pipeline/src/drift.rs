//! Whether a system holds whom it should.

use std::collections::{BTreeMap, BTreeSet};

use civil::{Pnr, Status};
use extract::Field;
use filters::Reason;
use jiff::civil::Date;
use store::{Agreement, LoadKinds, Store};

use crate::error::PipelineError;
use crate::load::{self, Chooser};

/// What a system holds beside whom its filters choose, as of the last extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// PRODDTO of that extract.
    pub as_of: Date,
    /// How many the system holds.
    pub held: u64,
    /// How many its filters choose.
    pub chosen: u64,
    /// Chosen and not held.
    pub missing: Vec<Pnr>,
    /// Held and not chosen: there is no need for them any more.
    pub surplus: Vec<Pnr>,
    /// Held under a number that is replaced, with the one that is valid: if the filters choose that. If they do
    /// not, there is no need to know it, and the number is surplus.
    pub replaced: Vec<(Pnr, Pnr)>,
    /// Why whoever is missing, or stands behind a number that is replaced, is chosen: in rising order.
    reasons: Vec<(Pnr, Reason)>,
}

impl Drift {
    /// Whether the system holds exactly whom it should.
    pub const fn is_none(&self) -> bool {
        self.missing.is_empty() && self.surplus.is_empty() && self.replaced.is_empty()
    }

    /// Whom it discloses to a system that is told of it, and why.
    pub(crate) fn disclosed(&self) -> &[(Pnr, Reason)] {
        &self.reasons
    }
}

/// Compares what a system holds with whom the filters of its subscription choose now.
pub(crate) fn drift(
    store: &Store,
    agreement: &Agreement,
    held: &BTreeSet<Pnr>,
) -> Result<Drift, PipelineError> {
    let filters = store.filters(agreement.id)?;
    load::check(&filters, LoadKinds::Filters)?;
    let run = store.last_applied()?.ok_or(PipelineError::NobodyThere)?;
    let as_of = run.header.map(|header| header.proddto).ok_or(PipelineError::NobodyThere)?;
    let chooser = Chooser::of_subscription(&filters, agreement.combination, as_of);
    let (mut chosen, mut gone) = (BTreeMap::new(), Vec::new());
    let looked_at = store.look_through(&mut |candidate| {
        if let Some(reason) = chooser.choose(candidate) {
            chosen.insert(candidate.pnr, reason);
        }
        if candidate.status.is_some_and(Status::is_replaced) && held.contains(&candidate.pnr) {
            gone.push(candidate.pnr);
        }
    })?;
    if looked_at.is_none_or(|looked_at| looked_at.id != run.id) {
        return Err(PipelineError::Moved);
    }
    let mut replaced = Vec::new();
    for pnr in gone {
        let valid = successor(store, pnr)?.filter(|valid| chosen.contains_key(valid));
        replaced.extend(valid.map(|valid| (pnr, valid)));
    }
    let is_replaced = |pnr: &Pnr| replaced.binary_search_by_key(pnr, |(old, _)| *old).is_ok();
    let is_surplus = |pnr: &&Pnr| !chosen.contains_key(pnr) && !is_replaced(pnr);
    let surplus = held.iter().filter(is_surplus).copied().collect();
    let missing: Vec<Pnr> = chosen.keys().filter(|pnr| !held.contains(pnr)).copied().collect();
    let told: BTreeSet<Pnr> =
        missing.iter().copied().chain(replaced.iter().map(|(_, valid)| *valid)).collect();
    Ok(Drift {
        as_of,
        held: held.len() as u64,
        chosen: chosen.len() as u64,
        reasons: told.iter().filter_map(|pnr| Some((*pnr, *chosen.get(pnr)?))).collect(),
        missing,
        surplus,
        replaced,
    })
}

/// The number that replaced this one, from the person's `001`.
fn successor(store: &Store, pnr: Pnr) -> Result<Option<Pnr>, PipelineError> {
    const PNRGAELD: Field = Field::named(1, "PNRGAELD");
    let Some(person) = store.person(pnr)? else { return Ok(None) };
    let mut lines = person.records.split(|&byte| byte == b'\n');
    let line = lines.find(|line| line.starts_with(b"001"));
    let valid = line.and_then(|line| Pnr::from_register(PNRGAELD.of(line)));
    Ok(valid.filter(|valid| valid.to_integer() > 0))
}
