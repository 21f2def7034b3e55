use std::str::FromStr;

use civil::{AgeRange, EventCode, InvalidAgeRange, MunicipalityCode, Pnr};

use crate::child_value::{required, value};
use crate::fault::{Fault, FaultCode};
use crate::load::LoadOperation;
use crate::lookup::LookupOperation;
use crate::tree::Element;

/// One of the operations of a [`Service`](crate::Service), with its argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// `Add…Subscription`: adds a filter.
    Add(Argument),
    /// `Remove…Subscription`: removes a filter.
    Remove(Argument),
    /// `RemoveAll`: removes all filters of a group.
    RemoveAll(FilterGroup),
    /// `GetAllFilters`: lists the filters.
    GetAllFilters,
    /// One of `CprInitialLoadService`.
    Load(LoadOperation),
    /// One of the look-up services.
    Lookup(LookupOperation),
}

/// The filter to add or remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// `PNR`
    Pnr(Pnr),
    /// `AgeRange`
    AgeRange(AgeRange),
    /// `MunicipalityCode`
    MunicipalityCode(MunicipalityCode),
    /// `ChangeCode`
    ChangeCode(EventCode),
    /// `NoFilter`, which has no element of its own.
    NoFilter,
}

/// The filters that `RemoveAll` removes: all of one kind. There is no group of all kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterGroup {
    /// `PNR`
    Pnr,
    /// `AgeRange`
    AgeRange,
    /// `MunicipalityCode`
    MunicipalityCode,
    /// `EventChangeCode`
    EventChangeCode,
    /// `NoFilter`
    NoFilter,
}

/// An operation of a service.
pub(crate) struct OperationParser {
    /// The operation's name.
    pub(crate) operation: &'static str,
    /// The name of the request's element.
    pub(crate) element: &'static str,
    /// The name of the answer's element.
    pub(crate) response: &'static str,
    /// Reads the children beside the context.
    pub(crate) read: fn(&Element) -> Result<Operation, Fault>,
}

impl OperationParser {
    /// One whose request has its name, and whose answer has it with `Response`.
    const fn named(
        [operation, response]: [&'static str; 2],
        read: fn(&Element) -> Result<Operation, Fault>,
    ) -> Self {
        Self { operation, element: operation, response, read }
    }
}

/// An operation by its name alone: `named!("GetAllFilters", read)`.
macro_rules! named {
    ($name:literal, $read:expr) => {
        OperationParser::named([$name, concat!($name, "Response")], $read)
    };
}

impl Operation {
    /// The 12 operations of `CprSubscriptionService`.
    pub(crate) const OF_SUBSCRIPTION: [OperationParser; 12] = [
        named!("AddPNRSubscription", |element| pnr(element).map(Self::Add)),
        named!("RemovePNRSubscription", |element| pnr(element).map(Self::Remove)),
        named!("AddAgeRangeSubscription", |element| age_range(element).map(Self::Add)),
        named!("RemoveAgeRangeSubscription", |element| age_range(element).map(Self::Remove)),
        named!("AddMunicipalityCodeSubscription", |element| municipality_code(element)
            .map(Self::Add)),
        named!("RemoveMunicipalityCodeSubscription", |element| {
            municipality_code(element).map(Self::Remove)
        }),
        named!("AddChangeCodeSubscription", |element| change_code(element).map(Self::Add)),
        named!("RemoveChangeCodeSubscription", |element| change_code(element).map(Self::Remove)),
        named!("AddNoFilterSubscription", |_| Ok(Self::Add(Argument::NoFilter))),
        named!("RemoveNoFilterSubscription", |_| Ok(Self::Remove(Argument::NoFilter))),
        named!("RemoveAll", |element| filter_group(element).map(Self::RemoveAll)),
        named!("GetAllFilters", |_| Ok(Self::GetAllFilters)),
    ];

    /// The 3 operations of `CprInitialLoadService`.
    pub(crate) const OF_INITIAL_LOAD: [OperationParser; 3] = [
        named!("OrderInitialLoad", |element| LoadOperation::order(element).map(Self::Load)),
        named!("GetInitialLoad", |element| LoadOperation::get(element).map(Self::Load)),
        named!("CancelInitialLoad", |element| LoadOperation::cancel(element).map(Self::Load)),
    ];

    /// The operation of `PersonBaseDataExtendedService` (`lookup.md` 2.1).
    pub(crate) const OF_PERSON_BASE_DATA: [OperationParser; 1] = [OperationParser {
        operation: "PersonLookup",
        element: "PersonLookupRequest",
        response: "PersonLookupResponse",
        read: |element| LookupOperation::person(element).map(Self::Lookup),
    }];

    /// The 4 operations of `CPRBasicInformationService` (`lookup.md` 3).
    pub(crate) const OF_BASIC_INFORMATION: [OperationParser; 4] = [
        OperationParser {
            operation: "callCPRBasicInformationService",
            element: "callCPRBasicInformationRequest",
            response: "callCPRBasicInformationResponse",
            read: |element| basic_information(element, false, false),
        },
        OperationParser {
            operation: "callCPRBasicInformationServiceExtended",
            element: "callCPRBasicInformationExtendedRequest",
            response: "callCPRBasicInformationExtendedResponse",
            read: |element| basic_information(element, true, false),
        },
        OperationParser {
            operation: "callCPRBasicInformationServiceList",
            element: "callCPRBasicInformationListRequest",
            response: "callCPRBasicInformationListResponse",
            read: |element| basic_information(element, false, true),
        },
        OperationParser {
            operation: "callCPRBasicInformationServiceExtendedList",
            element: "callCPRBasicInformationExtendedListRequest",
            response: "callCPRBasicInformationExtendedListResponse",
            read: |element| basic_information(element, true, true),
        },
    ];

    /// The operation of `CprService` under its two names: one request, one answer (`lookup.md` 4.1).
    pub(crate) const OF_CPR_SERVICE: [OperationParser; 2] =
        [gctp("callGCTPCheckService"), gctp("callGctpService")];
}

fn basic_information(
    element: &Element,
    is_extended: bool,
    is_list: bool,
) -> Result<Operation, Fault> {
    LookupOperation::basic_information(element, is_extended, is_list).map(Operation::Lookup)
}

const fn gctp(operation: &'static str) -> OperationParser {
    OperationParser {
        operation,
        element: "callGCTPCheckServiceRequest",
        response: "callGCTPCheckServiceResponse",
        read: |element| LookupOperation::gctp(element).map(Operation::Lookup),
    }
}

fn pnr(element: &Element) -> Result<Argument, Fault> {
    value(element, "PNR", FaultCode::InvalidPnr).map(Argument::Pnr)
}

fn municipality_code(element: &Element) -> Result<Argument, Fault> {
    integer(element, "MunicipalityCode", FaultCode::InvalidMunicipalityCode)
        .map(Argument::MunicipalityCode)
}

fn change_code(element: &Element) -> Result<Argument, Fault> {
    value(element, "ChangeCode", FaultCode::InvalidEventCode).map(Argument::ChangeCode)
}

fn filter_group(element: &Element) -> Result<FilterGroup, Fault> {
    value(element, "FilterGroup", FaultCode::InvalidFilterGroup)
}

fn age_range(element: &Element) -> Result<Argument, Fault> {
    let range = required(element, "AgeRange")?;
    let age = |name| integer(range, name, FaultCode::InvalidAgeRange).map(|Age(years)| years);
    AgeRange::new(age("StartAge")?, age("EndAge")?)
        .map(Argument::AgeRange)
        .map_err(|_| FaultCode::InvalidAgeRange.into())
}

/// An age written as `xsd:nonNegativeInteger`.
struct Age(u16);

impl FromStr for Age {
    type Err = InvalidAgeRange;

    fn from_str(text: &str) -> Result<Self, InvalidAgeRange> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).map(Self).ok_or(InvalidAgeRange)
    }
}

impl FromStr for FilterGroup {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "PNR" => Self::Pnr,
            "AgeRange" => Self::AgeRange,
            "MunicipalityCode" => Self::MunicipalityCode,
            "EventChangeCode" => Self::EventChangeCode,
            "NoFilter" => Self::NoFilter,
            _ => return Err(()),
        })
    }
}

/// The value of a child that is an `xsd:nonNegativeInteger`, which may have a leading plus.
fn integer<T: FromStr>(element: &Element, name: &'static str, code: FaultCode) -> Result<T, Fault> {
    let text = required(element, name)?.text();
    text.strip_prefix('+').unwrap_or(text).parse().map_err(|_| code.into())
}
