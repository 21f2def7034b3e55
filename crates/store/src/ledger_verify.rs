//! Checking the disclosure ledger: entry by entry, with the persons that each commits to, and
//! against checkpoints that were kept elsewhere.

use std::collections::{BTreeMap, HashSet};

use crate::StoreError;
use crate::db::Tx;
use crate::model::{
    LedgerCheckpoint, LedgerEntry, LedgerFinding, LedgerStep, LedgerWay, Sha256, Stopped,
    read_one_person_in, read_ranges,
};
use crate::store::Store;
use crate::{ledger_persons, ledger_rows, ledger_terms};

/// The number of entries between two reports to the observer.
const STEP: u64 = 4096;

/// The observer of a check.
type Watch<'a> = dyn FnMut(LedgerStep) -> Result<(), Stopped> + 'a;

/// Checks of the disclosure ledger.
impl Store {
    /// Checks every entry of the ledger, and that every disclosure has one. Checkpoints are of this ledger; whoever
    /// gives them has checked their signatures. `watch` is called with the progress and may stop the check. Reads
    /// everything that was disclosed, on one consistent state and beside any writer.
    ///
    /// It does not depend on the checksums: who edits a row can compute them again.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] when `watch` stopped it. What is wrong is a finding and no error.
    pub fn verify_ledger(
        &self,
        checkpoints: &[LedgerCheckpoint],
        watch: &mut Watch<'_>,
    ) -> Result<Vec<LedgerFinding>, StoreError> {
        self.read("checking the disclosure ledger", |tx| {
            let mut check = Check::new(tx, checkpoints)?;
            check.entries(watch)?;
            report(watch, LedgerStep::Disclosures)?;
            check.disclosures()?;
            check.finish()
        })
    }
}

fn report(watch: &mut Watch<'_>, step: LedgerStep) -> Result<(), StoreError> {
    watch(step).map_err(|Stopped| StoreError::Stopped)
}

/// A check under way.
struct Check<'a> {
    tx: &'a Tx<'a>,
    /// The hashes that checkpoints say, by number.
    checkpoints: BTreeMap<u64, Vec<LedgerCheckpoint>>,
    terms: HashSet<[u8; 32]>,
    head: (u64, Sha256),
    last: (u64, Sha256),
    /// Entries whose persons are gone, until it is known that they were reduced.
    gone: Vec<u64>,
    reduced: Vec<(u64, u64)>,
    /// Persons of whom there is a hash alone, and of how many the entries say so.
    taken_out: (u64, u64),
    findings: Vec<LedgerFinding>,
}

impl<'a> Check<'a> {
    fn new(tx: &'a Tx<'a>, known: &[LedgerCheckpoint]) -> Result<Self, StoreError> {
        let mut checkpoints: BTreeMap<u64, Vec<LedgerCheckpoint>> = BTreeMap::new();
        for checkpoint in known {
            checkpoints.entry(checkpoint.number).or_default().push(*checkpoint);
        }
        Ok(Self {
            tx,
            checkpoints,
            terms: sound_terms(tx)?,
            head: ledger_rows::head(tx).unwrap_or((0, Sha256::from_bytes([0; 32]))),
            last: (0, Sha256::from_bytes([0; 32])),
            gone: Vec::new(),
            reduced: Vec::new(),
            taken_out: (0, 0),
            findings: Vec::new(),
        })
    }

    fn entries(&mut self, watch: &mut Watch<'_>) -> Result<(), StoreError> {
        let (tx, of) = (self.tx, self.head.0);
        tx.for_each("SELECT * FROM ledger ORDER BY number", &[], |row| {
            let number: u64 = row.get("number")?;
            if number.is_multiple_of(STEP) {
                report(watch, LedgerStep::Entries(number, of))?;
            }
            if number != self.last.0 + 1 {
                self.findings.push(LedgerFinding::Missing(self.last.0 + 1, number - 1));
            }
            match ledger_rows::read(row) {
                Ok((entry, hash)) => self.entry(&entry, hash),
                Err(error) if error.is_damage() => {
                    self.findings.push(LedgerFinding::Edited(number));
                    self.last = (number, row.get("hash").unwrap_or(self.last.1));
                    Ok(())
                }
                Err(error) => Err(error),
            }
        })
    }

    fn entry(&mut self, entry: &LedgerEntry, hash: Sha256) -> Result<(), StoreError> {
        let number = entry.number;
        let found = entry.hash();
        if found != hash {
            self.findings.push(LedgerFinding::Edited(number));
        } else if number == self.last.0 + 1 && entry.previous != self.last.1 {
            self.findings.push(LedgerFinding::NotLinked(number));
        }
        for LedgerCheckpoint { hash: known, at, .. } in
            self.checkpoints.remove(&number).unwrap_or_default()
        {
            if known != found {
                self.findings.push(LedgerFinding::Replaced { number, at });
            }
        }
        if entry.terms.is_some_and(|digest| !self.terms.contains(digest.as_bytes())) {
            self.findings.push(LedgerFinding::Terms(number));
        }
        if matches!(entry.way, LedgerWay::Reduction | LedgerWay::Withdrawal) {
            self.removal(entry);
        }
        self.persons(entry)?;
        self.last = (number, hash);
        Ok(())
    }

    /// What an entry says of others. Those behind it cannot have been reduced yet: it was written to cover for them.
    fn removal(&mut self, entry: &LedgerEntry) {
        let detail = entry.detail.as_deref().unwrap_or_default();
        let named = read_ranges(detail).unwrap_or_default();
        if named.iter().any(|(_, last)| *last >= entry.number) {
            self.findings.push(LedgerFinding::Ahead(entry.number));
        }
        self.reduced.extend(named.into_iter().filter(|(_, last)| *last < entry.number));
        self.taken_out.1 += read_one_person_in(detail).unwrap_or_default();
    }

    fn persons(&mut self, entry: &LedgerEntry) -> Result<(), StoreError> {
        let number = entry.number;
        let Some(commitment) = entry.commitment else {
            // Nobody was in it, so nobody may be in what it names.
            let is_empty =
                ledger_persons::of_disclosure(self.tx, entry)?.is_none_or(|it| it.is_empty());
            if !is_empty || entry.persons > 0 {
                self.findings.push(LedgerFinding::Persons(number));
            }
            return Ok(());
        };
        match ledger_persons::of(self.tx, entry) {
            Ok(Some(stored)) if stored.opening.commitment(&stored.entries) == Some(commitment) => {
                self.taken_out.0 += stored.opening.taken_out();
            }
            Ok(None) => self.gone.push(number),
            Err(error) if !error.is_damage() => return Err(error),
            Ok(Some(_)) | Err(_) => self.findings.push(LedgerFinding::Persons(number)),
        }
        Ok(())
    }

    /// What was disclosed and has no entry.
    fn disclosures(&mut self) -> Result<(), StoreError> {
        for (kind, select) in NOT_ENTERED {
            let count: Option<u64> = self.tx.query_opt(select, &[], |row| row.get("missing"))?;
            if let Some(missing @ 1..) = count {
                self.findings.push(LedgerFinding::NotEntered(kind, missing));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<LedgerFinding>, StoreError> {
        self.reduced.sort_unstable();
        for number in std::mem::take(&mut self.gone) {
            if !is_within(&self.reduced, number) {
                self.findings.push(LedgerFinding::PersonsGone(number));
            }
        }
        // Fewer is right: an entry that is reduced as a whole has no hashes any more.
        if let (found, entered) = self.taken_out
            && found > entered
        {
            self.findings.push(LedgerFinding::TakenOut(found, entered));
        }
        if self.head != self.last {
            self.findings.push(LedgerFinding::Head(self.head.0, self.last.0));
        }
        let last = self.last.0;
        // An entry in between that a checkpoint names is missing, and said so.
        let behind = std::mem::take(&mut self.checkpoints).into_values().flatten();
        self.findings.extend(
            behind.filter(|checkpoint| checkpoint.number > last).map(
                |LedgerCheckpoint { number, at, .. }| LedgerFinding::Behind { number, at, last },
            ),
        );
        Ok(self.findings)
    }
}

/// Whether a number is within one of these ranges, which are in order and do not overlap.
fn is_within(ranges: &[(u64, u64)], number: u64) -> bool {
    let behind = ranges.partition_point(|(first, _)| *first <= number);
    behind
        .checked_sub(1)
        .and_then(|place| ranges.get(place))
        .is_some_and(|(_, last)| number <= *last)
}

/// The digests of terms that are as they were.
fn sound_terms(tx: &Tx<'_>) -> Result<HashSet<[u8; 32]>, StoreError> {
    let mut sound = HashSet::new();
    tx.for_each("SELECT * FROM ledger_terms", &[], |row| {
        match ledger_terms::read(row) {
            Ok((digest, terms)) if terms.digest() == digest => {
                sound.insert(*digest.as_bytes());
            }
            Ok(_) => {}
            Err(error) if error.is_damage() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    })?;
    Ok(sound)
}

/// Disclosures without an entry, by their table.
const NOT_ENTERED: [(&str, &str); 6] = [
    (
        "delivery",
        "SELECT count(*) AS missing FROM delivery WHERE published_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM ledger
                WHERE way IN ('delivery', 'load', 'replay') AND subject = delivery.id)",
    ),
    (
        "disclosure",
        "SELECT count(*) AS missing FROM disclosure
            WHERE NOT EXISTS (SELECT 1 FROM ledger
                WHERE way IN ('delivery', 'load', 'replay') AND subject = disclosure.delivery)",
    ),
    (
        "answer_disclosure",
        "SELECT count(*) AS missing FROM answer_disclosure
            WHERE NOT EXISTS (SELECT 1 FROM ledger
                WHERE way = 'api-answer' AND subject = answer_disclosure.audit)",
    ),
    (
        "lookup_disclosure",
        "SELECT count(*) AS missing FROM lookup_disclosure
            WHERE NOT EXISTS (SELECT 1 FROM ledger
                WHERE way = 'look-up' AND subject = lookup_disclosure.audit)",
    ),
    (
        "collection",
        "SELECT count(*) AS missing FROM collection
            WHERE NOT EXISTS (SELECT 1 FROM ledger
                WHERE way = 'collection' AND subject = collection.delivery
                    AND detail = collection.ssh_key)",
    ),
    (
        "forwarded_file",
        "SELECT count(*) AS missing FROM forwarded_file
            WHERE NOT EXISTS (SELECT 1 FROM ledger
                WHERE way = 'transfer' AND subject = forwarded_file.transfer
                    AND system = forwarded_file.recipient)",
    ),
];
