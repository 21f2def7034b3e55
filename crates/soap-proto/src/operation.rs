use std::str::FromStr;

use civil::{AgeRange, EventCode, InvalidAgeRange, MunicipalityCode, Pnr};

use crate::fault::{Fault, FaultCode};
use crate::load::LoadOperation;
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

/// An operation of a service: its name, and the function that reads the children beside the `InvocationContext`.
pub(crate) type OperationParser = (&'static str, fn(&Element) -> Result<Operation, Fault>);

impl Operation {
    /// The 12 operations of `CprSubscriptionService`.
    pub(crate) const OF_SUBSCRIPTION: [OperationParser; 12] = [
        ("AddPNRSubscription", |element| pnr(element).map(Self::Add)),
        ("RemovePNRSubscription", |element| pnr(element).map(Self::Remove)),
        ("AddAgeRangeSubscription", |element| age_range(element).map(Self::Add)),
        ("RemoveAgeRangeSubscription", |element| age_range(element).map(Self::Remove)),
        ("AddMunicipalityCodeSubscription", |element| municipality_code(element).map(Self::Add)),
        ("RemoveMunicipalityCodeSubscription", |element| {
            municipality_code(element).map(Self::Remove)
        }),
        ("AddChangeCodeSubscription", |element| change_code(element).map(Self::Add)),
        ("RemoveChangeCodeSubscription", |element| change_code(element).map(Self::Remove)),
        ("AddNoFilterSubscription", |_| Ok(Self::Add(Argument::NoFilter))),
        ("RemoveNoFilterSubscription", |_| Ok(Self::Remove(Argument::NoFilter))),
        ("RemoveAll", |element| filter_group(element).map(Self::RemoveAll)),
        ("GetAllFilters", |_| Ok(Self::GetAllFilters)),
    ];

    /// The 3 operations of `CprInitialLoadService`.
    pub(crate) const OF_INITIAL_LOAD: [OperationParser; 3] = [
        ("OrderInitialLoad", |element| LoadOperation::order(element).map(Self::Load)),
        ("GetInitialLoad", |element| LoadOperation::get(element).map(Self::Load)),
        ("CancelInitialLoad", |element| LoadOperation::cancel(element).map(Self::Load)),
    ];
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

/// The value of the child element `name`. The fault does not repeat it: it may be a PNR.
fn value<T: FromStr>(element: &Element, name: &'static str, code: FaultCode) -> Result<T, Fault> {
    required(element, name)?.text().parse().map_err(|_| code.into())
}

/// The same for an `xsd:nonNegativeInteger`, which may have a leading plus.
fn integer<T: FromStr>(element: &Element, name: &'static str, code: FaultCode) -> Result<T, Fault> {
    let text = required(element, name)?.text();
    text.strip_prefix('+').unwrap_or(text).parse().map_err(|_| code.into())
}

fn required<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Fault> {
    element
        .child(name)?
        .ok_or_else(|| Fault::with(FaultCode::InvalidRequest, format!("{name} is missing")))
}
