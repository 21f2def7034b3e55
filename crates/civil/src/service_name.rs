use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A service of the platform that an agreement may cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "&'static str")]
pub enum ServiceName {
    /// SF6002 CPR Abonnement: filters, deliveries and loads.
    Subscription,
    /// SF1520 PersonBaseDataExtended: everything on one person.
    PersonBaseData,
    /// SF6008 CPRBasicInformation: the basic data on one person.
    BasicInformation,
    /// GCTP look-up `Stam+`.
    StamPlus,
    /// GCTP look-up `Familie+`.
    FamiliePlus,
    /// GCTP look-up `Familie`.
    Familie,
    /// GCTP look-up `NAVNE3`.
    Navne3,
    /// GCTP look-up `ADRESSE4`.
    Adresse4,
    /// GCTP look-up `ADRSOG1` (SF6001): persons by their address.
    Adrsog1,
    /// CPR Direkte PNR: one person in records of the extract.
    Off4,
}

/// Not the name of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a service is one of SF6002, SF1520, SF6008, STAM+, FAMILIE+, FAMILIE, NAVNE3, ADRESSE4, ADRSOG1, OFF4"
)]
pub struct UnknownService;

impl ServiceName {
    /// Every service.
    pub const ALL: [Self; 10] = [
        Self::Subscription,
        Self::PersonBaseData,
        Self::BasicInformation,
        Self::StamPlus,
        Self::FamiliePlus,
        Self::Familie,
        Self::Navne3,
        Self::Adresse4,
        Self::Adrsog1,
        Self::Off4,
    ];

    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscription => "SF6002",
            Self::PersonBaseData => "SF1520",
            Self::BasicInformation => "SF6008",
            Self::StamPlus => "STAM+",
            Self::FamiliePlus => "FAMILIE+",
            Self::Familie => "FAMILIE",
            Self::Navne3 => "NAVNE3",
            Self::Adresse4 => "ADRESSE4",
            Self::Adrsog1 => "ADRSOG1",
            Self::Off4 => "OFF4",
        }
    }
}

impl FromStr for ServiceName {
    type Err = UnknownService;

    /// Reads a name in upper or lower case.
    fn from_str(text: &str) -> Result<Self, UnknownService> {
        let is_it = |service: &Self| service.as_str().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(is_it).ok_or(UnknownService)
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<ServiceName> for &'static str {
    fn from(service: ServiceName) -> Self {
        service.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_in_any_case_is_the_service() {
        for service in ServiceName::ALL {
            assert_eq!(service.as_str().to_lowercase().parse(), Ok(service));
            assert!(UnknownService.to_string().contains(service.as_str()), "{service}");
        }
        assert_eq!("SF1522".parse::<ServiceName>(), Err(UnknownService));
    }
}
