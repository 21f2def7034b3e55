use civil::Pnr;
use disclosure::PersonReport;
use jiff::Timestamp;
use lookup::PersonRecords;
use lookup::basic_information::own_numbers;
use store::{AuditEntry, LedgerEntry, LedgerTerms, Person, Reach};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Reports from the disclosure ledger. For the operator only: they name other authorities' systems.
impl App {
    /// To whom a person was disclosed, under every number that the person has had. That somebody read it is recorded.
    pub fn report_person(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        reason: &str,
    ) -> Result<PersonReport, AppError> {
        self.as_operator(context, || {
            let numbers = self.numbers_of(pnr)?;
            let (author, now) = (&context.author, self.now());
            Ok(disclosure::report_person(&self.store, numbers, reason, author, now)?)
        })
    }

    /// What was disclosed under an agreement from one moment until before another, without persons. That somebody read
    /// it is recorded.
    pub fn report_agreement(
        &self,
        context: &RequestContext,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(LedgerEntry, Option<LedgerTerms>)>, AppError> {
        self.with_operators_agreement(context, |agreement| {
            let entries = self.store.ledger_of_agreement(agreement.id, (from, until))?;
            let entry = AuditEntry {
                author: context.author.clone(),
                action: context.operation.clone(),
                subject: format!("agreement {}, {} entries", agreement.uuid, entries.len()),
                outcome: "done".to_owned(),
            };
            self.store.record_report(&entry, Some(agreement.id), &[], self.now())?;
            Ok(entries)
        })
    }

    /// The numbers that a person has had; the given one alone when the replica does not have it.
    fn numbers_of(&self, pnr: Pnr) -> Result<Vec<Pnr>, AppError> {
        let related =
            |person: &Person| own_numbers(&PersonRecords::new(person.pnr, &person.records));
        let found = self.store.lookup(&[pnr], Reach::All, &related)?;
        let mut numbers = vec![pnr];
        for person in found.map(|(_, persons)| persons).unwrap_or_default() {
            // Also those of which the replica has no person any more.
            for number in std::iter::once(person.pnr).chain(related(&person)) {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        Ok(numbers)
    }
}
