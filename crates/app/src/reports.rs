use access::AgreementUse::{LookUp, Read};
use civil::Pnr;
use disclosure::{AgreementReport, PersonReport};
use jiff::civil::Date;
use lookup::PersonRecords;
use lookup::basic_information::own_numbers;
use store::{Agreement, LedgerWay, NeedReason, Person, Reach};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::limited_caller::LimitedCaller;
use crate::request_context::RequestContext;

/// Entries of a report on an agreement that are read at once.
const ENTRIES: u64 = 100_000;

/// Reports from the disclosure ledger. That somebody read one is recorded.
impl App {
    /// To whom a person was disclosed, under every number that the person has had. For the operator only: it names other
    /// authorities' systems.
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

    /// What was disclosed of a person under the agreement, to its systems. It has nothing that they did not receive: under the
    /// person's other numbers only where the agreement lets them look the person up.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyUnknownNumbers`]: numbers of which they received nothing count as numbers that nobody has.
    pub fn report_own_person(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        reason: &NeedReason,
    ) -> Result<PersonReport, AppError> {
        self.with_agreement(context, LookUp, |agreement| {
            if self.unknown_numbers.is_limited(LimitedCaller::of(context, agreement), self.now()) {
                return Err(ErrorCode::TooManyUnknownNumbers.into());
            }
            let numbers = self.numbers_seen_by(agreement, pnr)?;
            let (reason, by) = (reason.as_str(), (&context.author, self.now()));
            let report =
                disclosure::report_person_under(&self.store, agreement, numbers, reason, by)?;
            // An earlier report on it does not make a number known.
            if report.disclosures.iter().all(|one| one.entry.way == LedgerWay::Report) {
                self.unknown_numbers.count(LimitedCaller::of(context, agreement), self.now());
            }
            Ok(report)
        })
    }

    /// What was disclosed under an agreement on some days in Denmark, without persons.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`] when there is no such day, or they have more entries than are read at once.
    pub fn report_agreement(
        &self,
        context: &RequestContext,
        (from, to): (Date, Date),
    ) -> Result<AgreementReport, AppError> {
        self.with_agreement(context, Read, |agreement| {
            if to < from {
                let (english, danish) =
                    ("the last day is before the first", "den sidste dag er før den første");
                return Err(AppError::with(
                    ErrorCode::InvalidArgument,
                    Detail::new(english, danish),
                ));
            }
            let by = (&context.author, self.now());
            Ok(disclosure::report_agreement(&self.store, agreement, (from, to), ENTRIES, by)?)
        })
    }

    /// The numbers that a person has had; the given one alone when the replica does not have it.
    pub(crate) fn numbers_of(&self, pnr: Pnr) -> Result<Vec<Pnr>, AppError> {
        let found = self.store.lookup(&[pnr], Reach::All, &related)?;
        let persons = found.map(|(_, persons)| persons).unwrap_or_default();
        Ok(numbers(pnr, &persons))
    }

    /// The same, as far as the agreement's systems may know.
    fn numbers_seen_by(&self, agreement: &Agreement, pnr: Pnr) -> Result<Vec<Pnr>, AppError> {
        let found = self.store.lookup(&[pnr], Reach::All, &related)?;
        let Some((run, persons)) = found else { return Ok(vec![pnr]) };
        let day = run.header.map(|header| header.proddto);
        let mut seen = Vec::with_capacity(persons.len());
        for person in persons {
            if let Some(day) = day
                && self.may_see(agreement, &person, day)?
            {
                seen.push(person);
            }
        }
        let is_seen = seen.iter().any(|person| person.pnr == pnr);
        Ok(if is_seen { numbers(pnr, &seen) } else { vec![pnr] })
    }
}

fn related(person: &Person) -> Vec<Pnr> {
    own_numbers(&PersonRecords::new(person.pnr, &person.records))
}

/// A person's numbers, also those of which the replica has no person any more; the given one is first.
fn numbers(pnr: Pnr, persons: &[Person]) -> Vec<Pnr> {
    let mut numbers = vec![pnr];
    for person in persons {
        for number in std::iter::once(person.pnr).chain(related(person)) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
    }
    numbers
}
