use access::AgreementUse::Change;
use std::fmt;
use std::ops::ControlFlow;

use civil::Pnr;
use extract::DayLayouts;
use gctp_proto::AddressKey;
use jiff::Timestamp;
use jiff::civil::Date;
use lookup::basic_information::own_numbers;
use lookup::gctp::{AddressSearch, PersonsTable, relatives};
use lookup::person_base_data::children_under_18;
use lookup::{PersonRecords, ProtectedAddresses};
use matching::chosen;
use store::{Agreement, AuditEntry, NewLookup, Person, Reach, ResidentQuery, RoadKey, Run, Store};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::limited_caller::LimitedCaller;
use crate::request_context::RequestContext;

/// Persons whose records one search by address may read.
const RESIDENTS: usize = 10_000;
/// Numbers that are looked up and recorded at a time.
const BATCH: usize = 100;

/// A person that was looked up. That it was is recorded.
#[derive(Clone)]
pub struct LookedUp {
    /// PRODDTO of the last extract that the replica has.
    pub as_of: Date,
    /// The person.
    pub person: Person,
    /// The persons whom the answer has besides.
    pub others: Vec<Person>,
    /// Whether protected addresses are given.
    pub addresses: ProtectedAddresses,
    /// The record layouts of that day.
    pub layouts: DayLayouts,
}

/// A number asked for, and its person or why there is none.
type NumberAnswer = (Pnr, Result<LookedUp, ErrorCode>);

/// Whom an answer has besides the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelatedPersons {
    /// Nobody.
    None,
    /// The family (`lookup.md` 4.4).
    Relatives,
    /// The children under 18, of whom the answer has nothing but how many are active (`lookup.md` 2.3).
    Children,
    /// The person under the other numbers that the person has had (`lookup.md` 3).
    OtherNumbers,
}

/// Look-ups in the replica. Each is recorded as a disclosure before it is answered, with the person and not in the audit
/// trail's text.
impl App {
    /// Looks a person up.
    ///
    /// # Errors
    /// [`ErrorCode::PersonNotFound`], [`ErrorCode::PersonNotChosen`] where the agreement restricts look-ups,
    /// [`ErrorCode::TooManyUnknownNumbers`], [`ErrorCode::ReplicaEmpty`].
    pub fn look_up(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        with: RelatedPersons,
    ) -> Result<LookedUp, AppError> {
        self.look_up_if(context, pnr, with, &mut |_| Ok(()))
    }

    /// The same, unless `check` finds that the answer cannot be given: then nothing is recorded.
    pub(crate) fn look_up_if(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        with: RelatedPersons,
        check: &mut dyn FnMut(&LookedUp) -> Result<(), AppError>,
    ) -> Result<LookedUp, AppError> {
        self.with_agreement(context, Change, |agreement| {
            let found = self.find(agreement, &[pnr], with)?;
            let person = found.person(self, agreement, pnr)?;
            let others = found.persons.into_iter().filter(|other| other.pnr != pnr).collect();
            let looked_up = self.looked_up(found.as_of, person, others, addresses(agreement));
            check(&looked_up)?;
            let disclosed = looked_up.disclosed(with);
            self.record(context, Some(agreement), &found.run, &disclosed)?;
            Ok(looked_up)
        })
    }

    /// A person as an agreement's answers have it, whether or not its filters choose it.
    pub(crate) fn seen_by(
        &self,
        agreement: &Agreement,
        run: &Run,
        person: Person,
    ) -> Result<LookedUp, AppError> {
        Ok(self.looked_up(proddto(run)?, person, Vec::new(), addresses(agreement)))
    }

    /// Counts a number that nobody has, or that the agreement's filters do not choose. If the agreement restricts look-ups,
    /// these are not distinguished: the difference would say who exists.
    pub(crate) fn no_person(&self, agreement: &Agreement) -> AppError {
        self.unknown_numbers.count(LimitedCaller::System(agreement.system), self.now());
        match agreement.lookup_terms.only_chosen {
            true => ErrorCode::PersonNotChosen.into(),
            false => ErrorCode::PersonNotFound.into(),
        }
    }

    /// Looks many persons up, a hundred at a time, and hands each on once it is recorded, with the number asked for; an error
    /// when it cannot be given. Each hundred is authorized and recorded by itself. Once nobody takes the answers any more, the
    /// rest is not looked up.
    ///
    /// # Errors
    /// An error of all of them, also after some were handed on.
    pub fn look_up_many(
        &self,
        context: &RequestContext,
        pnrs: &[Pnr],
        hand_on: &mut dyn FnMut(Pnr, Result<LookedUp, ErrorCode>) -> ControlFlow<()>,
    ) -> Result<(), AppError> {
        for batch in pnrs.chunks(BATCH) {
            let answers = self.with_agreement(context, Change, |agreement| {
                self.look_up_batch(context, agreement, batch)
            })?;
            for (pnr, answer) in answers {
                if hand_on(pnr, answer).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn look_up_batch(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        pnrs: &[Pnr],
    ) -> Result<Vec<NumberAnswer>, AppError> {
        let found = self.find(agreement, pnrs, RelatedPersons::None)?;
        let answer = |pnr: &Pnr| {
            let person = found.person(self, agreement, *pnr).map_err(|error| error.code());
            let looked_up =
                |person| self.looked_up(found.as_of, person, Vec::new(), addresses(agreement));
            let answer = person.map(looked_up);
            (*pnr, answer)
        };
        let answers: Vec<_> = pnrs.iter().map(answer).collect();
        let given: Vec<Pnr> =
            answers.iter().filter(|(_, answer)| answer.is_ok()).map(|(pnr, _)| *pnr).collect();
        if !given.is_empty() {
            self.record(context, Some(agreement), &found.run, &given)?;
        }
        Ok(answers)
    }

    /// Looks up who lives at an address.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyResidents`], [`ErrorCode::ReplicaEmpty`], [`ErrorCode::Busy`] when others search.
    pub fn look_up_residents(
        &self,
        context: &RequestContext,
        key: &AddressKey,
    ) -> Result<(Date, PersonsTable), AppError> {
        self.with_agreement(context, Change, |agreement| {
            let _permit = self.address_searches.take().ok_or(ErrorCode::Busy)?;
            let (run, as_of) = self.last_applied()?;
            let residents = self.store.residents(&query(key))?;
            if residents.len() > RESIDENTS {
                return Err(ErrorCode::TooManyResidents.into());
            }
            let mut search = AddressSearch::new(key, addresses(agreement));
            for person in residents {
                if self.may_see(agreement, &person, as_of)? {
                    search.add(&PersonRecords::new(person.pnr, &person.records));
                }
            }
            let found = search.finish();
            if !found.persons.is_empty() {
                self.record(context, Some(agreement), &run, &found.persons)?;
            }
            Ok((as_of, found))
        })
    }

    /// Looks a person up for the operator, under no agreement. It is recorded like any other look-up.
    pub fn look_up_as_operator(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        with: RelatedPersons,
    ) -> Result<LookedUp, AppError> {
        self.as_operator(context, || {
            let related = |person: &Person| with.find(person, self.now());
            let found = self.store.lookup(&[pnr], with.reach(), &related)?;
            let (run, mut persons) = found.ok_or(ErrorCode::ReplicaEmpty)?;
            let as_of = proddto(&run)?;
            if persons.first().is_none_or(|person| person.pnr != pnr) {
                return Err(ErrorCode::PersonNotFound.into());
            }
            let person = persons.remove(0);
            let looked_up = self.looked_up(as_of, person, persons, ProtectedAddresses::Given);
            self.record(context, None, &run, &looked_up.disclosed(with))?;
            Ok(looked_up)
        })
    }

    /// The persons with these numbers, and those related to them whom the agreement lets its system see.
    fn find(
        &self,
        agreement: &Agreement,
        pnrs: &[Pnr],
        with: RelatedPersons,
    ) -> Result<Found, AppError> {
        if self.unknown_numbers.is_limited(LimitedCaller::System(agreement.system), self.now()) {
            return Err(ErrorCode::TooManyUnknownNumbers.into());
        }
        let related = |person: &Person| with.find(person, self.now());
        let (run, persons) =
            self.store.lookup(pnrs, with.reach(), &related)?.ok_or(ErrorCode::ReplicaEmpty)?;
        let as_of = proddto(&run)?;
        let mut seen = Vec::with_capacity(persons.len());
        for person in persons {
            // Children are counted, and not shown.
            let is_counted = with == RelatedPersons::Children && !pnrs.contains(&person.pnr);
            if is_counted || self.may_see(agreement, &person, as_of)? {
                seen.push(person);
            }
        }
        Ok(Found { run, as_of, persons: seen })
    }

    fn looked_up(
        &self,
        as_of: Date,
        person: Person,
        others: Vec<Person>,
        addresses: ProtectedAddresses,
    ) -> LookedUp {
        LookedUp { as_of, person, others, addresses, layouts: self.layouts.on(as_of) }
    }

    /// Whether the agreement lets its system see a person.
    pub(crate) fn may_see(
        &self,
        agreement: &Agreement,
        person: &Person,
        day: Date,
    ) -> Result<bool, AppError> {
        if !agreement.lookup_terms.only_chosen {
            return Ok(true);
        }
        let filters = self.store.filters_on_person(agreement.id, person.pnr)?;
        Ok(chosen(&filters, agreement.combination, person, day).is_some())
    }

    fn last_applied(&self) -> Result<(Run, Date), AppError> {
        let run = self.store.last_applied()?.ok_or(ErrorCode::ReplicaEmpty)?;
        let as_of = proddto(&run)?;
        Ok((run, as_of))
    }

    /// Records whom an answer discloses, before it is sent.
    fn record(
        &self,
        context: &RequestContext,
        agreement: Option<&Agreement>,
        run: &Run,
        disclosed: &[Pnr],
    ) -> Result<(), AppError> {
        let entry = AuditEntry {
            author: context.author.clone(),
            action: context.operation.clone(),
            subject: subject(context, agreement, disclosed.len()),
            outcome: "done".to_owned(),
        };
        let new = NewLookup {
            entry: &entry,
            agreement: agreement.map(|agreement| agreement.id),
            service: agreement.map(|_| context.service),
            run: run.id,
            disclosed,
            callers_id: context.callers_id.as_deref(),
        };
        let persons = disclosed.len();
        let write = |store: &Store| store.record_lookup(&new, self.now());
        Ok(self.counting(context, &self.store, persons, write)?)
    }
}

/// Without content: it is personal data.
impl fmt::Debug for LookedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookedUp").field("as_of", &self.as_of).finish_non_exhaustive()
    }
}

/// What was found, and the moment as of which it is.
struct Found {
    run: Run,
    as_of: Date,
    persons: Vec<Person>,
}

impl Found {
    /// The person of a number.
    fn person(&self, app: &App, agreement: &Agreement, pnr: Pnr) -> Result<Person, AppError> {
        if let Some(person) = self.persons.iter().find(|person| person.pnr == pnr) {
            return Ok(person.clone());
        }
        Err(app.no_person(agreement))
    }
}

impl LookedUp {
    /// The persons whom the answer discloses.
    fn disclosed(&self, with: RelatedPersons) -> Vec<Pnr> {
        let others = self.others.iter().filter(|_| with != RelatedPersons::Children);
        std::iter::once(&self.person).chain(others).map(|person| person.pnr).collect()
    }
}

impl RelatedPersons {
    const fn reach(self) -> Reach {
        match self {
            Self::OtherNumbers => Reach::All,
            Self::None | Self::Relatives | Self::Children => Reach::Next,
        }
    }

    fn find(self, person: &Person, now: Timestamp) -> Vec<Pnr> {
        let records = PersonRecords::new(person.pnr, &person.records);
        match self {
            Self::None => Vec::new(),
            Self::Relatives => relatives(&records).into_iter().map(|it| it.pnr).collect(),
            Self::Children => children_under_18(&records, now),
            Self::OtherNumbers => own_numbers(&records),
        }
    }
}

const fn addresses(agreement: &Agreement) -> ProtectedAddresses {
    match agreement.lookup_terms.omits_protected {
        true => ProtectedAddresses::LeftOut,
        false => ProtectedAddresses::Given,
    }
}

fn proddto(run: &Run) -> Result<Date, AppError> {
    let header = run.header.as_ref().ok_or(ErrorCode::ReplicaEmpty)?;
    Ok(header.proddto)
}

/// The subject in the audit trail: how many, and not whom.
fn subject(context: &RequestContext, agreement: Option<&Agreement>, persons: usize) -> String {
    let persons = if persons == 1 { "1 person".to_owned() } else { format!("{persons} persons") };
    match agreement {
        Some(agreement) => format!("agreement {}, {}, {persons}", agreement.uuid, context.service),
        None => persons,
    }
}

fn query(key: &AddressKey) -> ResidentQuery {
    let code = key.road.code();
    let names = || key.road.names().iter().map(|name| name.as_str().to_owned()).collect();
    let postal_code = key.place.postal_code();
    let house = key.house_number.as_ref();
    ResidentQuery {
        road: code.map_or_else(|| RoadKey::Names(names()), RoadKey::Code),
        municipality: key.place.municipality(),
        postal_code,
        house_number: house
            .and_then(|part| civil::HouseNumber::from_register(part.as_str().as_bytes())),
        at_most: RESIDENTS + 1,
    }
}
