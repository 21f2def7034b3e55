use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::blanked_field::NotBlankable;
use super::omitted_record::NotOmittable;
use super::protected_persons::{ProtectedPersons, UnknownProtectedPersons};
use super::terms::Minimisation;

const OMIT: &str = "omit";
const BLANK: &str = "blank";
const PROTECTED: &str = "protected";

/// Not the text of a minimisation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMinimisation {
    /// Not one of the words with its value.
    #[error("a minimisation has omit=…, blank=… and protected=…")]
    Form,
    /// A record type that is not left out.
    #[error(transparent)]
    Omitted(#[from] NotOmittable),
    /// A field that is not blanked.
    #[error(transparent)]
    Blanked(#[from] NotBlankable),
    /// Another word for protected persons.
    #[error(transparent)]
    Protected(#[from] UnknownProtectedPersons),
}

impl fmt::Display for Minimisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { omitted, blanked, protected } = self;
        let mut parts = Vec::new();
        if !omitted.is_empty() {
            parts.push(format!("{OMIT}={}", list(omitted)));
        }
        if !blanked.is_empty() {
            parts.push(format!("{BLANK}={}", list(blanked)));
        }
        if *protected != ProtectedPersons::Deliver {
            parts.push(format!("{PROTECTED}={protected}"));
        }
        f.write_str(&parts.join(" "))
    }
}

fn list<T: fmt::Display>(set: &BTreeSet<T>) -> String {
    set.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

impl FromStr for Minimisation {
    type Err = InvalidMinimisation;

    fn from_str(text: &str) -> Result<Self, InvalidMinimisation> {
        let mut terms = Self::default();
        for part in text.split_ascii_whitespace() {
            let (word, value) = part.split_once('=').ok_or(InvalidMinimisation::Form)?;
            match word {
                OMIT => terms.omitted = read(value)?,
                BLANK => terms.blanked = read(value)?,
                PROTECTED => terms.protected = value.parse()?,
                _ => return Err(InvalidMinimisation::Form),
            }
        }
        Ok(terms)
    }
}

fn read<T: FromStr + Ord>(list: &str) -> Result<BTreeSet<T>, T::Err> {
    list.split(',').map(str::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::layouts;

    #[test]
    fn every_field_that_may_be_blanked_is_read_back() {
        for layout in layouts() {
            for field in layout.fields() {
                let text = format!("blank={}.{}", layout.kind(), field.name());
                if let Ok(terms) = text.parse::<Minimisation>() {
                    assert_eq!(terms.to_string(), text);
                }
            }
        }
    }

    #[test]
    fn text_of_nothing_is_empty() {
        assert_eq!(Minimisation::default().to_string(), "");
        assert_eq!("".parse(), Ok(Minimisation::default()));
        assert_eq!("protected=deliver".parse(), Ok(Minimisation::default()));
    }

    #[test]
    fn text_is_read_back() {
        let text =
            "omit=013,099 blank=002.CONVN,003.ADRNVN,009.MYNTXT-FØDESTED protected=leave-out";
        assert_eq!(text.parse::<Minimisation>().unwrap().to_string(), text);
    }

    #[test]
    fn text_of_something_else_is_refused() {
        for text in ["omit", "omit=", "omit=001", "blank=003", "protected=maybe", "leave=013"] {
            assert!(text.parse::<Minimisation>().is_err(), "{text}");
        }
    }
}
