use std::str::FromStr;

use civil::{AgeRange, EventCode, InvalidAgeRange, MunicipalityCode, Pnr};

use crate::fault::{Fault, FaultCode};
use crate::tree::Element;

/// One of the 12 operations, with its argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `AddPNRSubscription`
    AddPnr(Pnr),
    /// `RemovePNRSubscription`
    RemovePnr(Pnr),
    /// `AddAgeRangeSubscription`
    AddAgeRange(AgeRange),
    /// `RemoveAgeRangeSubscription`
    RemoveAgeRange(AgeRange),
    /// `AddMunicipalityCodeSubscription`
    AddMunicipalityCode(MunicipalityCode),
    /// `RemoveMunicipalityCodeSubscription`
    RemoveMunicipalityCode(MunicipalityCode),
    /// `AddChangeCodeSubscription`
    AddChangeCode(EventCode),
    /// `RemoveChangeCodeSubscription`
    RemoveChangeCode(EventCode),
    /// `AddNoFilterSubscription`
    AddNoFilter,
    /// `RemoveNoFilterSubscription`
    RemoveNoFilter,
    /// `RemoveAll`
    RemoveAll(FilterGroup),
    /// `GetAllFilters`
    GetAllFilters,
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
    /// The names of the operations, which are those of their request elements.
    pub const NAMES: [&'static str; 12] = [
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
            Self::AddPnr(_) => 0,
            Self::RemovePnr(_) => 1,
            Self::AddAgeRange(_) => 2,
            Self::RemoveAgeRange(_) => 3,
            Self::AddMunicipalityCode(_) => 4,
            Self::RemoveMunicipalityCode(_) => 5,
            Self::AddChangeCode(_) => 6,
            Self::RemoveChangeCode(_) => 7,
            Self::AddNoFilter => 8,
            Self::RemoveNoFilter => 9,
            Self::RemoveAll(_) => 10,
            Self::GetAllFilters => 11,
        }]
    }

    /// Reads the argument that stands beside the `InvocationContext`.
    pub(crate) fn read(element: &Element) -> Result<Self, Fault> {
        Ok(match element.name() {
            "AddPNRSubscription" => Self::AddPnr(pnr(element)?),
            "RemovePNRSubscription" => Self::RemovePnr(pnr(element)?),
            "AddAgeRangeSubscription" => Self::AddAgeRange(age_range(element)?),
            "RemoveAgeRangeSubscription" => Self::RemoveAgeRange(age_range(element)?),
            "AddMunicipalityCodeSubscription" => Self::AddMunicipalityCode(municipality(element)?),
            "RemoveMunicipalityCodeSubscription" => {
                Self::RemoveMunicipalityCode(municipality(element)?)
            }
            "AddChangeCodeSubscription" => Self::AddChangeCode(change_code(element)?),
            "RemoveChangeCodeSubscription" => Self::RemoveChangeCode(change_code(element)?),
            "AddNoFilterSubscription" => Self::AddNoFilter,
            "RemoveNoFilterSubscription" => Self::RemoveNoFilter,
            "RemoveAll" => Self::RemoveAll(group(element)?),
            "GetAllFilters" => Self::GetAllFilters,
            _ => return Err(FaultCode::UnknownOperation.into()),
        })
    }
}

fn pnr(element: &Element) -> Result<Pnr, Fault> {
    argument(element, "PNR", FaultCode::InvalidPnr)
}

fn municipality(element: &Element) -> Result<MunicipalityCode, Fault> {
    argument(element, "MunicipalityCode", FaultCode::InvalidMunicipalityCode)
}

fn change_code(element: &Element) -> Result<EventCode, Fault> {
    argument(element, "ChangeCode", FaultCode::InvalidEventCode)
}

fn group(element: &Element) -> Result<FilterGroup, Fault> {
    argument(element, "FilterGroup", FaultCode::InvalidFilterGroup)
}

fn age_range(element: &Element) -> Result<AgeRange, Fault> {
    let range = required(element, "AgeRange")?;
    let age = |name| argument(range, name, FaultCode::InvalidAgeRange).map(|Age(years)| years);
    AgeRange::new(age("StartAge")?, age("EndAge")?).map_err(|_| FaultCode::InvalidAgeRange.into())
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
fn argument<T: FromStr>(
    element: &Element,
    name: &'static str,
    code: FaultCode,
) -> Result<T, Fault> {
    required(element, name)?.text().parse().map_err(|_| code.into())
}

fn required<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Fault> {
    element
        .child(name)?
        .ok_or_else(|| Fault::with(FaultCode::InvalidRequest, format!("{name} is missing")))
}
