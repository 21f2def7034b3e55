//! The operations of the look-up services, as use cases.

use app::{App, AppError, ErrorCode, LookedUp, RelatedPersons, RequestContext};
use civil::Pnr;
use gctp_proto::{GctpAnswer, GctpMethod, GctpRequest, PersonMethod};
use jiff::civil::Date;
use lookup::basic_information::{list_response, listed_numbers};
use lookup::gctp::person_table;
use lookup::{PersonRecords, basic_information, person_base_data};
use soap_proto::{Fault, FaultCode, GctpMessage, LookupOperation, Service, XmlElement};
use store::Person;

use crate::fault;

/// The answer to a look-up.
pub(crate) struct LookupAnswer {
    /// The elements within the answer's own.
    pub(crate) content: Vec<XmlElement>,
    /// PRODDTO of the last extract that the replica has; `None` when the replica was not read.
    pub(crate) as_of: Option<Date>,
}

/// Answers a look-up of a service. The disclosure is on disk when this returns. Blocks.
pub(crate) fn look_up(
    app: &App,
    context: &RequestContext,
    service: Service,
    operation: &LookupOperation,
) -> Result<LookupAnswer, Fault> {
    match operation {
        LookupOperation::Person(pnr) => person_lookup(app, context, *pnr),
        LookupOperation::BasicInformation { pnr, is_extended, is_list: false } => {
            basic_information(app, context, *pnr, *is_extended)
        }
        LookupOperation::BasicInformation { pnr, is_extended, is_list: true } => {
            basic_information_list(app, context, *pnr, *is_extended)
        }
        LookupOperation::Gctp(message) => gctp(app, context, service, message),
    }
}

fn person_lookup(app: &App, context: &RequestContext, pnr: Pnr) -> Result<LookupAnswer, Fault> {
    let found = found(app.look_up(context, pnr, RelatedPersons::Children))?;
    let children: Vec<PersonRecords<'_>> = found.others.iter().map(records).collect();
    let person = records(&found.person);
    let content = person_base_data::response(&person, &children, app.now(), found.addresses);
    Ok(LookupAnswer { content, as_of: Some(found.as_of) })
}

fn basic_information(
    app: &App,
    context: &RequestContext,
    pnr: Pnr,
    is_extended: bool,
) -> Result<LookupAnswer, Fault> {
    let found = found(app.look_up(context, pnr, RelatedPersons::None))?;
    let content =
        basic_information::response(&records(&found.person), is_extended, found.addresses);
    Ok(LookupAnswer { content, as_of: Some(found.as_of) })
}

/// One element for each number that the person has or has had.
fn basic_information_list(
    app: &App,
    context: &RequestContext,
    pnr: Pnr,
    is_extended: bool,
) -> Result<LookupAnswer, Fault> {
    let found = found(app.look_up(context, pnr, RelatedPersons::OtherNumbers))?;
    let asked = records(&found.person);
    let all = || std::iter::once(&found.person).chain(&found.others).map(records);
    let valid = all().find(|person| person.pnr() == asked.valid_number());
    let numbers = listed_numbers(&asked, valid.as_ref().unwrap_or(&asked));
    let listed: Vec<PersonRecords<'_>> =
        numbers.iter().filter_map(|number| all().find(|person| person.pnr() == *number)).collect();
    let content = list_response(&listed, is_extended, found.addresses);
    Ok(LookupAnswer { content, as_of: Some(found.as_of) })
}

fn gctp(
    app: &App,
    context: &RequestContext,
    service: Service,
    message: &GctpMessage,
) -> Result<LookupAnswer, Fault> {
    let request = GctpRequest::parse(message.reveal()).map_err(|error| {
        let fault =
            Fault::in_both(FaultCode::InvalidGctpMessage, error.to_string(), error.danish());
        rejected(app, context, fault)
    })?;
    if request.method().service() != context.service {
        return Err(rejected(app, context, service.wrong_service()));
    }
    let (answer, as_of) = match request {
        GctpRequest::Person { method, pnr } => of_person(app, context, method, pnr)?,
        GctpRequest::Adrsog1(key) => {
            let (as_of, found) = found(app.look_up_residents(context, &key))?;
            (GctpAnswer::found(GctpMethod::Adrsog1, found.table), Some(as_of))
        }
    };
    Ok(LookupAnswer { content: vec![XmlElement::text("result", answer.to_xml())], as_of })
}

/// About a person. That nobody has the number is an answer here, with a receipt that says so (`lookup.md` 4.2).
fn of_person(
    app: &App,
    context: &RequestContext,
    method: PersonMethod,
    pnr: Pnr,
) -> Result<(GctpAnswer, Option<Date>), Fault> {
    let related =
        if method.has_relatives() { RelatedPersons::Relatives } else { RelatedPersons::None };
    let LookedUp { as_of, person, others, addresses, .. } = match app.look_up(context, pnr, related)
    {
        Ok(found) => found,
        Err(error) if error.code() == ErrorCode::PersonNotFound => {
            return Ok((GctpAnswer::unknown_person(method.into()), None));
        }
        Err(error) => return Err(fault::of_error(&error)),
    };
    let held: Vec<PersonRecords<'_>> = others.iter().map(records).collect();
    let found = person_table(method, &records(&person), &held, addresses);
    Ok((GctpAnswer::found(method.into(), found.table), Some(as_of)))
}

fn records(person: &Person) -> PersonRecords<'_> {
    PersonRecords::new(person.pnr, &person.records)
}

fn found<T>(looked_up: Result<T, AppError>) -> Result<T, Fault> {
    looked_up.map_err(|error| fault::of_error(&error))
}

/// Records that a call was rejected by what it says, if its caller may call at all.
fn rejected(app: &App, context: &RequestContext, fault: Fault) -> Fault {
    match app.authorize(context) {
        Ok(_) => {
            app.record_rejection(context, fault.code());
            fault
        }
        Err(error) => fault::of_error(&error),
    }
}
