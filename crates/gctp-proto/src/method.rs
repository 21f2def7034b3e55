use std::str::FromStr;

use civil::ServiceName;

/// A method of GCTP: what `r` of `Service` names (`lookup.md` 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GctpMethod {
    /// One about a person whose number is given.
    Person(PersonMethod),
    /// `ADRSOG1`: persons by their address.
    Adrsog1,
}

/// A method about a person whose number is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonMethod {
    /// `Stam+`: the person's basic data.
    StamPlus,
    /// `Familie+`: the person, and who is related.
    FamiliePlus,
    /// `Familie`: the same under another name.
    Familie,
    /// `NAVNE3`: the person's name.
    Navne3,
    /// `ADRESSE4`: the contact address.
    Adresse4,
}

/// Not the name of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a method is one of {}", GctpMethod::NAMES)]
pub struct UnknownMethod;

impl PersonMethod {
    /// Whether the answer shows related persons.
    pub const fn has_relatives(self) -> bool {
        matches!(self, Self::FamiliePlus | Self::Familie)
    }
}

impl GctpMethod {
    /// Every method.
    pub const ALL: [Self; 6] = [
        Self::Person(PersonMethod::StamPlus),
        Self::Person(PersonMethod::FamiliePlus),
        Self::Person(PersonMethod::Familie),
        Self::Person(PersonMethod::Navne3),
        Self::Person(PersonMethod::Adresse4),
        Self::Adrsog1,
    ];

    /// The names as a text for people.
    pub(crate) const NAMES: &str = "Stam+, Familie+, Familie, navne3, adresse4, ADRSOG1";

    /// The name as it stands in an answer (`lookup.md` 4.2).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person(PersonMethod::StamPlus) => "Stam+",
            Self::Person(PersonMethod::FamiliePlus) => "Familie+",
            Self::Person(PersonMethod::Familie) => "Familie",
            Self::Person(PersonMethod::Navne3) => "navne3",
            Self::Person(PersonMethod::Adresse4) => "adresse4",
            Self::Adrsog1 => "ADRSOG1",
        }
    }

    /// The service that an agreement must cover for it.
    pub const fn service(self) -> ServiceName {
        match self {
            Self::Person(PersonMethod::StamPlus) => ServiceName::StamPlus,
            Self::Person(PersonMethod::FamiliePlus) => ServiceName::FamiliePlus,
            Self::Person(PersonMethod::Familie) => ServiceName::Familie,
            Self::Person(PersonMethod::Navne3) => ServiceName::Navne3,
            Self::Person(PersonMethod::Adresse4) => ServiceName::Adresse4,
            Self::Adrsog1 => ServiceName::Adrsog1,
        }
    }

    /// `r` of `System` in an answer.
    pub(crate) const fn system(self) -> &'static str {
        match self {
            Self::Person(PersonMethod::Adresse4) => "KontaktAdresse",
            _ => "CprSoeg",
        }
    }

    /// `r` of `Table` in an answer.
    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Adrsog1 => "ADRSOEG",
            _ => self.as_str(),
        }
    }
}

impl FromStr for GctpMethod {
    type Err = UnknownMethod;

    /// Reads a name in any case: clients write `NAVNE3` and `navne3`.
    fn from_str(text: &str) -> Result<Self, UnknownMethod> {
        let is_it = |method: &Self| method.as_str().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(is_it).ok_or(UnknownMethod)
    }
}

impl From<PersonMethod> for GctpMethod {
    fn from(method: PersonMethod) -> Self {
        Self::Person(method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_in_any_case_is_the_method() {
        for method in GctpMethod::ALL {
            assert_eq!(method.as_str().to_lowercase().parse(), Ok(method));
            assert_eq!(method.as_str().to_uppercase().parse(), Ok(method));
            assert_eq!(method.as_str().parse(), Ok(method.service()), "{method:?}");
            assert!(UnknownMethod.to_string().contains(method.as_str()), "{method:?}");
        }
        for text in ["", "Stam", "Stam+ ", "ADRESSE3", "ADRSOEG"] {
            assert_eq!(text.parse::<GctpMethod>(), Err(UnknownMethod), "{text}");
        }
    }
}
