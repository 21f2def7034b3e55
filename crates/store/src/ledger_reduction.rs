//! Reducing persons of the disclosure ledger to counts: after some time, or one person. The chain
//! stays as it is, because it has commitments and no persons.

use civil::Pnr;
use jiff::Timestamp;

use crate::db::{Row, Tx, WriteSize, values};
use crate::encoding::commitment::Opening;
use crate::ledger_persons::{self, StoredPersons};
use crate::model::{
    Author, LedgerEntry, LedgerWay, NewLedgerEntry, ReducedPerson, one_person_in, ranges,
};
use crate::store::Store;
use crate::{StoreError, audit, ledger, ledger_rows};

const REDUCING: &str = "reducing disclosures to counts";
/// Entries in one transaction.
const BATCH: u64 = 1000;
/// Transactions of one call: others want to write, too.
const BATCHES: usize = 10;

/// A delivery that nothing can be made of any more: no replay, no repair and no explanation needs its persons.
const CANNOT_BE_MADE: &str = "EXISTS (SELECT 1 FROM delivery AS made
        /*+ ORDERED */ JOIN delivery AS source ON source.id = coalesce(made.replay_of, made.id)
        /*+ ORDERED */ JOIN run ON run.id = made.run
        WHERE made.id = ledger.subject
            AND (source.load_order IS NULL AND run.unarchived_at IS NOT NULL
                OR source.load_order IS NOT NULL AND source.unarchived_at IS NOT NULL))";

/// Reduction.
impl Store {
    /// Reduces the persons of disclosures before a moment to counts, but of deliveries that can still be made again. An
    /// entry of the ledger says which. Returns how many entries were reduced: at most 10,000, a thousand in each
    /// transaction. The next call goes on.
    pub fn reduce_persons(&self, before: Timestamp, at: Timestamp) -> Result<u64, StoreError> {
        let (mut reduced, mut behind) = (0, 0);
        for _ in 0..BATCHES {
            let Some((entries, last)) = self.reduce_batch(behind, before, at)? else { break };
            reduced += entries;
            behind = last;
        }
        Ok(reduced)
    }

    /// Reduces a batch behind an entry: those before were looked at. Returns how many entries it had, and the last;
    /// `None` when there are none.
    fn reduce_batch(
        &self,
        behind: u64,
        before: Timestamp,
        at: Timestamp,
    ) -> Result<Option<(u64, u64)>, StoreError> {
        let select = over();
        let key = values![before, BATCH, behind];
        let read = |row: &Row<'_>| Ok(ledger_rows::read(row)?.0);
        // Asked often and seldom true: only then a write transaction is opened.
        if !self.read(REDUCING, |tx| tx.exists(&select, &key))? {
            return Ok(None);
        }
        self.write(REDUCING, |tx| {
            let entries: Vec<LedgerEntry> = tx.query(&select, &key, read)?;
            let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
            let Some(last) = numbers.last() else { return Ok(None) };
            entries.iter().try_for_each(|entry| reduce(tx, entry))?;
            enter(tx, before, &ranges(&numbers), at)?;
            let subject = format!("{} entries before {before:.0}", numbers.len());
            audit::done(tx, &Author::PLATFORM, at, "reduce disclosures to counts", subject)?;
            Ok(Some((numbers.len() as u64, *last)))
        })
    }

    /// Takes one person out of all disclosures before a moment, but of deliveries that can still be made again: a hash stands for the
    /// person, and the others can be shown as before. The audit trail says why, and not whom. One transaction.
    pub fn reduce_person(
        &self,
        pnrs: &[Pnr],
        before: Timestamp,
        reason: &str,
        (author, at): (&Author, Timestamp),
    ) -> Result<ReducedPerson, StoreError> {
        let found = self.disclosures_of_person(pnrs)?;
        self.write_sized(WriteSize::Large, REDUCING, |tx| {
            let mut reduced = ReducedPerson::default();
            for one in found.iter().filter(|one| one.entry.at < before) {
                match take_out(tx, &one.entry, one.pnr)? {
                    TakenOut::Done => reduced.entries += 1,
                    TakenOut::CanBeMadeAgain => reduced.kept += 1,
                    TakenOut::Gone => {}
                }
            }
            if reduced.entries > 0 {
                // Without their numbers: each still has persons, or a hash for each.
                enter(tx, Timestamp::UNIX_EPOCH, &one_person_in(reduced.entries), at)?;
            }
            let ReducedPerson { entries, kept } = reduced;
            let subject = format!("{entries} entries, {kept} kept: {reason}");
            audit::done(tx, author, at, "reduce a person", subject)?;
            Ok(reduced)
        })
    }
}

/// What became of a person in an entry.
enum TakenOut {
    Done,
    /// The person stays: the delivery can still be made again.
    CanBeMadeAgain,
    /// Nothing opens the entry any more, or somebody else was faster.
    Gone,
}

/// Entries behind one, with persons from before a moment that nothing needs any more. It reads those alone that still
/// have persons, each once in all batches.
fn over() -> String {
    format!(
        "SELECT ledger.* FROM ledger_opening
        /*+ ORDERED */ JOIN ledger ON ledger.number = ledger_opening.entry
        WHERE ledger_opening.entry > ?3 AND ledger.at < ?1
            AND (ledger.way IN ('look-up', 'api-answer', 'report') OR {CANNOT_BE_MADE})
        ORDER BY ledger_opening.entry LIMIT ?2"
    )
}

fn reduce(tx: &Tx<'_>, entry: &LedgerEntry) -> Result<(), StoreError> {
    let delete = match entry.way {
        LedgerWay::ApiAnswer => "DELETE FROM answer_disclosure WHERE audit = ?1",
        LedgerWay::LookUp => "DELETE FROM lookup_disclosure WHERE audit = ?1",
        _ => "DELETE FROM disclosure WHERE delivery = ?1",
    };
    if entry.way != LedgerWay::Report {
        tx.execute(delete, &values![entry.subject])?;
    }
    tx.execute("DELETE FROM ledger_opening WHERE entry = ?1", &values![entry.number]).map(|_| ())
}

/// Takes a person out of an entry, unless its delivery can still be made again.
fn take_out(tx: &Tx<'_>, entry: &LedgerEntry, pnr: Pnr) -> Result<TakenOut, StoreError> {
    let cannot = format!("SELECT 1 FROM ledger WHERE number = ?1 AND {CANNOT_BE_MADE}");
    if entry.way.is_file() && !tx.exists(&cannot, &values![entry.number])? {
        return Ok(TakenOut::CanBeMadeAgain);
    }
    let Some(StoredPersons { opening, entries }) = ledger_persons::of(tx, entry)? else {
        return Ok(TakenOut::Gone);
    };
    let Some((opening, rest)) = opening.without(&entries, pnr) else { return Ok(TakenOut::Gone) };
    put(tx, entry, pnr, &opening, &rest)?;
    Ok(TakenOut::Done)
}

fn put(
    tx: &Tx<'_>,
    entry: &LedgerEntry,
    pnr: Pnr,
    opening: &Opening,
    rest: &[u8],
) -> Result<(), StoreError> {
    let (secret, leaves) = (&opening.secret, opening.leaves.as_ref());
    let update = "UPDATE ledger_opening SET secret = ?2, leaves = ?3 WHERE entry = ?1";
    tx.execute(update, &values![entry.number, secret, leaves])?;
    match entry.way {
        LedgerWay::LookUp => {
            let delete = "DELETE FROM lookup_disclosure WHERE pnr = ?1 AND audit = ?2";
            tx.execute(delete, &values![pnr.to_integer(), entry.subject])
        }
        LedgerWay::ApiAnswer => {
            let update = "UPDATE answer_disclosure SET entries = ?2 WHERE audit = ?1";
            tx.execute(update, &values![entry.subject, rest])
        }
        LedgerWay::Report => {
            let update = "UPDATE ledger_opening SET entries = ?2 WHERE entry = ?1";
            tx.execute(update, &values![entry.number, rest])
        }
        _ => {
            let update = "UPDATE disclosure SET entries = ?2 WHERE delivery = ?1";
            tx.execute(update, &values![entry.subject, rest])
        }
    }
    .map(|_| ())
}

fn enter(tx: &Tx<'_>, before: Timestamp, detail: &str, at: Timestamp) -> Result<(), StoreError> {
    let entry = NewLedgerEntry {
        subject: Some(before.as_millisecond()),
        detail: Some(detail),
        ..NewLedgerEntry::of(LedgerWay::Reduction, at)
    };
    ledger::append(tx, &entry, None).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// It runs every ten minutes on a ledger of many years, of which most has been reduced.
    #[test]
    fn entries_to_reduce_are_found_among_those_with_persons_behind_the_last() {
        let plan = testing::plan(&over());
        assert!(plan[0].starts_with("SEARCH ledger_opening"), "{plan:?}");
        let is_bad = |step: &String| step.starts_with("SCAN") || step.contains("B-TREE");
        assert!(!plan.iter().any(is_bad), "{plan:?}");
    }
}
