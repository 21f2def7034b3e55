use std::str::FromStr;

use civil::{AgeRange, EventCode, InvalidAgeRange, MunicipalityCode, Pnr};

use crate::fault::{Fault, FaultCode};
use crate::load::LoadOperation;
use crate::tree::Element;

/// One of the operations of a [`Service`](crate::Service), with its argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// `Add…Subscription`: puts a filter in.
    Add(Argument),
    /// `Remove…Subscription`: takes a filter out.
    Remove(Argument),
    /// `RemoveAll`: takes out all filters of a group.
    RemoveAll(FilterGroup),
    /// `GetAllFilters`: lists what is in.
    GetAllFilters,
    /// One of `CprInitialLoadService`.
    Load(LoadOperation),
}

/// The filter that is to be put in or taken out.
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

impl Operation {
    /// The names of the 12 operations of `CprSubscriptionService`.
    pub(crate) const NAMES: [&'static str; 12] = [
        "AddPNRSubscription",
        "RemovePNRSubscription",
        "AddAgeRangeSubscription",
        "RemoveAgeRangeSubscription",
        "AddMunicipalityCodeSubscription",
        "RemoveMunicipalityCodeSubscription",
        "AddChangeCodeSubscription",
        "RemoveChangeCodeSubscription",
        "AddNoFilterSubscription",
        "RemoveNoFilterSubscription",
        "RemoveAll",
        "GetAllFilters",
    ];

    /// The operation's name.
    pub const fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::Add(argument) => 2 * argument.place(),
            Self::Remove(argument) => 2 * argument.place() + 1,
            Self::RemoveAll(_) => 10,
            Self::GetAllFilters => 11,
            Self::Load(operation) => return operation.name(),
        }]
    }

    /// Reads the operation's element, with the argument that stands beside the `InvocationContext`.
    pub(crate) fn read(element: &Element) -> Result<Self, Fault> {
        Ok(match element.name() {
            "AddPNRSubscription" => Self::Add(pnr(element)?),
            "RemovePNRSubscription" => Self::Remove(pnr(element)?),
            "AddAgeRangeSubscription" => Self::Add(age_range(element)?),
            "RemoveAgeRangeSubscription" => Self::Remove(age_range(element)?),
            "AddMunicipalityCodeSubscription" => Self::Add(municipality_code(element)?),
            "RemoveMunicipalityCodeSubscription" => Self::Remove(municipality_code(element)?),
            "AddChangeCodeSubscription" => Self::Add(change_code(element)?),
            "RemoveChangeCodeSubscription" => Self::Remove(change_code(element)?),
            "AddNoFilterSubscription" => Self::Add(Argument::NoFilter),
            "RemoveNoFilterSubscription" => Self::Remove(Argument::NoFilter),
            "RemoveAll" => {
                Self::RemoveAll(value(element, "FilterGroup", FaultCode::InvalidFilterGroup)?)
            }
            "GetAllFilters" => Self::GetAllFilters,
            _ => Self::Load(
                LoadOperation::read(element)?
                    .ok_or_else(|| Fault::from(FaultCode::UnknownOperation))?,
            ),
        })
    }
}

impl Argument {
    /// Where its kind stands among the pairs of [`Operation::NAMES`].
    const fn place(&self) -> usize {
        match self {
            Self::Pnr(_) => 0,
            Self::AgeRange(_) => 1,
            Self::MunicipalityCode(_) => 2,
            Self::ChangeCode(_) => 3,
            Self::NoFilter => 4,
        }
    }
}

fn pnr(element: &Element) -> Result<Argument, Fault> {
    value(element, "PNR", FaultCode::InvalidPnr).map(Argument::Pnr)
}

fn municipality_code(element: &Element) -> Result<Argument, Fault> {
    value(element, "MunicipalityCode", FaultCode::InvalidMunicipalityCode)
        .map(Argument::MunicipalityCode)
}

fn change_code(element: &Element) -> Result<Argument, Fault> {
    value(element, "ChangeCode", FaultCode::InvalidEventCode).map(Argument::ChangeCode)
}

fn age_range(element: &Element) -> Result<Argument, Fault> {
    let range = required(element, "AgeRange")?;
    let age = |name| value(range, name, FaultCode::InvalidAgeRange).map(|Age(years)| years);
    AgeRange::new(age("StartAge")?, age("EndAge")?)
        .map(Argument::AgeRange)
        .map_err(|_| FaultCode::InvalidAgeRange.into())
}

/// An `xsd:nonNegativeInteger` that is an age.
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

fn required<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Fault> {
    element
        .child(name)?
        .ok_or_else(|| Fault::with(FaultCode::InvalidRequest, format!("{name} is missing")))
}
