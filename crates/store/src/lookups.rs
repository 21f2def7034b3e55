//! Look-ups in the replica, and the log of whom they disclosed.

use civil::{Pnr, ServiceName};
use filters::{FilterKind, Reason};
use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::encoding::commitment::SealedPersons;
use crate::encoding::filter_value;
use crate::ledger_rows::PersonsIn;
use crate::model::{
    AgreementId, FiltersOnPerson, LedgerWay, LookupDisclosure, NewLookup, Person, Reach, Run, RunId,
};
use crate::records_codec::Decoder;
use crate::store::Store;
use crate::{StoreError, audit, ledger, ledger_subjects, replica, run_rows};

const READING: &str = "looking a person up";
/// Persons whom one person's answer may have, in all.
const MOST_RELATED: usize = 200;

/// Filters of every kind but [`FilterKind::Pnr`], of which there may be very many, and the person's own number.
const FILTERS: &str = "
    SELECT kind, value FROM filter
    WHERE agreement = ?1 AND (kind > ?2 OR (kind = ?2 AND value = ?3)) ORDER BY kind, value";

const HAS_PNRS: &str = "SELECT 1 FROM filter WHERE agreement = ?1 AND kind = ?2 LIMIT 1";

const DISCLOSED: &str = "
    SELECT audit.at, audit.actor, audit.on_behalf_of, audit.action, lookup_disclosure.callers_id
    FROM lookup_disclosure /*+ ORDERED */ JOIN audit ON audit.id = lookup_disclosure.audit
    WHERE pnr = ?1 AND (agreement = ?2 OR agreement IS NULL) AND run = ?3
    ORDER BY lookup_disclosure.audit";

/// All statements, for the test of their query plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 3] = [FILTERS, HAS_PNRS, DISCLOSED];

/// Look-ups in the replica.
impl Store {
    /// The persons with these numbers whom the replica has, in the order asked for, each followed by those whom
    /// `related` names, and the run as of which it is; `None` when no extract was applied yet. All of it is of one moment.
    pub fn lookup(
        &self,
        pnrs: &[Pnr],
        reach: Reach,
        related: &dyn Fn(&Person) -> Vec<Pnr>,
    ) -> Result<Option<(Run, Vec<Person>)>, StoreError> {
        self.read(READING, |tx| {
            let Some(run) = run_rows::last_applied(tx)? else { return Ok(None) };
            let mut decoder = Decoder::default();
            let mut found = Vec::new();
            for pnr in pnrs {
                let first = found.len();
                let Some(person) = replica::person(tx, &mut decoder, *pnr)? else { continue };
                found.push(person);
                let mut next = first;
                while next < found.len() && (next == first || reach == Reach::All) {
                    for number in related(&found[next]) {
                        let is_there = found[first..].iter().any(|other| other.pnr == number);
                        if !is_there && found.len() - first < MOST_RELATED {
                            found.extend(replica::person(tx, &mut decoder, number)?);
                        }
                    }
                    next += 1;
                }
            }
            Ok(Some((run, found)))
        })
    }

    /// The filters of a subscription by which it can be decided whether they choose a person. The cost does not grow with
    /// the number of PNR filters.
    pub fn filters_on_person(
        &self,
        agreement: AgreementId,
        pnr: Pnr,
    ) -> Result<FiltersOnPerson, StoreError> {
        let kind = filter_value::kind(FilterKind::Pnr);
        self.read(READING, |tx| {
            let filters =
                tx.query(FILTERS, &values![agreement, kind, pnr.to_integer()], |row| {
                    filter_value::filter(row.get("kind")?, row.get("value")?)
                })?;
            Ok(FiltersOnPerson {
                filters,
                has_pnrs: tx.exists(HAS_PNRS, &values![agreement, kind])?,
            })
        })
    }

    /// Writes the audit entry of a look-up, and the persons whom it disclosed. One transaction.
    pub fn record_lookup(&self, new: &NewLookup<'_>, at: Timestamp) -> Result<(), StoreError> {
        let insert = "INSERT INTO lookup_disclosure (pnr, audit, agreement, run, callers_id)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        let sealed = seal(new.disclosed)?;
        self.write("recording a look-up", |tx| {
            ledger::begin_if_new(tx, at)?;
            let line = audit::write(tx, new.entry, at)?;
            for pnr in new.disclosed {
                let callers_id = new.callers_id;
                let row = values![pnr.to_integer(), line, new.agreement, new.run, callers_id];
                tx.execute(insert, &row)?;
            }
            let (way, service) = ((LedgerWay::LookUp, line), new.service.map(ServiceName::as_str));
            let entry = ledger_subjects::answer(tx, way, new.agreement, service, at)?;
            ledger::append(tx, &entry, Some((&sealed, PersonsIn::Disclosure))).map(|_| ())
        })
    }
}

/// No filter chose the persons of a look-up.
fn seal(disclosed: &[Pnr]) -> Result<SealedPersons, StoreError> {
    let mut persons: Vec<_> = disclosed.iter().map(|pnr| (*pnr, Reason::NONE)).collect();
    persons.sort_by_key(|(pnr, _)| pnr.to_integer());
    SealedPersons::seal(&persons)
}

/// The look-ups that disclosed a person under an agreement or to the operator, as of a run. The cost is that of the
/// person's look-ups.
pub(crate) fn disclosed(
    tx: &Tx<'_>,
    run: RunId,
    agreement: AgreementId,
    pnr: Pnr,
) -> Result<Vec<LookupDisclosure>, StoreError> {
    tx.query(DISCLOSED, &values![pnr.to_integer(), agreement, run], |row| {
        Ok(LookupDisclosure {
            at: row.get("at")?,
            who: row.get("actor")?,
            on_behalf_of: row.get("on_behalf_of")?,
            action: row.get("action")?,
            callers_id: row.get("callers_id")?,
        })
    })
}
